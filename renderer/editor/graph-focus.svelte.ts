import { tick } from 'svelte';
import { selection } from '../selection.svelte';

/** What the canvas lets others do with it, while it is there. */
export interface CanvasView {
  fit(): void;
  zoomIn(): void;
  zoomOut(): void;
  zoomTo(ids: readonly string[]): void;
}

/** The graph has two views, the canvas and the outline; the keyboard's focus goes back to that which had it last. */
class GraphFocus {
  canvas: CanvasView | null = null;
  outlineShown = $state(false);
  #last: 'canvas' | 'outline' = 'canvas';

  note(view: 'canvas' | 'outline'): void {
    this.#last = view;
  }

  /** Puts the keyboard's focus on a node, once it is drawn. */
  async focus(id: string | null): Promise<void> {
    await tick();
    // The canvas draws its nodes one round later.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const inOutline = this.#last === 'outline' && this.outlineShown;
    const region = window.document.querySelector(`section[aria-label="${inOutline ? 'Outline' : 'Pipeline'}"]`);
    const node = id === null ? null : region?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    (node ?? region?.querySelector<HTMLElement>('[tabindex="0"], button:not(:disabled)'))?.focus({ preventScroll: true });
  }

  /** Selects a node and brings it into view, wherever it is. */
  async show(id: string): Promise<void> {
    selection.select([id]);
    if (!isInView(id)) this.canvas?.zoomTo([id]);
    await this.focus(id);
  }

  /** The node that has the keyboard's focus. */
  get node(): string | null {
    return window.document.activeElement?.closest<HTMLElement>('.svelte-flow__node[data-id]')?.dataset.id ?? null;
  }

  get port(): HTMLElement | null {
    const active = window.document.activeElement;
    return active instanceof HTMLElement && active.matches('.svelte-flow__handle') ? active : null;
  }
}

/** Whether a node is on the canvas as far as it is seen. Of many nodes only those in view are drawn. */
function isInView(id: string): boolean {
  const canvas = window.document.querySelector('.svelte-flow')?.getBoundingClientRect();
  const node = window.document.querySelector(`.svelte-flow__node[data-id="${CSS.escape(id)}"]`)?.getBoundingClientRect();
  return canvas !== undefined && node !== undefined && node.left >= canvas.left && node.right <= canvas.right && node.top >= canvas.top && node.bottom <= canvas.bottom;
}

export const graphFocus = new GraphFocus();
