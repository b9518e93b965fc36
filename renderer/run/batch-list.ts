import type { BatchSummary } from '#api';

/** What names a batch over all runs. */
export interface BatchKey {
  readonly runId: number;
  readonly batchTime: number;
}

export function sameBatch(a: BatchKey, b: BatchKey): boolean {
  return a.runId === b.runId && a.batchTime === b.batchTime;
}

/** Newest first: later runs before earlier ones, later batches before earlier ones. */
export function newerFirst(a: BatchKey, b: BatchKey): number {
  return b.runId - a.runId || b.batchTime - a.batchTime;
}

/** Where a batch is in a list that is newest first, or where it would have to be put. */
export function placeOf(batches: readonly BatchKey[], key: BatchKey): number {
  let [low, high] = [0, batches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (newerFirst(batches[middle]!, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Puts new and changed batches into a list that is kept newest first; what changed replaces what was known. Ten times
 * a second over a long list: nothing is sorted anew.
 * @param limit the oldest beyond it are dropped
 */
export function mergeBatches(known: readonly BatchSummary[], changed: readonly BatchSummary[], limit: number): readonly BatchSummary[] {
  if (changed.length === 0 && known.length <= limit) return known;
  const merged = [...known];
  for (const batch of changed) {
    const at = placeOf(merged, batch);
    const found = merged[at];
    merged.splice(at, found && sameBatch(found, batch) ? 1 : 0, batch);
  }
  return merged.slice(0, limit);
}

/** A run without an id yet gets it: its batches were listed under 0 until the history had begun. */
export function giveRunId(batches: readonly BatchSummary[], runId: number): readonly BatchSummary[] {
  if (!batches.some((batch) => batch.runId === 0)) return batches;
  return mergeBatches(
    batches.filter((batch) => batch.runId !== 0),
    batches.filter((batch) => batch.runId === 0).map((batch) => ({ ...batch, runId })),
    batches.length,
  );
}
