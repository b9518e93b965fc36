import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HistoryStore, openHistory } from '#engine/history';
import type { TaskInfo } from '#engine/streaming';
import { report, RUN, task } from './reports';

describe('the history', () => {
  let folder: string;
  let file: string;
  let store: HistoryStore | null = null;
  const open = async (): Promise<HistoryStore> => (store = (await openHistory(file)).store);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dstream-history-'));
    file = join(folder, 'history.db');
  });
  afterEach(async () => {
    await store?.close();
    store = null;
    rmSync(folder, { recursive: true, force: true });
  });

  it('has batches, RDDs and records after a restart too', async () => {
    let history = await open();
    const runId = await history.beginRun(RUN);
    history.recordBatch(runId, report(1000, [task({ observed: [{ rdd: 1, partition: 0, records: 2, time: 1 }], samples: JSON.stringify([[1, [["'a'", 'str'], ["'b'", 'str']]]]) })]));
    await history.endRun(runId, 9, 'stopped');
    await history.close();
    history = await open();
    expect(await history.runs({ before: null, limit: 10 })).toMatchObject([{ runId, status: 'stopped', batches: 1 }]);
    const detail = await history.batch(runId, 1000);
    expect(detail).toMatchObject({ summary: { number: 1, status: 'completed', numRecords: 2 }, console: 'batch 1000\n' });
    expect(detail!.rdds).toMatchObject([
      { id: 1, records: 2, sampled: 2 },
      { id: 2, records: null, dependencies: [{ rdd: 1, kind: 'narrow' }] },
    ]);
    const page = await history.records({ runId, batchTime: 1000, of: { nodeId: 'lines' }, limit: 100 });
    expect(page).toMatchObject({ total: 2, records: [{ repr: "'a'", type: 'str', partition: 0, seq: 0 }, { repr: "'b'" }] });
  });

  it('counts a partition once, however many tasks computed it', async () => {
    const history = await open();
    const runId = await history.beginRun(RUN);
    const seen = (taskId: number, partition: number, records: number): TaskInfo => task({ taskId, partition, observed: [{ rdd: 1, partition, records, time: 0 }] });
    history.recordBatch(runId, report(1000, [seen(0, 0, 5), seen(1, 0, 5), seen(2, 0, 3), seen(3, 1, 4)]));
    expect((await history.batch(runId, 1000))!.rdds[0]!.records).toBe(9);
  });

  it('pages by key, newest first, over all runs', async () => {
    const history = await open();
    const [first, second] = [await history.beginRun(RUN), await history.beginRun(RUN)];
    for (const time of [1000, 2000, 3000]) history.recordBatch(first, report(time));
    for (const time of [1000, 2000]) history.recordBatch(second, report(time));
    const page = await history.batches({ runId: null, before: null, limit: 3 });
    expect(page.map(({ runId, batchTime }) => [runId, batchTime])).toEqual([[second, 2000], [second, 1000], [first, 3000]]);
    const rest = await history.batches({ runId: null, before: page.at(-1)!, limit: 3 });
    expect(rest.map(({ batchTime }) => batchTime)).toEqual([2000, 1000]);
  });

  it('calls a run interrupted that was cut off', async () => {
    const history = await open();
    await history.beginRun(RUN);
    await history.close();
    expect(await (await open()).runs({ before: null, limit: 1 })).toMatchObject([{ status: 'interrupted' }]);
  });

  it('sets a damaged file aside, untouched, and begins anew', async () => {
    writeFileSync(file, 'damaged '.repeat(1000));
    const { store: opened, opened: told } = await openHistory(file);
    store = opened;
    expect(told.setAside!.reason).toContain('damaged');
    expect(readFileSync(told.setAside!.copy, 'utf8')).toBe('damaged '.repeat(1000));
    expect(await opened.runs({ before: null, limit: 1 })).toEqual([]);
  });

  it('sets a file from a newer version aside and says so', async () => {
    const newer = new Database(file);
    newer.pragma('user_version = 99');
    newer.close();
    const { store: opened, opened: told } = await openHistory(file);
    store = opened;
    expect(told.setAside!.reason).toContain('newer');
  });
});
