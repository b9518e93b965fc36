import { addableOperators, operators, type WireType } from '../operators';
import type { Command } from './commands';
import { nodesById, reaches } from './graph';
import { newNode } from './names';
import type { Language, NodePosition, ParamValue, Pipeline, PipelineEdge, PipelineNode } from './pipeline';
import { ANY, mayBePair, type RecordType, typeText } from './record-type';
import { recordTypes } from './record-types';

/** What is known of a wire's records, in the words of the ports. */
export type KnownType = Exclude<WireType, 'same'>;

/** A node that makes a wire possible that would not be: `map(lambda x: (x, 1))` before what needs pairs. */
export interface Repair {
  readonly op: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  /** Such as "Insert map(lambda x: (x, 1))". */
  readonly title: string;
}

export type Connection = { readonly ok: true } | { readonly ok: false; readonly reason: string; readonly repair?: Repair };

/** The type of a node's output, as far as the graph and the lambda's text tell. */
export function outputType(pipeline: Pipeline, node: PipelineNode): KnownType {
  const type = recordTypes(pipeline).get(node.id) ?? ANY;
  if (type.kind === 'str' || type.kind === 'int') return type.kind;
  return type.kind === 'tuple' && type.items.length === 2 ? 'pair' : 'any';
}

/** Whether a wire may be drawn from a node's output to an input port; if not, why, in words. */
export function canConnect(pipeline: Pipeline, from: string, to: string, port: string): Connection {
  if (pipeline.edges.some((edge) => edge.from === from && edge.to === to && edge.port === port)) return no('These two are connected already.');
  const fits = fitsPort(pipeline, from, to, port);
  if (!fits.ok) return fits;
  return reaches(pipeline, to, from) ? no('This wire would make a circle.') : fits;
}

/** As `canConnect`, of a wire that may be there already. */
export function fitsPort(pipeline: Pipeline, from: string, to: string, port: string): Connection {
  const nodes = nodesById(pipeline);
  const [source, target] = [nodes.get(from), nodes.get(to)];
  if (!source || !target) return no('One of the nodes is not there any more.');
  if (operators.get(source.op)?.output === null) return no(`${source.op} is an output: nothing comes after it.`);
  const input = operators.get(target.op)?.inputs.find(({ name }) => name === port);
  if (!input) return no(`${target.op} has no input "${port}".`);
  if (from === to) return no('A node cannot be connected to itself.');
  return fits(recordTypes(pipeline).get(from) ?? ANY, input.type, target.op, pipeline.language);
}

function no(reason: string, repair?: Repair): Connection {
  return { ok: false, reason, ...(repair ? { repair } : {}) };
}

function fits(given: RecordType, needed: WireType, op: string, language: Pipeline['language']): Connection {
  if (needed !== 'pair') return needed === 'any' || needed === 'same' || given.kind === 'any' || given.kind === needed ? { ok: true } : no(`${op} needs ${needed}; ${typeText(given)} comes here.`);
  if (mayBePair(given)) return { ok: true };
  const f = language === 'python' ? 'lambda x: (x, 1)' : 'x => [x, 1]';
  return no(`${op} needs (key, value) pairs; ${typeText(given)} comes here.`, { op: 'map', params: { f }, title: `Insert map(${f})` });
}

/** Draws a wire that needs a repair, with it: the new node, its place and both wires are one step. */
export function repairCommand(pipeline: Pipeline, wire: PipelineEdge, repair: Repair, at: NodePosition): Extract<Command, { kind: 'addNode' }> {
  const made = newNode(pipeline, repair.op);
  const node = { ...made, params: { ...made.params, ...repair.params } };
  const port = operators.get(repair.op)!.inputs[0]!.name;
  return { kind: 'addNode', node, at, edges: [{ from: wire.from, to: node.id, port }, { ...wire, from: node.id }] };
}

/** Puts a repair into a wire that is there. */
export function insertCommand(pipeline: Pipeline, wire: PipelineEdge, repair: Repair): Extract<Command, { kind: 'insertOnWire' }> {
  const { node, edges } = repairCommand(pipeline, wire, repair, { x: 0, y: 0 });
  const places = new Map(Object.entries(pipeline.layout.nodes));
  const [from, to] = [places.get(wire.from), places.get(wire.to)];
  const at = from && to ? { x: Math.round((from.x + to.x) / 2), y: Math.round((from.y + to.y) / 2) + 96 } : { x: 0, y: 0 };
  return { kind: 'insertOnWire', node, at, wire, port: edges[0]!.port, makeRoom: [] };
}

/** Kinds of operators that can take what a node gives, as a wire of their first input, in the order of the palette. */
export function fittingOperators(pipeline: Pipeline, from: string): string[] {
  const given = recordTypes(pipeline).get(from) ?? ANY;
  return addableOperators(pipeline.language).filter(({ kind, inputs }) => inputs[0] && fits(given, inputs[0].type, kind, pipeline.language).ok).map(({ kind }) => kind);
}

/** Kinds that may stand before an input, in the order of the palette: an unknown type may fit, a known one has to. */
export function feedingOperators(port: WireType, language: Language): string[] {
  const knownOnly = (output: WireType | null): boolean => output !== null && (port !== 'pair' || output !== 'str') && (port !== 'pair' || output !== 'int');
  return addableOperators(language).filter(({ output }) => knownOnly(output)).map(({ kind }) => kind);
}
