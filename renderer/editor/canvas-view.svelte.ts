import type { NodePosition, PipelineEdge } from '#engine/model';
import { document } from './document.svelte';
import type { WireEnd } from './graph-edits';

/** Up to so many nodes the whole graph is in view, and a map of it only takes room. */
const SEEN_WITHOUT_MAP = 8;

/** What the canvas on the screen can do, for menus and keys elsewhere. */
export interface CanvasApi {
  addNote(): void;
  /** The pointer came over a wire, or left it (null). */
  hover(wire: string | null, event: MouseEvent): void;
  /** A place in the graph as one on the screen, px. */
  toScreen(at: NodePosition): { readonly x: number; readonly y: number };
}

/** How the canvas is looked at; no part of the document. */
class CanvasView {
  api: CanvasApi | null = $state.raw(null);
  /** What was chosen, once; before that the size of the graph decides. */
  #minimap: string | null = $state(localStorage.getItem('minimap'));
  /** So far away, and so many nodes, that no text can be read: nodes are plain boxes. */
  far = $state(false);
  /** The next stroke over the canvas cuts the wires that it crosses. */
  cutting = $state(false);
  /** The wire into which what is dragged would go. */
  splice: PipelineEdge | null = $state.raw(null);
  quickAdd: { readonly x: number; readonly y: number; readonly end: WireEnd; readonly kinds: readonly string[]; readonly at: { readonly x: number; readonly y: number } | null } | null = $state.raw(null);

  get minimap(): boolean {
    return this.#minimap === null ? document.pipeline.nodes.length > SEEN_WITHOUT_MAP : this.#minimap === 'on';
  }

  toggleMinimap(): void {
    this.#minimap = this.minimap ? 'off' : 'on';
    localStorage.setItem('minimap', this.#minimap);
  }
}

export const canvasView = new CanvasView();
