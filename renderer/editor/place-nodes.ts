import dagre from '@dagrejs/dagre';
import type { NodePosition, Pipeline } from '#engine/model';
import { NODE_HEIGHT, NODE_WIDTH } from './geometry';

/** Places for the nodes that have none: all from left to right, or new ones behind what they come from. */
export function placedWhereNew(pipeline: Pipeline): { id: string; at: NodePosition }[] {
  const known = new Map(Object.entries(pipeline.layout.nodes));
  const fresh = pipeline.nodes.filter(({ id }) => !known.has(id));
  if (fresh.length === pipeline.nodes.length) return arranged(pipeline);
  return fresh.map(({ id }) => {
    const before = known.get(pipeline.edges.find(({ to }) => to === id)?.from ?? '');
    const at = before ? { x: before.x + NODE_WIDTH + 52, y: before.y } : { x: 0, y: 0 };
    const isTaken = (): boolean => [...known.values()].some(({ x, y }) => Math.abs(x - at.x) < NODE_WIDTH && Math.abs(y - at.y) < NODE_HEIGHT);
    while (isTaken()) at.y += NODE_HEIGHT + 40;
    known.set(id, at);
    return { id, at };
  });
}

/** Places all nodes from left to right along their wires. */
export function arranged(pipeline: Pick<Pipeline, 'nodes' | 'edges'>): { id: string; at: NodePosition }[] {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 52 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of pipeline.nodes) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to, port } of pipeline.edges) graph.setEdge(from, to, {}, port);
  dagre.layout(graph);
  return pipeline.nodes.map(({ id }) => {
    const { x, y } = graph.node(id) as { x: number; y: number };
    return { id, at: { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - NODE_HEIGHT / 2) } };
  });
}
