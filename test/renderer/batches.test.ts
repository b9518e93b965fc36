import { describe, expect, it } from 'vitest';
import type { BatchSummary } from '#api';
import { paceOf, chartBars } from '../../renderer/run/batch-chart';
import { giveRunId, mergeBatches } from '../../renderer/run/batch-list';
import { batchRows, failureLine, keptScroll, rowsInView } from '../../renderer/run/batch-rows';
import { formatBatchTime, formatClock, formatDuration } from '../../renderer/ui/format';

function batch(runId: number, number: number, change: Partial<BatchSummary> = {}): BatchSummary {
  return { runId, batchTime: number * 1000, number, status: 'completed', numRecords: number, schedulingDelay: 0, processingDelay: 10, totalDelay: 10, outputOpsSucceeded: 1, outputOpsTotal: 1, failure: null, ...change };
}
const keys = (batches: readonly BatchSummary[]): string[] => batches.map(({ runId, number }) => `${runId}/${number}`);

describe('the list of batches', () => {
  it('is newest first, a later run before an earlier one, whatever order they come in', () => {
    expect(keys(mergeBatches([], [batch(1, 9), batch(2, 1), batch(1, 8), batch(2, 2)], 10))).toEqual(['2/2', '2/1', '1/9', '1/8']);
  });

  it('replaces a batch that changed and keeps the others', () => {
    const known = [batch(1, 2, { status: 'processing' }), batch(1, 1)];
    const merged = mergeBatches(known, [batch(1, 2), batch(1, 3, { status: 'queued' })], 10);
    expect(merged.map(({ status }) => status)).toEqual(['queued', 'completed', 'completed']);
    expect(merged[2]).toBe(known[1]);
  });

  it('drops the oldest beyond its limit', () => {
    expect(keys(mergeBatches([batch(1, 2), batch(1, 1)], [batch(1, 3)], 2))).toEqual(['1/3', '1/2']);
  });

  it('takes batches that came before the run had an id into that run, once', () => {
    expect(keys(giveRunId([batch(3, 9), batch(0, 2), batch(0, 1)], 4))).toEqual(['4/2', '4/1', '3/9']);
    const settled = [batch(4, 1)];
    expect(giveRunId(settled, 5)).toBe(settled);
  });

  it('has a divider wherever an earlier run begins', () => {
    const rows = batchRows([batch(2, 1), batch(1, 5), batch(1, 4)]);
    expect(rows.map((row) => (row.kind === 'run' ? `run ${row.runId}` : row.key))).toEqual(['2/1000', 'run 1', '1/5000', '1/4000']);
    expect(batchRows([])).toEqual([]);
  });

  it('follows the newest at the top and keeps the rows under the eye elsewhere', () => {
    const before = batchRows([batch(1, 3), batch(1, 2), batch(1, 1)]);
    const after = batchRows([batch(1, 5), batch(1, 4), batch(1, 3), batch(1, 2), batch(1, 1)]);
    expect(keptScroll(before, after, 20, 0)).toBeNull();
    expect(keptScroll(before, after, 20, 25)).toBe(65);
    expect(keptScroll(after, after, 20, 25)).toBeNull();
  });

  it('draws only the rows in view and a few around them', () => {
    const { from, to } = rowsInView(10_000, 20, 4000, 200);
    expect(from).toBeLessThanOrEqual(200);
    expect(to).toBeGreaterThanOrEqual(210);
    expect(to - from).toBeLessThan(40);
    expect(rowsInView(3, 20, 4000, 200)).toEqual({ from: 3, to: 3 });
  });

  it('tells the first line of a failure', () => {
    const error = { type: 'ValueError', message: 'bad word\nmore', traceback: '', functionId: null, place: {}, rdd: null, record: null };
    expect(failureLine(batch(1, 1, { failure: { nodeId: null, error } }))).toBe('ValueError: bad word');
    expect(failureLine(batch(1, 1))).toBe('');
  });
});

describe('the pace', () => {
  it('is told from a typical recent batch, so that one slow batch is no alarm', () => {
    const batches = [batch(1, 3, { processingDelay: 5000 }), batch(1, 2), batch(1, 1)];
    expect(paceOf(batches, 1000)).toEqual({ stable: true, text: 'keeping up: 10 ms of 1 s' });
    expect(paceOf(batches.map((item) => ({ ...item, processingDelay: 1500 })), 1000)?.stable).toBe(false);
    expect(paceOf([batch(1, 1, { processingDelay: null })], 1000)).toBeNull();
  });

  it('draws the newest batch at the right, as high as the most records allow', () => {
    const bars = chartBars([batch(1, 4), batch(1, 2)], 4, 100, 20);
    expect(bars.map((bar) => bar.batch.number)).toEqual([2, 4]);
    expect(bars[1]!.height).toBe(20);
    expect(bars[1]!.x + bars[1]!.width).toBeCloseTo(100);
    expect(bars[0]!.y + bars[0]!.height).toBe(20);
  });
});

describe('times and durations', () => {
  it.each([[0, '0 ms'], [45, '45 ms'], [99, '99 ms'], [100, '0.1 s'], [499, '0.5 s'], [1000, '1 s'], [59_000, '59 s'], [90_000, '1.5 min'], [7_200_000, '2.0 h']])('%d ms reads %s, as in Spark', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('shows milliseconds only where batches are shorter than a second', () => {
    const time = new Date(2026, 10, 24, 10, 0, 30, 250).getTime();
    expect(formatBatchTime(time)).toBe('2026/11/24 10:00:30.250');
    expect(formatBatchTime(time - 250)).toBe('2026/11/24 10:00:30');
    expect(formatClock(time - 250, true)).toBe('10:00:30.000');
  });
});
