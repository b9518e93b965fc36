import type { useSvelteFlow, Viewport } from '@xyflow/svelte';
import { document } from '../document.svelte';
import { placesOf } from '../flow-elements';
import { NODE_HEIGHT, NODE_WIDTH } from '../geometry';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A line of text that comes or goes beside the canvas moves nothing in it, px. */
const SLIGHT = 48;

/** Room at the canvas's edges for what stands over it, px: the buttons at the left, a line of text at the top. */
const EDGE = { left: 52, top: 32, right: 12, bottom: 12 };
/** In a low canvas the buttons stand below, in a row (CanvasControls). */
const LOW = 240;
const LOW_EDGE = { left: 12, top: 28, right: 12, bottom: 48 };
const NONE = { left: 0, top: 0, right: 0, bottom: 0 };

/** The canvas became larger or smaller: its middle stays the middle, and a graph that was all in view stays so. */
export function keepView(flow: ReturnType<typeof useSvelteFlow>, fit: () => void): (size: Size) => void {
  let size: Size | null = null;
  /** The view as it was last fitted here: made smaller by us, it becomes larger again. */
  let fitted: string | null = null;
  return ({ width, height }) => {
    const before = size;
    if (width === 0 || height === 0) return;
    size = { width, height };
    if (!before || (before.width === width && before.height === height)) return;
    const view = flow.getViewport();
    const [dx, dy] = [width - before.width, height - before.height];
    const moved = Math.abs(dx) < SLIGHT && Math.abs(dy) < SLIGHT ? view : { ...view, x: view.x + dx / 2, y: view.y + dy / 2 };
    if (fitted === JSON.stringify(view) || (isWithin(NONE, before, view) && !isWithin(edgesOf(height), size, moved))) {
      fit();
      fitted = JSON.stringify(flow.getViewport());
    } else if (moved !== view) {
      void flow.setViewport(moved, { duration: 0 });
    }
  };
}

/** @param height of the canvas, px */
export function edgesOf(height: number): typeof EDGE {
  return height <= LOW ? LOW_EDGE : EDGE;
}

function isWithin({ left, top, right, bottom }: typeof EDGE, { width, height }: Size, { x, y, zoom }: Viewport): boolean {
  return [...placesOf(document.pipeline).values()].every((at) => at.x * zoom + x >= left && at.y * zoom + y >= top && (at.x + NODE_WIDTH) * zoom + x <= width - right && (at.y + NODE_HEIGHT) * zoom + y <= height - bottom);
}
