import type { Node } from '@xyflow/svelte';
import { dockTab } from '../../run/dock-tab.svelte';
import { selection } from '../../selection.svelte';
import { widgetIdOf } from '../../widgets/widget-nodes';
import { document } from '../document.svelte';
import { edgeOf, FRAME, NOTE } from '../flow-elements';

/** The selection is ours; the canvas is told of it. Its own events about it come too early after a change. */

const adds = (event: MouseEvent | TouchEvent): boolean => event.ctrlKey || event.metaKey || event.shiftKey;

export function selectNode(id: string, event: MouseEvent | TouchEvent): void {
  if (widgetIdOf(id) !== null) return;
  if (id.startsWith(FRAME)) return selection.selectDrawn('groups', id.slice(FRAME.length));
  if (id.startsWith(NOTE)) return selection.selectDrawn('notes', id.slice(NOTE.length));
  if (!adds(event)) selection.select([id]);
  else selection.select(selection.nodes.has(id) ? [...selection.nodes].filter((other) => other !== id) : [...selection.nodes, id]);
}

/** A wire's records are shown in the table below; with Ctrl or Shift several wires are chosen. */
export function selectWire(id: string, event: MouseEvent | TouchEvent): void {
  const edge = edgeOf(document.pipeline, id);
  if (!edge) return;
  if (adds(event)) return selection.toggleEdge(edge);
  selection.selectEdge(edge);
  dockTab.chosen = 'Records';
}

/** What a box was drawn around. */
export function selectBoxed(nodes: readonly Node[]): void {
  const chosen = nodes.filter(({ selected }) => selected).map(({ id }) => id);
  selection.select(chosen.filter((id) => document.node(id) !== null));
  for (const id of chosen) if (id.startsWith(NOTE)) selection.notes.add(id.slice(NOTE.length));
}
