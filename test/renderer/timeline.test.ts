import { describe, expect, it } from 'vitest';
import type { BatchDetail, Timeline } from '#api';
import { barsPath, highest, pointAt, tickLabels, timeTicks, valueOf } from '../../renderer/timeline/chart';
import { ganttOf } from '../../renderer/timeline/gantt';

const point = (batchTime: number, records: number, processingDelay: number): Timeline['points'][number] => ({ batchTime, batches: 1, records, schedulingDelay: 0, processingDelay, totalDelay: processingDelay, failed: 0 });
const summaryOf = (batchTime: number): BatchDetail['summary'] => ({ runId: 1, batchTime, number: 1, status: 'completed', numRecords: 0, schedulingDelay: null, processingDelay: null, totalDelay: null, outputOpsSucceeded: 0, outputOpsTotal: 0, failure: null });
const timeline: Timeline = { runId: 1, interval: 1000, first: 1000, last: 3000, from: 1000, to: 3000, width: 1000, batches: 3, points: [point(1000, 5, 10), point(2000, 0, 2000), point(3000, 1, 0)], histograms: [] };

describe('the timeline', () => {
  it('gives records a second, and one scale to all times, with the batch interval on it', () => {
    expect(valueOf({ ...point(0, 30, 0), batches: 3 }, 'records', 500)).toBe(20);
    expect(highest(timeline, 'records')).toBe(5);
    expect(highest(timeline, 'ms')).toBe(2000);
    expect(highest({ ...timeline, points: [point(1000, 1, 3)] }, 'ms')).toBe(1100);
  });

  it('has ticks at steps of a clock, none of which has the label of the one before', () => {
    expect(timeTicks({ ...timeline, from: 10_000, to: 11_000 }, 10, 1000)).toEqual([10_000, 11_000, 12_000]);
    expect(timeTicks({ ...timeline, from: 0, to: 300_000 }, 6, 1000)).toEqual([0, 60_000, 120_000, 180_000, 240_000, 300_000]);
  });

  it('has labels that stay inside and do not touch each other', () => {
    const labels = (step: number): unknown[] => tickLabels([0, 1, 2, 3, 4], (tick) => tick * step, 4 * step, 50).map(({ tick, anchor }) => [tick, anchor]);
    expect(labels(60)).toEqual([[1, 'middle'], [2, 'middle'], [3, 'middle']]);
    expect(labels(100)).toEqual([[0, 'start'], [1, 'middle'], [2, 'middle'], [3, 'middle'], [4, 'end']]);
  });

  it('draws a bar a batch, nothing for 0, and something for little', () => {
    expect(barsPath(timeline, timeline.points, 'processingDelay', 2000, 300, 102)).toBe('M0.0 102v-1.0h86.0v1.0zM100.0 102v-100.0h86.0v100.0z');
  });

  it('finds the batch under a pixel', () => {
    expect(pointAt(timeline, 300, 150)?.batchTime).toBe(2000);
    expect(pointAt(timeline, 300, 299)?.batchTime).toBe(3000);
    expect(pointAt({ ...timeline, points: [] }, 300, 10)).toBe(null);
  });

  it('shows what a batch waited for, its outputs, their stages, and tasks by slot', () => {
    const task = (taskId: number, stageId: number, executorId: string, launchTime: number, finishTime: number) => ({ taskId, jobId: 0, stageId, rdd: 1, partition: 0, executorId, launchTime, finishTime, failed: false });
    const detail = {
      summary: { runId: 1, batchTime: 1000, number: 1, status: 'completed', numRecords: 2, schedulingDelay: 40, processingDelay: 20, totalDelay: 60, outputOpsSucceeded: 1, outputOpsTotal: 1, failure: null },
      outputOperations: [{ id: 0, name: 'pprint', nodeId: 'print', startTime: 1045, duration: 18, failure: null }],
      tasks: [task(1, 0, 'e1', 1046, 1050), task(2, 1, 'e1', 1052, 1060), task(3, 0, 'e2', 1046, 1051)],
      rdds: [], console: '', ignoredFiles: [], pipeline: null, incomplete: null,
    } satisfies BatchDetail;
    const { rows, origin, end } = ganttOf(detail);
    expect([origin, end]).toEqual([1005, 1065]);
    expect(rows.map(({ name, bars }) => [name, bars.map(({ from, to, shade }) => [from, to, shade])])).toEqual([
      ['wait', [[1005, 1045, 0]]],
      ['output 0: pprint', [[1045, 1063, 0]]],
      ['stage 0', [[1046, 1051, 0]]],
      ['stage 1', [[1052, 1060, 1]]],
      ['slot 1', [[1046, 1050, 0], [1052, 1060, 1]]],
      ['slot 2', [[1046, 1051, 0]]],
    ]);
    expect(rows[2]!.bars[0]).toMatchObject({ kind: 'stage', label: 'stage 0 of job 0, 2 tasks, 5 ms' });
  });

  it('has a row for receiving, which ends with the batch time', () => {
    expect(ganttOf({ summary: { ...summaryOf(1000), numRecords: 7 }, outputOperations: [], tasks: [], rdds: [], console: '', ignoredFiles: [], pipeline: null, incomplete: null }, 500).rows[0]).toEqual({ name: 'receive', bars: [{ from: 500, to: 1000, kind: 'receive', shade: 0, label: '7 records came in the 500 ms before the batch time' }] });
  });

  it('draws a batch of which nothing was recorded', () => {
    expect(ganttOf({ summary: summaryOf(1000), outputOperations: [], tasks: [], rdds: [], console: '', ignoredFiles: [], pipeline: null, incomplete: null })).toMatchObject({ origin: 1000, end: 1001 });
  });
});
