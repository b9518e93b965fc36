import type { NodePosition } from '#engine/model';
import { selection } from '../selection.svelte';
import { document } from './document.svelte';
import { NODE_HEIGHT, NODE_WIDTH } from './geometry';

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom' | 'across' | 'down';

/** All nodes are of one size, so that left, centre and right differ in which of them the others follow only. */
export function aligned(places: ReadonlyMap<string, NodePosition>, how: Alignment): { id: string; at: NodePosition }[] {
  const all = [...places];
  const [xs, ys] = [all.map(([, { x }]) => x), all.map(([, { y }]) => y)];
  const middle = (values: readonly number[]): number => Math.round((Math.min(...values) + Math.max(...values)) / 2);
  const column = { left: Math.min(...xs), centre: middle(xs), right: Math.max(...xs) };
  const row = { top: Math.min(...ys), middle: middle(ys), bottom: Math.max(...ys) };
  if (how === 'across') return spread(all, 'x', NODE_WIDTH + 24);
  if (how === 'down') return spread(all, 'y', NODE_HEIGHT + 24);
  return all.map(([id, { x, y }]) => ({ id, at: how in column ? { x: column[how as keyof typeof column], y } : { x, y: row[how as keyof typeof row] } }));
}

/** With the same distance between each two, and never over each other. */
function spread(all: readonly (readonly [string, NodePosition])[], axis: 'x' | 'y', least: number): { id: string; at: NodePosition }[] {
  const sorted = [...all].sort(([, a], [, b]) => a[axis] - b[axis]);
  const first = sorted[0]![1][axis];
  const step = Math.max(least, (sorted.at(-1)![1][axis] - first) / Math.max(1, sorted.length - 1));
  return sorted.map(([id, at], index) => ({ id, at: { ...at, [axis]: Math.round(first + index * step) } }));
}

/** Aligns or spreads the selected nodes, as one step. */
export function align(how: Alignment): void {
  const places = new Map(Object.entries(document.pipeline.layout.nodes).filter(([id]) => selection.nodes.has(id)));
  if (places.size > 1) document.execute({ kind: 'moveNodes', positions: aligned(places, how) }, how === 'across' || how === 'down' ? 'Distribute' : 'Align');
}
