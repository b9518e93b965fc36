import { SvelteSet } from 'svelte/reactivity';
import { type PipelineEdge, sameEdge } from '#engine/model';

/** What is selected on the canvas; not a part of the document, so not undone. */
class Selection {
  readonly nodes = new SvelteSet<string>();
  /** Frames and notes. */
  readonly groups = new SvelteSet<string>();
  readonly notes = new SvelteSet<string>();
  edges: readonly PipelineEdge[] = $state.raw([]);

  /** The only selected wire. */
  readonly edge: PipelineEdge | null = $derived(this.edges.length === 1 ? this.edges[0]! : null);

  /** The node whose output records are shown: the selected wire's source, or the selected node. */
  readonly recordsOf: string | null = $derived(this.edge?.from ?? (this.nodes.size === 1 ? [...this.nodes][0]! : null));

  /** The only selected node. */
  readonly single: string | null = $derived(this.nodes.size === 1 ? [...this.nodes][0]! : null);

  select(ids: Iterable<string>): void {
    this.#clearAll();
    for (const id of ids) this.nodes.add(id);
  }

  selectEdge(edge: PipelineEdge): void {
    this.#clearAll();
    this.edges = [edge];
  }

  /** One wire more, or one less. */
  toggleEdge(edge: PipelineEdge): void {
    const others = this.edges.filter((each) => !sameEdge(each, edge));
    const all = others.length === this.edges.length ? [...others, edge] : others;
    this.#clearAll();
    this.edges = all;
  }

  /** What is not there any more is not selected. */
  keepEdges(there: readonly PipelineEdge[]): void {
    const kept = this.edges.filter((edge) => there.some((each) => sameEdge(each, edge)));
    if (kept.length < this.edges.length) this.edges = kept;
  }

  selectDrawn(what: 'groups' | 'notes', id: string): void {
    this.select([]);
    this[what].add(id);
  }

  clear(): void {
    this.select([]);
  }

  #clearAll(): void {
    if (this.edges.length > 0) this.edges = [];
    for (const set of [this.nodes, this.groups, this.notes]) if (set.size > 0) set.clear();
  }
}

export const selection = new Selection();
