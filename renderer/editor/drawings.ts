import { type Command, groupsOf, type Note, type NodePosition, notesOf, type Pipeline } from '#engine/model';
import { selection } from '../selection.svelte';
import { document } from './document.svelte';
import { NODE_HEIGHT, NODE_WIDTH } from './geometry';

/** Frames and notes on the canvas. */

/** Around the nodes of a frame, px; the title stands above. */
const MARGIN = 20;
const TITLE = 28;
const NOTE_SIZE = { width: 220, height: 96 };

export interface Box extends NodePosition {
  readonly width: number;
  readonly height: number;
}

/** A frame is as large as its nodes need. */
export function frameOf(places: readonly NodePosition[]): Box {
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN - TITLE];
  return { x, y, width: Math.max(...xs) + NODE_WIDTH + MARGIN - x, height: Math.max(...ys) + NODE_HEIGHT + MARGIN - y };
}

export function freshDrawnId(pipeline: Pipeline, kind: 'group' | 'note'): string {
  const taken = new Set((kind === 'group' ? groupsOf(pipeline) : notesOf(pipeline)).map(({ id }) => id));
  for (let number = 1; ; number++) if (!taken.has(`${kind}${number}`)) return `${kind}${number}`;
}

/** Draws a frame around the selected nodes. */
export function group(): void {
  const nodes = [...selection.nodes];
  if (nodes.length === 0) return;
  const id = freshDrawnId(document.pipeline, 'group');
  document.execute({ kind: 'setGroup', group: { id, name: 'Group', nodes } }, 'Group');
  selection.selectDrawn('groups', id);
}

/** Takes away the selected frames, and those around selected nodes. */
export function ungroup(): void {
  const ids = groupsOf(document.pipeline).filter(({ id, nodes }) => selection.groups.has(id) || nodes.some((node) => selection.nodes.has(node))).map(({ id }) => id);
  if (ids.length > 0) document.execute({ kind: 'removeGroups', ids }, 'Ungroup');
}

export function renameGroup(id: string, name: string): void {
  const found = groupsOf(document.pipeline).find((each) => each.id === id);
  if (found) document.execute({ kind: 'setGroup', group: { ...found, name } }, 'Rename group', `group.${id}`);
}

export function addNote(at: NodePosition): void {
  const id = freshDrawnId(document.pipeline, 'note');
  document.execute({ kind: 'setNote', note: { id, text: '', x: Math.round(at.x), y: Math.round(at.y), ...NOTE_SIZE } }, 'Add note');
  selection.selectDrawn('notes', id);
}

export function changeNote(id: string, changed: Partial<Omit<Note, 'id'>>, label: string): void {
  const note = notesOf(document.pipeline).find((each) => each.id === id);
  if (note) document.execute({ kind: 'setNote', note: { ...note, ...changed } }, label, changed.text === undefined ? null : `note.${id}`);
}

/** Moves nodes and notes as one step. */
export function moveCommand(positions: readonly { readonly id: string; readonly at: NodePosition }[], notes: readonly Note[]): Command | null {
  const commands: Command[] = [...(positions.length > 0 ? [{ kind: 'moveNodes', positions } as const] : []), ...notes.map((note) => ({ kind: 'setNote', note }) as const)];
  return commands.length === 0 ? null : commands.length === 1 ? commands[0]! : { kind: 'several', commands };
}
