import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import { fitted, MARGIN, type Size } from './fit';

interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** d3's zoom and pan on one element; the picture is drawn with its transform. */
export class Zooming {
  transform: ZoomTransform = $state.raw(zoomIdentity);
  /** The transform at which it last came to rest: what is placed for it need not follow each frame. */
  rested: ZoomTransform = $state.raw(zoomIdentity);
  size: Size = $state.raw({ width: 0, height: 0 });
  #element: HTMLElement | null = null;
  readonly #zoom = zoom<HTMLElement, unknown>()
    .scaleExtent([0.02, 3])
    .on('zoom', (event: { readonly transform: ZoomTransform }) => (this.transform = event.transform))
    .on('end', (event: { readonly transform: ZoomTransform }) => (this.rested = event.transform));

  constructor(
    private readonly content: () => Size,
    /** What stays in view where the whole does not fit; null: the beginning. */
    private readonly inView: () => Box | null,
  ) {}

  readonly attach = (element: HTMLElement): { destroy(): void } => {
    this.#element = element;
    select(element).call(this.#zoom).on('dblclick.zoom', null);
    const observer = new ResizeObserver(([entry]) => {
      this.size = { width: entry!.contentRect.width, height: entry!.contentRect.height };
      this.fit();
    });
    observer.observe(element);
    return {
      destroy: () => {
        observer.disconnect();
        select(element).on('.zoom', null);
        this.#element = null;
      },
    };
  };

  fit(): void {
    const content = this.content();
    if (!this.#element || this.size.width === 0 || this.size.height === 0 || content.width === 0) return;
    const { x, y, scale } = fitted(content, this.size);
    this.#zoom.transform(select(this.#element), zoomIdentity.translate(x, y).scale(scale));
    const box = this.inView();
    if (box) this.reveal(box);
  }

  by(factor: number): void {
    if (this.#element) this.#zoom.scaleBy(select(this.#element), factor);
  }

  /** Moves the picture; px on the screen. */
  pan(x: number, y: number): void {
    if (this.#element) this.#zoom.translateBy(select(this.#element), x / this.transform.k, y / this.transform.k);
  }

  /** Moves a part of the picture into view, if it is not. */
  reveal(box: Box): void {
    const { k, x, y } = this.transform;
    const shift = (start: number, length: number, space: number): number => (start < MARGIN ? MARGIN - start : start + length > space - MARGIN ? space - MARGIN - start - length : 0);
    const [dx, dy] = [shift(box.x * k + x, box.width * k, this.size.width), shift(box.y * k + y, box.height * k, this.size.height)];
    if (dx !== 0 || dy !== 0) this.pan(dx, dy);
  }
}
