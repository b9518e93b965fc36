import { canConnect, type Pipeline, type PipelineEdge, sameEdge, titleOf } from '#engine/model';
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

/** Wires of which the same end can be taken elsewhere together. */
export interface Bundle {
  readonly wires: readonly PipelineEdge[];
  readonly end: 'from' | 'to';
  readonly title: string;
}

/** Where the end of a bundle might go. */
export interface Place {
  readonly title: string;
  readonly end: { readonly from: string } | { readonly to: string; readonly port: string };
  readonly reason: string | null;
}

/** The wires that can be moved: those that are selected, else those of the selected nodes, all together and one by one. */
export function bundlesOf(pipeline: Pipeline, nodes: ReadonlySet<string>, selected: readonly PipelineEdge[]): Bundle[] {
  const names = new Map(pipeline.nodes.map(({ id, name }) => [id, name]));
  const all = (ids: Iterable<string>): string => [...new Set([...ids].map((id) => names.get(id) ?? id))].join(', ');
  const both = (wires: readonly PipelineEdge[], what: string): Bundle[] =>
    wires.length === 0
      ? []
      : [
          { wires, end: 'from', title: `${what}: begin at another output` },
          { wires, end: 'to', title: `${what}: end at another input` },
        ];
  const counted = (wires: readonly PipelineEdge[]): string => (wires.length === 1 ? 'The wire' : `The ${wires.length} wires`);
  if (selected.length > 0) return both(selected, `${counted(selected)} from ${all(selected.map(({ from }) => from))} to ${all(selected.map(({ to }) => to))}`);
  const out = pipeline.edges.filter(({ from }) => nodes.has(from));
  const into = pipeline.edges.filter(({ to }) => nodes.has(to));
  const single = [...out, ...into.filter((wire) => !out.includes(wire))];
  return [
    ...both(out, `${counted(out)} out of ${all(nodes)}`),
    ...both(into, `${counted(into)} into ${all(nodes)}`),
    ...(single.length > 1 ? single.flatMap((wire) => both([wire], `The wire from ${all([wire.from])} to ${all([wire.to])}`)) : []),
  ];
}

/** All nodes at which a bundle might begin or end: what can be first, the others with their reason. */
export function placesFor(pipeline: Pipeline, { wires, end }: Bundle): Place[] {
  const rest = { ...pipeline, edges: pipeline.edges.filter((wire) => !wires.includes(wire)) };
  const places = pipeline.nodes.flatMap(({ id, op, name }): Place[] => {
    const declaration = operators.get(op);
    const ends = end === 'from' ? (declaration?.output == null ? [] : [{ from: id }]) : (declaration?.inputs ?? []).map((input) => ({ to: id, port: input.name }));
    return ends.map((to): Place => {
      const moved = wires.map((wire) => ({ ...wire, ...to }));
      const refused = moved.map((edge) => canConnect(rest, edge.from, edge.to, edge.port)).find(({ ok }) => !ok);
      const many = 'port' in to && wires.length > 1 && declaration?.inputs.find((input) => input.name === to.port)?.many !== true;
      const there = moved.every((edge) => wires.some((wire) => sameEdge(wire, edge)));
      const input = 'port' in to && (declaration?.inputs.length ?? 0) > 1 ? `, input "${to.port}"` : '';
      return { title: `${titleOf({ op, name })}${input}`, end: to, reason: there ? 'They are there.' : refused && !refused.ok ? refused.reason : many ? `${name} takes one wire at this input, not ${wires.length}.` : null };
    });
  });
  return [...places.filter(({ reason }) => reason === null), ...places.filter(({ reason }) => reason !== null)];
}
