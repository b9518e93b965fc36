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
    const found = ends(edge, position);
    if (!found) continue;
    const [from, to] = found;
    // Far away from both ends the curve need not be looked at.
    if (point.x < Math.min(from.x, to.x) - 200 || point.x > Math.max(from.x, to.x) + 200) continue;
    const distance = distanceToCurve(point, from, to);
    if (distance < least) [nearest, least] = [edge, distance];
  }
  return nearest;
}

function distanceToCurve(point: Point, from: Point, to: Point): number {
  return Math.min(...curve(from, to).map(({ x, y }) => Math.hypot(point.x - x, point.y - y)));
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

/** Between the two nodes of a wire, a little below it: where a node that mends it goes. */
export function placeBetween({ layout }: Pipeline, { from, to }: PipelineEdge): NodePosition {
  const places = new Map(Object.entries(layout.nodes));
  const [a, b] = [places.get(from) ?? { x: 0, y: 0 }, places.get(to) ?? { x: 0, y: 0 }];
  return { x: Math.round((a.x + b.x) / 2), y: Math.round((a.y + b.y) / 2) + NODE_HEIGHT + 24 };
}

/** Points of a wire: Bézier curves that leave and arrive level; sixteen points of one are near enough. */
function curve(from: Point, to: Point): Point[] {
  const bend = Math.max(40, Math.abs(to.x - from.x) / 2);
  return Array.from({ length: 17 }, (_, step) => {
    const t = step / 16;
    const u = 1 - t;
    return {
      x: u ** 3 * from.x + 3 * u * u * t * (from.x + bend) + 3 * u * t * t * (to.x - bend) + t ** 3 * to.x,
      y: u ** 3 * from.y + 3 * u * u * t * from.y + 3 * u * t * t * to.y + t ** 3 * to.y,
    };
  });
}

function ends({ from, to }: PipelineEdge, position: (id: string) => NodePosition | undefined): [Point, Point] | null {
  const [a, b] = [position(from), position(to)];
  return a && b ? [{ x: a.x + NODE_WIDTH, y: a.y + NODE_HEIGHT / 2 }, { x: b.x, y: b.y + NODE_HEIGHT / 2 }] : null;
}

/** The wires that a stroke crosses. */
export function wiresCrossed(pipeline: Pipeline, stroke: readonly Point[], position: (id: string) => NodePosition | undefined): PipelineEdge[] {
  return pipeline.edges.filter((edge) => {
    const found = ends(edge, position);
    if (!found) return false;
    const points = curve(...found);
    return points.slice(1).some((b, at) => stroke.slice(1).some((d, index) => cross(points[at]!, b, stroke[index]!, d)));
  });
}

/** Whether two straight pieces have a point in common. */
function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point): number => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
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

/** A wire as the path of an SVG; '' where one of its nodes stands nowhere. */
export function wirePath(edge: PipelineEdge, position: (id: string) => NodePosition | undefined): string {
  const found = ends(edge, position);
  if (!found) return '';
  const [from, to] = found;
  const bend = Math.max(40, Math.abs(to.x - from.x) / 2);
  return `M${from.x},${from.y}C${from.x + bend},${from.y},${to.x - bend},${to.y},${to.x},${to.y}`;
}
