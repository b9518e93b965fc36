import type { BatchSummary } from '#api';

export function sameBatch(a: { runId: number; batchTime: number }, b: { runId: number; batchTime: number }): boolean {
  return a.runId === b.runId && a.batchTime === b.batchTime;
}

/** Newest first: later runs before earlier ones, later batches before earlier ones. */
export function newerFirst(a: BatchSummary, b: BatchSummary): number {
  return b.runId - a.runId || b.batchTime - a.batchTime;
}

/**
 * Puts new and changed batches into a list that is kept newest first.
 * @param limit the oldest beyond it are dropped
 */
export function mergeBatches(known: readonly BatchSummary[], changed: readonly BatchSummary[], limit: number): BatchSummary[] {
  if (changed.length === 0) return known as BatchSummary[];
  const byKey = new Map(known.map((batch) => [`${batch.runId}/${batch.batchTime}`, batch]));
  for (const batch of changed) byKey.set(`${batch.runId}/${batch.batchTime}`, batch);
  return [...byKey.values()].sort(newerFirst).slice(0, limit);
}
