import { SvelteSet } from 'svelte/reactivity';
import type { PipelineEdge } from '#engine/model';

/** What is selected on the canvas; not a part of the document, so not undone. */
class Selection {
  readonly nodes = new SvelteSet<string>();
  /** Frames and notes. */
  readonly groups = new SvelteSet<string>();
  readonly notes = new SvelteSet<string>();
  edge: PipelineEdge | null = $state(null);

  /** The node whose output records are shown: the selected wire's source, or the selected node. */
  readonly recordsOf: string | null = $derived(this.edge?.from ?? (this.nodes.size === 1 ? [...this.nodes][0]! : null));

  /** The only selected node. */
  readonly single: string | null = $derived(this.nodes.size === 1 ? [...this.nodes][0]! : null);

  select(ids: Iterable<string>): void {
    this.edge = null;
    this.#clearAll();
    for (const id of ids) this.nodes.add(id);
  }

  selectEdge(edge: PipelineEdge): void {
    this.#clearAll();
    this.edge = edge;
  }

  selectDrawn(what: 'groups' | 'notes', id: string): void {
    this.select([]);
    this[what].add(id);
  }

  clear(): void {
    this.select([]);
  }

  #clearAll(): void {
    for (const set of [this.nodes, this.groups, this.notes]) if (set.size > 0) set.clear();
  }
}

export const selection = new Selection();
