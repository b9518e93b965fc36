import { freshId, freshLike, freshName, groupsOf, isName, type Group, type NodePosition, type Note, notesOf, type ParamValue, type PipelineEdge, type PipelineNode } from '#engine/model';
import { selection } from '../selection.svelte';
import { document } from './document.svelte';
import { freshDrawnId } from './drawings';

/** Nodes with the wires between them, frames and notes, as text: any window can paste them. */
interface Clip {
  readonly dstreamNodes: readonly PipelineNode[];
  readonly edges: readonly PipelineEdge[];
  readonly positions: readonly (readonly [string, NodePosition])[];
  readonly groups: readonly Group[];
  readonly notes: readonly Note[];
}

/** px that a copy stands beside what was copied. */
const OFFSET = 32;

/** What is selected, as text for the clipboard; null: nothing is. */
export function copied(): string | null {
  const { nodes, edges, layout } = document.pipeline;
  const groups = groupsOf(document.pipeline).filter(({ id }) => selection.groups.has(id));
  // A frame takes its nodes along.
  const chosen = new Set([...selection.nodes, ...groups.flatMap((group) => group.nodes)]);
  if (chosen.size === 0 && selection.notes.size === 0) return null;
  const clip: Clip = {
    dstreamNodes: nodes.filter(({ id }) => chosen.has(id)),
    edges: edges.filter(({ from, to }) => chosen.has(from) && chosen.has(to)),
    positions: Object.entries(layout.nodes).filter(([id]) => chosen.has(id)),
    groups,
    notes: notesOf(document.pipeline).filter(({ id }) => selection.notes.has(id)),
  };
  return JSON.stringify(clip);
}

/** Puts copied things in with new ids, and new names where theirs are taken; false if the text holds none. One step. */
export function paste(text: string): boolean {
  const clip = read(text);
  if (!clip) return false;
  const before = document.pipeline;
  let pipeline = before;
  const ids = new Map<string, string>();
  const nodes = clip.dstreamNodes.map((node) => {
    const name = !isName(node.name) ? freshName(pipeline, node.op) : pipeline.nodes.some((other) => other.name === node.name) ? freshLike(pipeline, node.name) : node.name;
    const fresh = { ...node, id: freshId(pipeline, node.op), name };
    ids.set(node.id, fresh.id);
    pipeline = { ...pipeline, nodes: [...pipeline.nodes, fresh] };
    return fresh;
  });
  const edges = clip.edges.flatMap(({ from, to, port }) => (ids.has(from) && ids.has(to) ? [{ from: ids.get(from)!, to: ids.get(to)!, port }] : []));
  const positions = clip.positions.flatMap(([id, { x, y }]) => (ids.has(id) ? [{ id: ids.get(id)!, at: { x: x + OFFSET, y: y + OFFSET } }] : []));
  const groups = clip.groups.map((group) => {
    const fresh = { ...group, id: freshDrawnId(pipeline, 'group'), nodes: group.nodes.flatMap((id) => ids.get(id) ?? []) };
    pipeline = { ...pipeline, groups: [...groupsOf(pipeline), fresh] };
    return fresh;
  });
  const notes = clip.notes.map((note) => {
    const fresh = { ...note, id: freshDrawnId(pipeline, 'note'), x: note.x + OFFSET, y: note.y + OFFSET };
    pipeline = { ...pipeline, notes: [...notesOf(pipeline), fresh] };
    return fresh;
  });
  const count = nodes.length + notes.length;
  document.execute({ kind: 'paste', nodes, edges, positions, groups, notes }, count === 1 ? 'Paste' : `Paste ${count} things`);
  // A script may refuse it, with the reason.
  if (document.pipeline === before) return true;
  selection.select(ids.values());
  for (const { id } of notes) selection.notes.add(id);
  return true;
}

export function duplicate(): void {
  const text = copied();
  if (text !== null) paste(text);
}

/** A clipboard holds anything: only what has the form of ours is taken. */
function read(text: string): Clip | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const list = (key: string): readonly unknown[] => {
    const found = (value as Record<string, unknown>)[key];
    return Array.isArray(found) ? (found as unknown[]) : [];
  };
  const dstreamNodes = list('dstreamNodes').filter(isNode);
  const empty = document.pipeline;
  const clip = {
    dstreamNodes,
    edges: list('edges').filter((edge): edge is PipelineEdge => isTexts(edge, ['from', 'to', 'port'])),
    positions: list('positions').filter(isPosition),
    groups: groupsOf({ ...empty, groups: list('groups') as readonly Group[] }),
    notes: notesOf({ ...empty, notes: list('notes') as readonly Note[] }),
  };
  return dstreamNodes.length > 0 || clip.notes.length > 0 ? clip : null;
}

function isTexts(value: unknown, keys: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && keys.every((key) => typeof (value as Record<string, unknown>)[key] === 'string');
}

function isNode(value: unknown): value is PipelineNode {
  if (!isTexts(value, ['id', 'op', 'name'])) return false;
  const { params } = value as { params?: unknown };
  return typeof params === 'object' && params !== null && Object.values(params).every((param: ParamValue | object) => param === null || typeof param !== 'object');
}

function isPosition(value: unknown): value is readonly [string, NodePosition] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  const { x, y } = (value[1] ?? {}) as Partial<NodePosition>;
  return typeof x === 'number' && typeof y === 'number';
}

