import { type Pipeline, type Widget, type WidgetKind, widgetsOf } from '#engine/model';
import { document } from '../editor/document.svelte';
import { NODE_HEIGHT } from '../editor/geometry';

export const KIND_NAMES: Readonly<Record<WidgetKind, string>> = { number: 'Number', line: 'Line', bar: 'Bars', table: 'Table', wordCloud: 'Word cloud' };

const SIZES: Readonly<Record<WidgetKind, { readonly width: number; readonly height: number }>> = {
  number: { width: 184, height: 120 },
  line: { width: 300, height: 160 },
  bar: { width: 260, height: 220 },
  table: { width: 220, height: 220 },
  wordCloud: { width: 300, height: 200 },
};
const GAP = 24;

/** Adds a live picture of what leaves a node. */
export function addWidget(kind: WidgetKind, nodeId: string): void {
  const node = document.node(nodeId);
  if (!node) return;
  const taken = new Set(widgetsOf(document.pipeline).map(({ id }) => id));
  let number = 1;
  while (taken.has(`widget${number}`)) number++;
  const widget: Widget = { id: `widget${number}`, kind, from: nodeId, title: node.name, ...placeFor(document.pipeline, nodeId, SIZES[kind]), ...SIZES[kind] };
  document.execute({ kind: 'setWidget', widget }, `Add ${KIND_NAMES[kind].toLowerCase()} widget`);
}

/** Below all nodes, in a row with the widgets that are there. */
function placeFor(pipeline: Pipeline, nodeId: string, { width }: { readonly width: number }): { readonly x: number; readonly y: number } {
  const places = Object.values(pipeline.layout.nodes);
  const y = Math.max(0, ...places.map((place) => place.y + NODE_HEIGHT)) + GAP;
  let x = pipeline.layout.nodes[nodeId]?.x ?? 0;
  const row = widgetsOf(pipeline).filter((other) => other.y < y + 100 && other.y + other.height > y).sort((a, b) => a.x - b.x);
  for (const other of row) if (x < other.x + other.width + GAP && x + width + GAP > other.x) x = other.x + other.width + GAP;
  return { x, y };
}
