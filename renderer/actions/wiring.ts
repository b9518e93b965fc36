import { canConnect, type Pipeline, type PipelineEdge } from '#engine/model';
import { operators } from '#engine/operators';

/** A way to connect a port of one node with a port of another. */
export interface Way {
  readonly edge: PipelineEdge;
  /** The node at the other end. */
  readonly other: string;
  /** Why it cannot be; null: it can. */
  readonly reason: string | null;
}

export interface PortChoice {
  /** "out", or an input's name. */
  readonly port: string;
  readonly title: string;
}

/** The ports of a node, its output first. */
export function portsOf(pipeline: Pipeline, id: string): PortChoice[] {
  const node = pipeline.nodes.find((each) => each.id === id);
  const declaration = operators.get(node?.op ?? '');
  if (!node || !declaration) return [];
  const inputs = declaration.inputs.map(({ name }) => ({ port: name, title: declaration.inputs.length === 1 ? `Input of ${node.name}, from …` : `Input "${name}" of ${node.name}, from …` }));
  return [...(declaration.output === null ? [] : [{ port: 'out', title: `Output of ${node.name}, to …` }]), ...inputs];
}

/** All that a port might be connected with: what can be first, the others with their reason. */
export function waysFrom(pipeline: Pipeline, id: string, port: string): Way[] {
  const edges = port === 'out' ? edgesOut(pipeline, id) : pipeline.nodes.map((node): PipelineEdge => ({ from: node.id, to: id, port }));
  const ways = edges
    .filter(({ from, to }) => from !== to)
    .map((edge): Way => {
      const allowed = canConnect(pipeline, edge.from, edge.to, edge.port);
      return { edge, other: port === 'out' ? edge.to : edge.from, reason: allowed.ok ? null : allowed.reason };
    });
  return [...ways.filter(({ reason }) => reason === null), ...ways.filter(({ reason }) => reason !== null)];
}

function edgesOut(pipeline: Pipeline, id: string): PipelineEdge[] {
  return pipeline.nodes.flatMap((node) => (operators.get(node.op)?.inputs ?? []).map(({ name }): PipelineEdge => ({ from: id, to: node.id, port: name })));
}
