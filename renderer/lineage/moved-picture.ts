import { zoomIdentity } from 'd3-zoom';
import { drawLineage, type Picture } from './draw-lineage';

/** What is drawn beyond each edge of the view, as a part of its size: so far the picture can be dragged without being drawn anew. */
const BEYOND = 0.35;

/** A lineage drawn once into a bitmap that is larger than the view, and only moved while it is dragged. */
export class MovedPicture {
  readonly #bitmap = document.createElement('canvas');
  #drawn: Picture | null = null;

  /** @param context of a canvas with as many pixels as the picture says */
  draw(context: CanvasRenderingContext2D, picture: Picture): void {
    const { width, height, ratio, transform } = picture;
    const [right, down] = [Math.round(width * BEYOND * ratio), Math.round(height * BEYOND * ratio)];
    const moved = ({ transform: from }: Picture): readonly [number, number] => [Math.round((transform.x - from.x) * ratio) - right, Math.round((transform.y - from.y) * ratio) - down];
    let at = this.#drawn && isSame(this.#drawn, picture) ? moved(this.#drawn) : null;
    if (!at || Math.abs(at[0] + right) > right || Math.abs(at[1] + down) > down) {
      this.#redraw(picture, right, down);
      at = moved(picture);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.drawImage(this.#bitmap, ...at);
  }

  #redraw(picture: Picture, right: number, down: number): void {
    const { width, height, ratio, transform } = picture;
    const [across, along] = [Math.round(width * ratio) + 2 * right, Math.round(height * ratio) + 2 * down];
    if (this.#bitmap.width !== across) this.#bitmap.width = across;
    if (this.#bitmap.height !== along) this.#bitmap.height = along;
    const larger = zoomIdentity.translate(transform.x + right / ratio, transform.y + down / ratio).scale(transform.k);
    drawLineage(this.#bitmap.getContext('2d')!, { ...picture, width: across / ratio, height: along / ratio, transform: larger });
    this.#drawn = picture;
  }
}

/** Alike but for the place. */
function isSame(drawn: Picture, wanted: Picture): boolean {
  const rest = ({ transform, ...picture }: Picture): readonly unknown[] => [transform.k, ...Object.values(picture)];
  const own = rest(drawn);
  return rest(wanted).every((value, index) => value === own[index]);
}
