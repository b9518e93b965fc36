import type { NodePosition, Pipeline, PipelineEdge } from '#engine/model';

/** Size of a node on the canvas, px; the layout and the hit tests count on it. */
export const NODE_WIDTH = 184;
export const NODE_HEIGHT = 76;
/** Between two nodes of a chain, px. */
const GAP = 48;
/** How near to a wire a node has to be dropped to be spliced into it, px. */
const SPLICE_DISTANCE = 28;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The wire under a point, if there is one: of several the nearest. */
export function wireAt(pipeline: Pipeline, point: Point, position: (id: string) => NodePosition | undefined): PipelineEdge | null {
  let nearest: PipelineEdge | null = null;
  let least = SPLICE_DISTANCE;
  for (const edge of pipeline.edges) {
    const [from, to] = [position(edge.from), position(edge.to)];
    if (!from || !to) continue;
    const distance = distanceToCurve(point, { x: from.x + NODE_WIDTH, y: from.y + NODE_HEIGHT / 2 }, { x: to.x, y: to.y + NODE_HEIGHT / 2 });
    if (distance < least) [nearest, least] = [edge, distance];
  }
  return nearest;
}

/** Wires are Bézier curves that leave and arrive level; sixteen points of one are near enough. */
function distanceToCurve(point: Point, from: Point, to: Point): number {
  const bend = Math.max(40, Math.abs(to.x - from.x) / 2);
  let least = Infinity;
  for (let step = 0; step <= 16; step++) {
    const t = step / 16;
    const u = 1 - t;
    const x = u ** 3 * from.x + 3 * u * u * t * (from.x + bend) + 3 * u * t * t * (to.x - bend) + t ** 3 * to.x;
    const y = u ** 3 * from.y + 3 * u * u * t * from.y + 3 * u * t * t * to.y + t ** 3 * to.y;
    least = Math.min(least, Math.hypot(point.x - x, point.y - y));
  }
  return least;
}

/** Where a node that comes after another one goes: to the right, below whatever is there already. */
export function placeAfter(pipeline: Pipeline, id: string | null): NodePosition {
  const places = Object.values(pipeline.layout.nodes);
  const before = id === null ? undefined : new Map(Object.entries(pipeline.layout.nodes)).get(id);
  const at = before ? { x: before.x + NODE_WIDTH + GAP, y: before.y } : { x: 0, y: places.length === 0 ? 0 : Math.max(...places.map(({ y }) => y)) + NODE_HEIGHT + 52 };
  const taken = (y: number): boolean => places.some((place) => Math.abs(place.x - at.x) < NODE_WIDTH && Math.abs(place.y - y) < NODE_HEIGHT + 8);
  let y = at.y;
  while (taken(y)) y += NODE_HEIGHT + 24;
  return { x: at.x, y };
}

/** Where a node that is put into a wire goes, and how far what comes after has to move aside for it. */
export function roomOnWire(pipeline: Pipeline, wire: PipelineEdge): { at: NodePosition; makeRoom: { id: string; at: NodePosition }[] } {
  const places = new Map(Object.entries(pipeline.layout.nodes));
  const [from, to] = [places.get(wire.from), places.get(wire.to)];
  if (!from || !to) return { at: placeAfter(pipeline, wire.from), makeRoom: [] };
  const missing = from.x + 2 * (NODE_WIDTH + GAP) - to.x;
  if (missing <= 0) return { at: { x: Math.round((from.x + to.x) / 2), y: Math.round((from.y + to.y) / 2) }, makeRoom: [] };
  const after = [...places].filter(([id, { x }]) => x >= to.x && id !== wire.from);
  return { at: { x: from.x + NODE_WIDTH + GAP, y: from.y }, makeRoom: after.map(([id, { x, y }]) => ({ id, at: { x: x + missing, y } })) };
}

/** The node that an arrow key leads to: along the wires left and right, to the nearest above and below. */
export function neighbour(pipeline: Pipeline, id: string, key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'): string | null {
  if (key === 'ArrowRight') return pipeline.edges.find(({ from }) => from === id)?.to ?? null;
  if (key === 'ArrowLeft') return pipeline.edges.find(({ to }) => to === id)?.from ?? null;
  const places = new Map(Object.entries(pipeline.layout.nodes));
  const own = places.get(id);
  if (!own) return null;
  const sign = key === 'ArrowDown' ? 1 : -1;
  const beyond = [...places].filter(([other, { y }]) => other !== id && (y - own.y) * sign > 0);
  beyond.sort(([, a], [, b]) => Math.hypot(a.x - own.x, a.y - own.y) - Math.hypot(b.x - own.x, b.y - own.y));
  return beyond[0]?.[0] ?? null;
}
