import type { Pipeline, PipelineEdge, PipelineNode } from './pipeline';

/** Wires by node. */
export type WiresOf = ReadonlyMap<string, readonly PipelineEdge[]>;

// A list of wires is never changed but replaced: what it was grouped to is asked for again for each of its nodes.
const byEnd = new WeakMap<readonly PipelineEdge[], WiresOf>();
const byBeginning = new WeakMap<readonly PipelineEdge[], WiresOf>();

/** Wires by the node at which they end, in the order of the document. */
export function incoming({ edges }: Pick<Pipeline, 'edges'>): WiresOf {
  return grouped(byEnd, edges, ({ to }) => to);
}

export function outgoing({ edges }: Pick<Pipeline, 'edges'>): WiresOf {
  return grouped(byBeginning, edges, ({ from }) => from);
}

function grouped(known: WeakMap<readonly PipelineEdge[], WiresOf>, edges: readonly PipelineEdge[], keyOf: (edge: PipelineEdge) => string): WiresOf {
  const before = known.get(edges);
  if (before) return before;
  const groups = new Map<string, PipelineEdge[]>();
  for (const edge of edges) {
    const group = groups.get(keyOf(edge));
    if (group) group.push(edge);
    else groups.set(keyOf(edge), [edge]);
  }
  known.set(edges, groups);
  return groups;
}

/** Nodes on a circle of wires; empty if there is none (Kahn's algorithm: linear, no recursion). */
export function cycleOf(pipeline: Pipeline): string[] {
  const waiting = new Map(pipeline.nodes.map(({ id }) => [id, 0]));
  for (const { to } of pipeline.edges) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  const next = outgoing(pipeline);
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id);
    for (const { to } of next.get(id) ?? []) {
      const left = (waiting.get(to) ?? 1) - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return [...waiting.keys()];
}

/** True if a wire path leads from one node to another. */
export function reaches(pipeline: Pipeline, from: string, to: string): boolean {
  const next = outgoing(pipeline);
  const seen = new Set<string>();
  const stack = [from];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const edge of next.get(id) ?? []) stack.push(edge.to);
  }
  return false;
}

/** Whether a pipeline is the graph of a script's run (the driver's `scriptPipeline`): its nodes have lines, not parameters. */
export function isScriptGraph({ nodes }: Pipeline): boolean {
  return nodes.length > 0 && nodes.every(({ params }) => 'endLine' in params);
}

const byId = new WeakMap<readonly PipelineNode[], ReadonlyMap<string, PipelineNode>>();

/** Nodes by their ids, made once for a list of nodes; of two with the same id the first. */
export function nodesById({ nodes }: Pick<Pipeline, 'nodes'>): ReadonlyMap<string, PipelineNode> {
  const known = byId.get(nodes) ?? new Map([...nodes].reverse().map((node) => [node.id, node]));
  byId.set(nodes, known);
  return known;
}

/** Parents before children, otherwise in the document's order. */
export function parentsFirst(pipeline: Pipeline): PipelineNode[] {
  const wires = incoming(pipeline);
  const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
  const state = new Map<string, 'open' | 'done'>();
  const ordered: PipelineNode[] = [];
  for (const first of pipeline.nodes) {
    const stack = [first];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      if (state.get(node.id) === 'done') {
        stack.pop();
        continue;
      }
      const parents = state.has(node.id) ? [] : (wires.get(node.id) ?? []).flatMap(({ from }) => nodes.get(from) ?? []).filter(({ id }) => !state.has(id));
      state.set(node.id, parents.length > 0 ? 'open' : 'done');
      if (parents.length > 0) stack.push(...parents.reverse());
      else ordered.push(stack.pop()!);
    }
  }
  return ordered;
}
