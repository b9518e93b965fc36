import type { Node } from '@xyflow/svelte';
import type { NodePosition } from '#engine/model';

/** The canvas's own elements, as its gestures need them. */
export interface CanvasNodes {
  readonly all: readonly Node[];
  /** Drawn anew as the document has it, whatever the canvas made of a drag. */
  redraw(): void;
  /** A place on the screen (px) as one of the graph. */
  toFlow(screen: { readonly x: number; readonly y: number }): NodePosition;
}
