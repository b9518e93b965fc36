import { incoming, type Pipeline } from '#engine/model';

/** Nodes from left to right by their longest way from a source, those that have a place already apart. */
export function placedInColumns(pipeline: Pipeline): Pipeline {
  const wires = incoming(pipeline);
  const columns = new Map<string, number>();
  // The reader makes parents before children.
  for (const { id } of pipeline.nodes) columns.set(id, Math.max(-1, ...(wires.get(id) ?? []).map(({ from }) => columns.get(from) ?? 0)) + 1);
  const places = new Map(Object.entries(pipeline.layout.nodes));
  const rows = new Map<number, number>();
  for (const { id } of pipeline.nodes) {
    if (places.has(id)) continue;
    const column = columns.get(id)!;
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    places.set(id, { x: column * 232, y: row * 128 });
  }
  return { ...pipeline, layout: { ...pipeline.layout, nodes: Object.fromEntries(places) } };
}
