import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HistoryStore, openHistory, type Timeline } from '#engine/history';
import { failed, report, RUN } from './reports';

describe('the timeline of a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dstream-timeline-'));
  let history: HistoryStore;
  let few = 0;
  let many = 0;
  const ask = async (runId: number, from: number | null = null, to: number | null = null): Promise<Timeline> => (await history.timeline({ runId, from, to }))!;
  const slow = (batchTime: number, processingDelay: number) => ({ ...report(batchTime), info: { ...report(batchTime).info, processingDelay, totalDelay: processingDelay } });

  beforeAll(async () => {
    history = (await openHistory(join(folder, 'history.db'))).store;
    few = await history.beginRun(RUN);
    history.recordBatch(few, slow(1000, 10));
    history.recordBatch(few, failed(slow(2000, 100), 'ValueError', 'x'));
    history.recordBatch(few, slow(3000, 40));
    history.recordBatch(few, slow(4000, 41));
    many = await history.beginRun(RUN);
    for (let batch = 1; batch <= 1000; batch++) history.recordBatch(many, slow(batch * 1000, batch === 777 ? 5000 : 7));
    await history.flush();
  });
  afterAll(async () => {
    await history.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has a point a batch, with its measures and whether it failed', async () => {
    const { points, width, interval, first, last } = await ask(few);
    expect([width, interval, first, last]).toEqual([1000, 1000, 1000, 4000]);
    expect(points.map(({ batchTime, batches, records, processingDelay, failed: lost }) => [batchTime, batches, records, processingDelay, lost])).toEqual([[1000, 1, 2, 10, 0], [2000, 1, 2, 100, 1], [3000, 1, 2, 40, 0], [4000, 1, 2, 41, 0]]);
  });

  it('counts the batches in ten steps up to the highest', async () => {
    const { histograms } = await ask(few);
    expect(histograms.find(({ measure }) => measure === 'processingDelay')).toEqual({ measure: 'processingDelay', max: 100, average: 47.75, bins: [0, 1, 0, 0, 2, 0, 0, 0, 0, 1] });
    expect(histograms.find(({ measure }) => measure === 'schedulingDelay')).toEqual({ measure: 'schedulingDelay', max: 0, average: 0, bins: [4, 0, 0, 0, 0, 0, 0, 0, 0, 0] });
  });

  it('puts many batches into few points, of which none hides the longest, and opens up when zoomed into', async () => {
    const all = await ask(many);
    expect([all.batches, all.points.length, all.width]).toEqual([1000, 334, 3000]);
    expect(all.points.reduce((sum, { batches }) => sum + batches, 0)).toBe(1000);
    expect(all.points.find(({ processingDelay }) => processingDelay === 5000)).toMatchObject({ batches: 3 });
    const zoomed = await ask(many, 776_000, 778_000);
    expect(zoomed.points.map(({ batchTime, processingDelay }) => [batchTime, processingDelay])).toEqual([[776_000, 7], [777_000, 5000], [778_000, 7]]);
    expect([zoomed.first, zoomed.last]).toEqual([1000, 1_000_000]);
  });

  it('is nothing for a run without batches', async () => {
    expect(await history.timeline({ runId: 99, from: null, to: null })).toBe(null);
  });
});
