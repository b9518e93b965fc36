import { apply, canConnect, type Command, type Connection, newNode, type NodePosition, type Pipeline, type PipelineEdge, type PipelineNode, repairCommand, sameEdge } from '#engine/model';
import { operators } from '#engine/operators';
import { selection } from '../selection.svelte';
import { document } from './document.svelte';
import { placeAfter, placeBetween, roomOnWire } from './geometry';
import { operatorUse } from './operator-use';

/** What the user does to nodes and wires, each as one entry of the command log. */

/** The other end of a wire that is being drawn. */
export interface WireEnd {
  readonly node: string;
  /** null: the node's output; else the input that waits for a wire. */
  readonly port: string | null;
}

const firstPort = (kind: string): string | undefined => operators.get(kind)?.inputs[0]?.name;

/** Adds an operator; with a wire to or from a node where that is given and fits. */
export function addOperator(kind: string, end: WireEnd | null, at: NodePosition | null): void {
  const { pipeline } = document;
  const node = newNode(pipeline, kind);
  const edges = end === null ? [] : edgesOf(pipeline, node, end);
  const taken = end?.port == null ? [] : takenBy(pipeline, end.node, end.port);
  const add: Command = { kind: 'addNode', node, at: at ?? placeAfter(pipeline, end?.node ?? null), edges };
  document.execute(taken.length > 0 ? { kind: 'several', commands: [{ kind: 'disconnect', edges: taken }, add] } : add, `Add ${kind}`);
  if (!document.node(node.id)) return;
  operatorUse.add(kind, end?.port === null ? (document.node(end.node)?.op ?? null) : null);
  selection.select([node.id]);
}

function edgesOf(pipeline: Pipeline, node: PipelineNode, { node: other, port }: WireEnd): PipelineEdge[] {
  const withNode = { ...pipeline, nodes: [...pipeline.nodes, node] };
  const own = firstPort(node.op);
  const edge = port === null ? own !== undefined && { from: other, to: node.id, port: own } : { from: node.id, to: other, port };
  return edge && canConnect(withNode, edge.from, edge.to, edge.port).ok ? [edge] : [];
}

/** The wire that has to give way where an input takes one only. */
function takenBy({ edges }: Pipeline, to: string, port: string): PipelineEdge[] {
  const input = operators.get(document.node(to)?.op ?? '')?.inputs.find(({ name }) => name === port);
  return input?.many ? [] : edges.filter((edge) => edge.to === to && edge.port === port);
}

/** Puts an operator into a wire; where it does not fit, says why and offers what mends it. False: it cannot stand in any wire. */
export function spliceOperator(kind: string, wire: PipelineEdge): boolean {
  const port = firstPort(kind);
  if (port === undefined || operators.get(kind)?.output === null) return false;
  const { pipeline } = document;
  const node = newNode(pipeline, kind);
  const { at, makeRoom } = roomOnWire(pipeline, wire);
  const insert: Command = { kind: 'insertOnWire', node, at, wire, port, makeRoom };
  splice(insert, [{ from: wire.from, to: node.id, port }, { from: node.id, to: wire.to, port: wire.port }], `Insert ${kind}`, node.id);
  if (document.node(node.id)) operatorUse.add(kind, document.node(wire.from)?.op ?? null);
  return true;
}

/** Puts a node that is there, and has no wires yet, into a wire. */
export function spliceNode(id: string, at: NodePosition, wire: PipelineEdge): boolean {
  const node = document.node(id);
  const port = node ? firstPort(node.op) : undefined;
  if (!node || port === undefined || operators.get(node.op)?.output === null) return false;
  const [before, after] = [{ from: wire.from, to: id, port }, { from: id, to: wire.to, port: wire.port }];
  const commands: Command[] = [{ kind: 'moveNodes', positions: [{ id, at }] }, { kind: 'reconnect', wire, edge: before }, { kind: 'connect', edge: after }];
  splice({ kind: 'several', commands }, [before, after], `Insert ${node.name}`, id);
  return true;
}

function splice(command: Command, wires: readonly PipelineEdge[], label: string, id: string): void {
  const after = apply(document.pipeline, command);
  for (const wire of wires) {
    const told = fits(after, wire);
    if (told.ok) continue;
    const { repair } = told;
    const mending: Command | null = repair ? { kind: 'several', commands: [command, ...repaired(after, wire, told)] } : null;
    document.refuse(told.reason, mending && { title: repair!.title, command: mending });
    return;
  }
  document.execute(command, label);
  selection.select([id]);
}

/** A wire that is there already. */
function fits(pipeline: Pipeline, wire: PipelineEdge): Connection {
  const without = { ...pipeline, edges: pipeline.edges.filter(({ from, to, port }) => !(from === wire.from && to === wire.to && port === wire.port)) };
  return canConnect(without, wire.from, wire.to, wire.port);
}

