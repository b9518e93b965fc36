import { groupsOf } from '#engine/model';
import { align } from '../editor/align';
import { canvasView } from '../editor/canvas-view.svelte';
import { duplicate } from '../editor/clipboard';
import { document } from '../editor/document.svelte';
import { group, ungroup } from '../editor/drawings';
import { deleteSelection } from '../editor/graph-edits';
import { graphFocus } from '../editor/graph-focus.svelte';
import { selection } from '../selection.svelte';
import type { Action } from './action';
import { dialogs } from './dialogs.svelte';
import { isTextField } from './text-fields';

export const edits = (): string | null => (document.isScriptGraph ? (document.canEditText ? 'This is the graph of the last run: choose Edit the Graph first.' : 'The graph of a run and of a long script is changed in the text.') : null);
const selected = (): string | null => edits() ?? (selection.nodes.size > 0 ? null : 'No node is selected.');
const several = (): string | null => edits() ?? (selection.nodes.size > 1 ? null : 'Select two nodes or more first.');
const anySelected = (): string | null => edits() ?? (selection.nodes.size + selection.groups.size + selection.notes.size + selection.edges.length > 0 ? null : 'Nothing is selected.');

/** In a field of text these are the field's own, from the menu too. */
function textCommand(command: 'undo' | 'redo' | 'selectAll' | 'delete'): boolean {
  return isTextField(window.document.activeElement) && window.document.execCommand(command);
}

function remove(heal: boolean): void {
  const left = selection.single === null ? null : (document.pipeline.edges.find(({ to }) => to === selection.single)?.from ?? null);
  deleteSelection(heal);
  // Who deletes by keyboard goes on at the node before.
  if (left !== null && document.node(left)) selection.select([left]);
  void graphFocus.focus(left);
}

export const editActions: readonly Action[] = [
  { id: 'undo', title: 'Undo', menu: 'Edit', keys: ['Mod+Z'], unavailable: () => (document.undoLabel === null ? 'There is nothing to undo.' : null), run: () => textCommand('undo') || document.undo() },
  { id: 'redo', title: 'Redo', menu: 'Edit', keys: ['Mod+Y', 'Mod+Shift+Z'], unavailable: () => (document.redoLabel === null ? 'There is nothing to redo.' : null), run: () => textCommand('redo') || document.redo() },
  { id: 'duplicate', title: 'Duplicate', menu: 'Edit', keys: ['Mod+D'], startsGroup: true, unavailable: anySelected, run: duplicate },
  { id: 'delete', title: 'Delete', menu: 'Edit', keys: ['Delete', 'Backspace'], where: 'graph', unavailable: anySelected, run: () => textCommand('delete') || remove(false) },
  { id: 'deleteAndJoin', title: 'Delete and Join the Wires', menu: 'Edit', keys: ['Mod+Delete', 'Mod+Backspace'], where: 'graph', unavailable: selected, run: () => remove(true) },
  { id: 'selectAll', title: 'Select All', menu: 'Edit', keys: ['Mod+A'], startsGroup: true, run: () => textCommand('selectAll') || selection.select(document.pipeline.nodes.map(({ id }) => id)) },
  { id: 'steps', title: 'Steps…', menu: 'Edit', keys: [], unavailable: () => (document.script ? 'The steps of a script are those of its text.' : null), run: () => dialogs.show('steps') },
  { id: 'group', title: 'Group', menu: 'Edit', keys: ['Mod+G'], startsGroup: true, unavailable: selected, run: group },
  { id: 'ungroup', title: 'Ungroup', menu: 'Edit', keys: ['Mod+Shift+G'], unavailable: () => edits() ?? (groupsOf(document.pipeline).length > 0 ? null : 'There is no group.'), run: ungroup },
  { id: 'addNote', title: 'Add a Note', menu: 'Edit', keys: [], unavailable: edits, run: () => canvasView.api?.addNote() },
  { id: 'cutWires', title: 'Cut Wires by a Stroke', menu: 'Edit', keys: [], unavailable: edits, run: () => (canvasView.cutting = !canvasView.cutting) },
  ...([['left', 'Align Left'], ['centre', 'Align Centres'], ['right', 'Align Right'], ['top', 'Align Top'], ['middle', 'Align Middles'], ['bottom', 'Align Bottom'], ['across', 'Distribute Across'], ['down', 'Distribute Down']] as const).map(
    ([how, title]): Action => ({ id: `align.${how}`, title, menu: 'Edit', keys: [], unavailable: several, run: () => align(how) }),
  ),
];
