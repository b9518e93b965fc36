import type { BatchSummary } from '#api';

/** A line of the list: a batch, or the divider above the batches of an earlier run. */
export type BatchRow = { readonly kind: 'batch'; readonly key: string; readonly batch: BatchSummary } | { readonly kind: 'run'; readonly key: string; readonly runId: number };

/** Batches, newest first, with a divider wherever another run begins. */
export function batchRows(batches: readonly BatchSummary[]): BatchRow[] {
  const rows: BatchRow[] = [];
  let runId = batches[0]?.runId;
  for (const batch of batches) {
    if (batch.runId !== runId) rows.push({ kind: 'run', key: `run ${batch.runId}`, runId: batch.runId });
    runId = batch.runId;
    rows.push({ kind: 'batch', key: `${batch.runId}/${batch.batchTime}`, batch });
  }
  return rows;
}

/** Rows drawn beyond each edge of the view, so that a scroll shows no gap. */
const OVERSCAN = 8;

/** Which of `count` rows of one height have to be drawn; `to` is exclusive. Sizes in px. */
export function rowsInView(count: number, rowHeight: number, scrollTop: number, viewHeight: number): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.floor(scrollTop / rowHeight) - OVERSCAN);
  return { from: Math.min(from, count), to: Math.min(count, Math.ceil((scrollTop + viewHeight) / rowHeight) + OVERSCAN) };
}

/**
 * Where to scroll after rows came or went, so that the rows under the eye stay: null at the top, where the newest row
 * is followed, and where nothing moved.
 */
export function keptScroll(before: readonly { readonly key: string }[], after: readonly { readonly key: string }[], rowHeight: number, scrollTop: number): number | null {
  if (scrollTop < rowHeight) return null;
  const at = Math.min(Math.floor(scrollTop / rowHeight), before.length - 1);
  const { key } = before[at] ?? {};
  const now = after.findIndex((row) => row.key === key);
  return now === -1 || now === at ? null : scrollTop + (now - at) * rowHeight;
}

/** The first line of what went wrong, as Spark's list of batches shows it. */
export function failureLine({ failure }: BatchSummary): string {
  if (!failure) return '';
  const { type, message } = failure.error;
  return `${type}: ${message}`.split('\n', 1)[0]!.trim();
}
