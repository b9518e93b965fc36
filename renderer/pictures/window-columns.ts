import type { NodeBatch } from '#api';
import type { PipelineNode } from '#engine/model';
import { isCorrected, slideOf } from '#engine/operators';

/** What a batch is to the window: gone since the window before, in both, or new in this one. */
export type Part = 'left' | 'kept' | 'came';

export interface WindowColumn {
  readonly batchTime: number;
  readonly part: Part;
  /** null: it is not in the history */
  readonly batch: NodeBatch | null;
}

export interface WindowShape {
  /** ms */
  readonly window: number;
  readonly slide: number;
  /** Computed from the window before, by taking out what left and adding what came. */
  readonly inverse: boolean;
  /** It has an inverse function, and is too short for it. */
  readonly short: boolean;
  /** It could have an inverse function. */
  readonly invertible: boolean;
}

/** Operators that have an inverse of their own. */
const WITH_INVERSE: ReadonlySet<string> = new Set(['countByWindow', 'countByValueAndWindow', 'groupByKeyAndWindow']);

/** null: the node is no window */
export function windowShapeOf({ op, params }: PipelineNode, batchInterval: number): WindowShape | null {
  const { windowDuration, slideDuration } = params;
  if (typeof windowDuration !== 'number' || windowDuration <= 0) return null;
  const slide = slideOf(slideDuration, batchInterval);
  const inverts = WITH_INVERSE.has(op) || Boolean(params.invFunc) || Boolean(params.invReduceFunc);
  const isLong = isCorrected(windowDuration, slide);
  return { window: windowDuration, slide, inverse: inverts && isLong, short: inverts && !isLong, invertible: op === 'reduceByWindow' || op === 'reduceByKeyAndWindow' };
}

/** The batches of the window that ends at `end` and those that left it at the last slide, oldest first; times are ms. */
export function windowColumns({ window, slide }: WindowShape, end: number, interval: number, batches: readonly NodeBatch[]): WindowColumn[] {
  const known = new Map(batches.map((batch) => [batch.batchTime, batch]));
  const columns: WindowColumn[] = [];
  for (let time = end - window - slide + interval; time <= end; time += interval) {
    // A window that is shorter than its slide leaves batches out.
    if (time <= end - window && time > end - slide) continue;
    const part: Part = time <= end - window ? 'left' : time > end - slide ? 'came' : 'kept';
    columns.push({ batchTime: time, part, batch: known.get(time) ?? null });
  }
  return columns;
}

/** Where there are more columns than room, those in the middle of the kept ones are told by their number. */
export function shownColumns(columns: readonly WindowColumn[], room: number): (WindowColumn | { readonly hidden: number })[] {
  if (columns.length <= room) return [...columns];
  const [left, kept, came] = (['left', 'kept', 'came'] as const).map((part) => columns.filter((column) => column.part === part)) as [WindowColumn[], WindowColumn[], WindowColumn[]];
  const each = Math.max(1, Math.floor((room - 1) / 4));
  const few = (part: WindowColumn[]): (WindowColumn | { readonly hidden: number })[] => (part.length <= 2 * each + 1 ? part : [...part.slice(0, each), { hidden: part.length - 2 * each }, ...part.slice(-each)]);
  return [...few(left), ...few(kept), ...few(came)];
}

/** Records of some columns; null where a batch was not computed or recorded. */
export function recordsIn(columns: readonly WindowColumn[], parts: readonly Part[]): number {
  return columns.reduce((sum, { part, batch }) => sum + (parts.includes(part) ? (batch?.total ?? 0) : 0), 0);
}