/** The steps that put the repair of a refused wire in. */
function repaired(pipeline: Pipeline, wire: PipelineEdge, told: Connection): Command[] {
  if (told.ok || !told.repair) return [];
  return [{ kind: 'disconnect', edges: [wire] }, repairCommand(pipeline, wire, told.repair, placeBetween(pipeline, wire))];
}

/** Draws a wire, or moves the end of one that is there. A wire that does not fit is refused in words, with a repair where there is one. */
export function connect(edge: PipelineEdge, moved: PipelineEdge | null = null): void {
  const { pipeline } = document;
  const base = moved ? apply(pipeline, { kind: 'disconnect', edges: [moved] }) : pipeline;
  const told = canConnect(base, edge.from, edge.to, edge.port);
  const taken = takenBy(base, edge.to, edge.port);
  const clear: Command[] = taken.length > 0 ? [{ kind: 'disconnect', edges: taken }] : [];
  const label = `${moved ? 'Move wire' : 'Connect'} ${nameOf(edge.from)} to ${nameOf(edge.to)}`;
  if (told.ok) {
    const step: Command = moved ? { kind: 'reconnect', wire: moved, edge } : { kind: 'connect', edge };
    return document.execute(clear.length > 0 ? { kind: 'several', commands: [...clear, step] } : step, label);
  }
  const gone: Command[] = moved ? [{ kind: 'disconnect', edges: [moved] }] : [];
  const mending = told.repair && repairCommand(base, edge, told.repair, placeBetween(base, edge));
  document.refuse(told.reason, mending ? { title: told.repair.title, command: { kind: 'several', commands: [...gone, ...clear, mending] } } : null);
}

/** Takes the same end of several wires elsewhere, as one step: all of them, or none and the reason is told. */
export function moveWires(wires: readonly PipelineEdge[], end: { readonly from: string } | { readonly to: string; readonly port: string }): void {
  const moved = wires.map((wire) => ({ wire, edge: { ...wire, ...end } })).filter(({ wire, edge }) => !sameEdge(wire, edge));
  const commands: Command[] = [];
  let after = document.pipeline;
  for (const { wire, edge } of moved) {
    const told = canConnect(apply(after, { kind: 'disconnect', edges: [wire] }), edge.from, edge.to, edge.port);
    if (!told.ok) return document.refuse(told.reason, null);
    const taken = takenBy(apply(after, { kind: 'disconnect', edges: [wire] }), edge.to, edge.port);
    if (taken.length > 0 && commands.length > 0) return document.refuse(`${nameOf(edge.to)} takes one wire at this input, not ${moved.length}.`, null);
    const steps: Command[] = [...(taken.length > 0 ? [{ kind: 'disconnect', edges: taken } as const] : []), { kind: 'reconnect', wire, edge }];
    commands.push(...steps);
    after = steps.reduce(apply, after);
  }
  if (commands.length === 0) return;
  document.execute({ kind: 'several', commands }, `Move ${moved.length} wires`);
  for (const { edge } of moved) selection.toggleEdge(edge);
}

function nameOf(id: string): string {
  return document.node(id)?.name ?? id;
}

/** Cuts wires, all as one step. */
export function cut(wires: readonly PipelineEdge[]): void {
  if (wires.length > 0) document.execute({ kind: 'disconnect', edges: wires }, wires.length === 1 ? 'Cut wire' : `Cut ${wires.length} wires`);
}

/** @param heal the wires before and after what is deleted become one */
export function deleteSelection(heal: boolean): void {
  const { edges } = selection;
  if (edges.length > 0) {
    document.execute({ kind: 'disconnect', edges }, edges.length === 1 ? 'Delete wire' : `Delete ${edges.length} wires`);
  } else {
    const ids = [...selection.nodes];
    const [groups, notes] = [[...selection.groups], [...selection.notes]];
    const commands: Command[] = [
      ...(ids.length > 0 ? [{ kind: 'removeNodes', ids, heal } as const] : []),
      ...(groups.length > 0 ? [{ kind: 'removeGroups', ids: groups } as const] : []),
      ...(notes.length > 0 ? [{ kind: 'removeNotes', ids: notes } as const] : []),
    ];
    const count = ids.length + groups.length + notes.length;
    const what = count > 1 ? `${count} things` : ids[0] !== undefined ? nameOf(ids[0]) : groups.length > 0 ? 'frame' : 'note';
    if (commands.length > 0) document.execute(commands.length === 1 ? commands[0]! : { kind: 'several', commands }, `Delete ${what}`);
  }
  selection.clear();
}

