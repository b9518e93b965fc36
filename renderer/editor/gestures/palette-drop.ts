import { canvasView } from '../canvas-view.svelte';
import { document } from '../document.svelte';
import { NODE_HEIGHT, NODE_WIDTH } from '../geometry';
import { addOperator, spliceOperator } from '../graph-edits';
import { paletteDrag } from '../palette-drag.svelte';
import type { CanvasNodes } from './canvas-nodes';
import { showSplice } from './splice-preview';

/** An operator that is dragged in from the palette: onto the canvas, or into a wire. */
export function paletteDrop({ toFlow }: Pick<CanvasNodes, 'toFlow'>): { over(event: DragEvent): void; leave(): void; drop(event: DragEvent): void } {
  const pointOf = (event: DragEvent): ReturnType<typeof toFlow> => toFlow({ x: event.clientX, y: event.clientY });
  return {
    over(event) {
      if (!paletteDrag.kind || document.isScriptGraph) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      showSplice(pointOf(event));
    },
    leave() {
      canvasView.splice = null;
    },
    drop(event) {
      const { kind } = paletteDrag;
      if (!kind || document.isScriptGraph) return;
      event.preventDefault();
      const { x, y } = pointOf(event);
      const at = { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - NODE_HEIGHT / 2) };
      const wire = canvasView.splice;
      canvasView.splice = null;
      if (!wire || !spliceOperator(kind, wire)) addOperator(kind, null, at);
      paletteDrag.kind = null;
    },
  };
}
