import { zoomIdentity } from 'd3-zoom';
import { drawLineage, type Picture } from './draw-lineage';

/** What is drawn beyond each edge of the view, as a part of its size: so far the picture can be dragged without being drawn anew. */
const BEYOND = 0.35;

/** A lineage drawn once on a canvas that is larger than the view; while it is dragged, the canvas is only moved. */
export class MovedPicture {
  #drawn: Picture | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  show(picture: Picture): void {
    const { width, height, transform, ratio } = picture;
    const [right, down] = [Math.round(width * BEYOND), Math.round(height * BEYOND)];
    if (!this.#drawn || !isSame(this.#drawn, picture) || Math.abs(transform.x - this.#drawn.transform.x) > right || Math.abs(transform.y - this.#drawn.transform.y) > down) this.#redraw(picture, right, down);
    const { x, y } = this.#drawn!.transform;
    const whole = (length: number): number => Math.round(length * ratio) / ratio;
    this.canvas.style.transform = `translate(${whole(transform.x - x) - right}px, ${whole(transform.y - y) - down}px)`;
  }

  #redraw(picture: Picture, right: number, down: number): void {
    const [width, height] = [picture.width + 2 * right, picture.height + 2 * down];
    const { canvas } = this;
    const [across, along] = [Math.round(width * picture.ratio), Math.round(height * picture.ratio)];
    if (canvas.width !== across) canvas.width = across;
    if (canvas.height !== along) canvas.height = along;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const { x, y, k } = picture.transform;
    const context = canvas.getContext('2d');
    if (context) drawLineage(context, { ...picture, width, height, transform: zoomIdentity.translate(x + right, y + down).scale(k) });
    this.#drawn = picture;
  }
}

/** Alike but for the place. */
function isSame(drawn: Picture, wanted: Picture): boolean {
  const rest = ({ transform, ...picture }: Picture): readonly unknown[] => [transform.k, ...Object.values(picture)];
  const own = rest(drawn);
  return rest(wanted).every((value, index) => value === own[index]);
}
