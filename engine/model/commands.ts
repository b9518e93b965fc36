import { applyDrawn, type DrawnCommand, drawnWithout, groupsOf, notesOf } from './drawn';
import { incoming, outgoing } from './graph';
import type { Group, NodePosition, Note, ParamValue, Pipeline, PipelineEdge, PipelineNode } from './pipeline';

/** Every change to a pipeline, as plain data: what undo, recovery, versions and diff read. */
export type Command =
  | { readonly kind: 'addNode'; readonly node: PipelineNode; readonly at: NodePosition; readonly edges: readonly PipelineEdge[] }
  /** Splice: the wire gives way to two. */
  | { readonly kind: 'insertOnWire'; readonly node: PipelineNode; readonly at: NodePosition; readonly wire: PipelineEdge; readonly port: string; readonly makeRoom: readonly { readonly id: string; readonly at: NodePosition }[] }
  /** `heal`: the wires before and after a removed node become one. */
  | { readonly kind: 'removeNodes'; readonly ids: readonly string[]; readonly heal: boolean }
  | { readonly kind: 'connect'; readonly edge: PipelineEdge }
  | { readonly kind: 'disconnect'; readonly edges: readonly PipelineEdge[] }
  | { readonly kind: 'moveNodes'; readonly positions: readonly { readonly id: string; readonly at: NodePosition }[] }
  | { readonly kind: 'renameNode'; readonly id: string; readonly name: string }
  | { readonly kind: 'setParam'; readonly id: string; readonly param: string; readonly value: ParamValue }
  | { readonly kind: 'setPipeline'; readonly name?: string; readonly master?: string; readonly batchInterval?: number; readonly settings?: Pipeline['settings'] }
  /** Of a pipeline that is a script, or becomes one; offsets are those of its text. */
  | { readonly kind: 'editScript'; readonly edits: readonly { readonly from: number; readonly to: number; readonly insert: string }[] }
  /** The wire's end goes elsewhere; it keeps its place in the order of the wires. */
  | { readonly kind: 'reconnect'; readonly wire: PipelineEdge; readonly edge: PipelineEdge }
  /** All of them or none, as one step. */
  | { readonly kind: 'several'; readonly commands: readonly Command[] }
  /** The whole document, such as an older version of it. */
  | { readonly kind: 'replace'; readonly pipeline: Pipeline }
  | DrawnCommand
  | { readonly kind: 'paste'; readonly groups?: readonly Group[]; readonly notes?: readonly Note[]; readonly nodes: readonly PipelineNode[]; readonly edges: readonly PipelineEdge[]; readonly positions: readonly { readonly id: string; readonly at: NodePosition }[] };

/** A command that cannot be done, such as a wire that a script has no place for; the message says why. */
export class CommandRefused extends Error {}

/**
 * The pipeline after a command; the one before is not changed. Commands about things that are gone change nothing.
 * @throws Error for a script's text, which `engine/pyspark` reads
 */
export function apply(pipeline: Pipeline, command: Command): Pipeline {
  switch (command.kind) {
    case 'addNode':
      return placed({ ...pipeline, nodes: [...pipeline.nodes, command.node], edges: [...pipeline.edges, ...command.edges] }, [{ id: command.node.id, at: command.at }]);
    case 'insertOnWire':
      return insertOnWire(pipeline, command);
    case 'removeNodes':
      return removeNodes(pipeline, new Set(command.ids), command.heal);
    case 'connect':
      return hasEdge(pipeline, command.edge) ? pipeline : { ...pipeline, edges: [...pipeline.edges, command.edge] };
    case 'disconnect':
      return { ...pipeline, edges: pipeline.edges.filter((edge) => !command.edges.some((gone) => sameEdge(edge, gone))) };
    case 'moveNodes':
      return placed(pipeline, command.positions);
    case 'renameNode':
      return withNode(pipeline, command.id, (node) => ({ ...node, name: command.name }));
    case 'setParam':
      return withNode(pipeline, command.id, (node) => ({ ...node, params: { ...node.params, [command.param]: command.value } }));
    case 'setPipeline': {
      const { kind: _, ...changed } = command;
      return { ...pipeline, ...changed };
    }
    case 'editScript':
      throw new Error('A script is changed by applyToScript.');
    case 'paste':
      return pasted(pipeline, command);
    case 'reconnect':
      return hasEdge(pipeline, command.edge) ? pipeline : { ...pipeline, edges: pipeline.edges.map((edge) => (sameEdge(edge, command.wire) ? command.edge : edge)) };
    case 'several':
      return command.commands.reduce(apply, pipeline);
    case 'replace':
      return command.pipeline;
    default:
      return applyDrawn(pipeline, command);
  }
}

