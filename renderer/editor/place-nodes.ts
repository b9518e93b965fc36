import dagre from '@dagrejs/dagre';
import type { NodePosition, Pipeline } from '#engine/model';
import { NODE_HEIGHT, NODE_WIDTH } from './geometry';

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
