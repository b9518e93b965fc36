import type { PipelineEdge } from '#engine/model';
import { document } from '../document.svelte';
import { edgeId, edgeOf } from '../flow-elements';

/** The pointer rests on a wire this long before it is looked at, ms. */
const DELAY = 350;

interface Look {
  readonly wire: PipelineEdge;
  /** Where on the screen, px. */
  readonly x: number;
  readonly y: number;
}

/** The wire whose type and last records are shown beside the pointer; pinned, they stay. */
class Peek {
  look: Look | null = $state.raw(null);
  pinned = $state(false);
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** A wire that was deleted, or is of another document, is looked at no more. */
  get isThere(): boolean {
    return this.look !== null && edgeOf(document.pipeline, edgeId(this.look.wire)) !== undefined;
  }

  enter(id: string, { clientX: x, clientY: y }: { readonly clientX: number; readonly clientY: number }): void {
    const wire = edgeOf(document.pipeline, id);
    if (this.pinned && !this.isThere) this.close();
    if (!wire || this.pinned) return;
    this.#stopWaiting();
    this.#timer = setTimeout(() => (this.look = { wire, x, y }), DELAY);
  }

  leave(): void {
    this.#stopWaiting();
    if (!this.pinned) this.look = null;
  }

  /** What is looked at stays, or no longer does. */
  togglePin(): void {
    if (this.pinned) return this.close();
    this.pinned = this.look !== null;
  }

  pin(look: Look): void {
    this.#stopWaiting();
    [this.look, this.pinned] = [look, true];
  }

  close(): void {
    this.#stopWaiting();
    [this.look, this.pinned] = [null, false];
  }

  #stopWaiting(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

export const peek = new Peek();