export function sameEdge(a: PipelineEdge, b: PipelineEdge): boolean {
  return a.from === b.from && a.to === b.to && a.port === b.port;
}

function hasEdge({ edges }: Pipeline, edge: PipelineEdge): boolean {
  return edges.some((known) => sameEdge(known, edge));
}

function withNode(pipeline: Pipeline, id: string, change: (node: PipelineNode) => PipelineNode): Pipeline {
  return { ...pipeline, nodes: pipeline.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

function placed(pipeline: Pipeline, positions: readonly { readonly id: string; readonly at: NodePosition }[]): Pipeline {
  const places = new Map(Object.entries(pipeline.layout.nodes));
  for (const { id, at } of positions) places.set(id, at);
  return { ...pipeline, layout: { ...pipeline.layout, nodes: Object.fromEntries(places) } };
}

function pasted(pipeline: Pipeline, { nodes, edges, positions, groups = [], notes = [] }: Extract<Command, { kind: 'paste' }>): Pipeline {
  const withNodes = placed({ ...pipeline, nodes: [...pipeline.nodes, ...nodes], edges: [...pipeline.edges, ...edges] }, positions);
  return {
    ...withNodes,
    ...(groups.length > 0 ? { groups: [...groupsOf(pipeline), ...groups] } : {}),
    ...(notes.length > 0 ? { notes: [...notesOf(pipeline), ...notes] } : {}),
  };
}

function insertOnWire(pipeline: Pipeline, { node, at, wire, port, makeRoom }: Extract<Command, { kind: 'insertOnWire' }>): Pipeline {
  // The new wire takes the old one's place in the list: a union's inputs keep their order.
  const edges = pipeline.edges.flatMap((edge) =>
    sameEdge(edge, wire) ? [{ ...edge, to: node.id, port }, { from: node.id, to: wire.to, port: wire.port }] : [edge],
  );
  return placed({ ...pipeline, nodes: [...pipeline.nodes, node], edges }, [...makeRoom, { id: node.id, at }]);
}

function removeNodes(pipeline: Pipeline, gone: ReadonlySet<string>, heal: boolean): Pipeline {
  const kept = pipeline.edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to));
  const healed = heal ? healedEdges(pipeline, gone) : [];
  const places = Object.entries(pipeline.layout.nodes).filter(([id]) => !gone.has(id));
  return {
    ...pipeline,
    ...drawnWithout(pipeline, gone),
    nodes: pipeline.nodes.filter(({ id }) => !gone.has(id)),
    edges: [...kept, ...healed.filter((edge) => !kept.some((known) => sameEdge(known, edge)))],
    layout: { ...pipeline.layout, nodes: Object.fromEntries(places) },
  };
}

/** For each wire that leaves a removed chain: one from what fed the chain. */
function healedEdges(pipeline: Pipeline, gone: ReadonlySet<string>): PipelineEdge[] {
  const before = incoming(pipeline);
  const after = outgoing(pipeline);
  const feeder = (id: string): string | null => {
    let current: string | undefined = id;
    // A circle of removed nodes has nothing that fed it.
    const seen = new Set<string>();
    while (current !== undefined && gone.has(current) && !seen.has(current)) {
      seen.add(current);
      current = before.get(current)?.[0]?.from;
    }
    return current === undefined || gone.has(current) ? null : current;
  };
  return [...gone].flatMap((id) => {
    const from = feeder(id);
    if (from === null) return [];
    return (after.get(id) ?? []).filter(({ to }) => !gone.has(to)).map(({ to, port }) => ({ from, to, port }));
  });
}
