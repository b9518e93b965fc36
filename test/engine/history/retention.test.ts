import Database from 'better-sqlite3';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION, type HistoryStore, openHistory } from '#engine/history';
import { report, reportOf, RUN } from './reports';

const big = (batchTime: number, bytes: number) => ({ ...report(batchTime), inputBlocks: [{ batchTime, streamId: 0, nodeId: 'lines', blockId: 'b', records: 1, bytes: new Uint8Array(bytes).fill(97) }] });
const page = { runId: null, before: null, limit: 500 };

async function until(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('what the history keeps', () => {
  let folder: string;
  let file: string;
  let store: HistoryStore | null = null;
  const open = async (): Promise<HistoryStore> => (store = (await openHistory(file)).store);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dstream-retention-'));
    file = join(folder, 'history.db');
  });
  afterEach(async () => {
    await store?.close();
    store = null;
    rmSync(folder, { recursive: true, force: true });
  });

  it('drops the oldest batches beyond its size, with their words and at last their run, and gives the room back', async () => {
    const history = await open();
    const old = await history.beginRun(RUN);
    for (let batch = 1; batch <= 60; batch++) history.recordBatch(old, { ...big(batch * 1000, 40_000), console: `batch ${batch}` });
    await history.endRun(old, 1, 'stopped');
    const young = await history.beginRun(RUN);
    for (let batch = 1; batch <= 20; batch++) history.recordBatch(young, { ...reportOf(batch * 1000, [`'word${batch}'`]), inputBlocks: big(1, 40_000).inputBlocks });
    await history.setRetention({ maxBytes: 1_000_000, maxAge: DEFAULT_RETENTION.maxAge });
    await until(async () => (await history.status()).bytes <= 1_000_000);
    expect((await history.runs({ before: null, limit: 9 })).map(({ runId }) => runId)).toEqual([young]);
    const kept = await history.batches(page);
    expect(kept[0]).toMatchObject({ runId: young, batchTime: 20_000 });
    expect((await history.search({ text: 'word20', within: 'any', status: null, runId: null, from: null, to: null, before: null, limit: 9 })).batches).toHaveLength(1);
    await history.close();
    store = null;
    const db = new Database(file);
    expect(db.prepare('SELECT count(*) FROM input_block WHERE run_id = ?').pluck().get(old)).toBe(0);
    expect(db.pragma('freelist_count', { simple: true })).toBe(0);
    db.close();
  });

  it('drops what is too old, but never the newest batch', async () => {
    const history = await open();
    const runId = await history.beginRun(RUN);
    for (const time of [1000, 2000, 3000]) history.recordBatch(runId, report(time));
    await history.setRetention({ ...DEFAULT_RETENTION, maxAge: -1 });
    await until(async () => (await history.batches(page)).length === 1);
    expect((await history.batches(page))[0]!.batchTime).toBe(3000);
  });

  it('keeps counts and times of a batch that is too large for it, and says that its records are missing', async () => {
    const history = await open();
    await history.setRetention({ ...DEFAULT_RETENTION, maxBytes: 100_000 });
    const runId = await history.beginRun(RUN);
    history.recordBatch(runId, big(1000, 4_000_000));
    expect(await history.batch(runId, 1000)).toMatchObject({ incomplete: 'full', summary: { numRecords: 2 } });
    expect((await history.status()).trouble).toBe(null);
  });

  it('says when nothing more can be kept, and when it can be again', async () => {
    const history = await open();
    const told: (string | null)[] = [];
    history.onTrouble((trouble) => told.push(trouble));
    const runId = await history.beginRun(RUN);
    await history.setRetention({ ...DEFAULT_RETENTION, maxBytes: -1_000_000 });
    history.recordBatch(runId, { ...report(1000), console: 'x'.repeat(200_000) });
    const { trouble } = await history.status();
    expect(trouble).toMatch(/^The history has the size that it may have.* Batches are not kept in the history since \d\d:\d\d:\d\d \(1 so far\)\. The run goes on\.$/);
    await history.setRetention(DEFAULT_RETENTION);
    history.recordBatch(runId, report(2000));
    expect(await history.status()).toMatchObject({ trouble: null });
    expect(told).toEqual([trouble, null]);
    expect((await history.batches(page)).map(({ batchTime }) => batchTime)).toEqual([2000]);
  });

  it('waits for another program that holds it, and says so if that takes too long', async () => {
    const history = await open();
    const runId = await history.beginRun(RUN);
    const other = new Database(file);
    other.exec('BEGIN EXCLUSIVE');
    history.recordBatch(runId, report(1000));
    expect((await history.status()).trouble).toContain('Another program holds the history.');
    other.exec('ROLLBACK');
    other.close();
    history.recordBatch(runId, report(2000));
    expect((await history.status()).trouble).toBe(null);
  });

  it('goes on in a new file where the old one turns out to be damaged during a run', async () => {
    const history = await open();
    const told: (string | null)[] = [];
    history.onTrouble((trouble) => told.push(trouble));
    const runId = await history.beginRun(RUN);
    for (let batch = 1; batch <= 100; batch++) history.recordBatch(runId, report(batch * 1000));
    await history.flush();
    // What another program writes is read from the disk again.
    const other = new Database(file);
    other.exec("UPDATE run SET master = 'local[3]'");
    other.pragma('wal_checkpoint(TRUNCATE)');
    const damaged = openSync(file, 'r+');
    writeSync(damaged, new Uint8Array(50_000).fill(1), 0, 50_000, 4096);
    closeSync(damaged);
    // The damage is met by the next batch, which is not lost, nor is any after it.
    for (const batch of [101, 102]) history.recordBatch(runId, report(batch * 1000));
    expect((await history.batches(page)).map(({ batchTime }) => batchTime)).toEqual([102_000, 101_000]);
    expect(told.join()).toContain('The history was damaged; it is kept as');
    other.close();
  });

  it.skipIf(process.getuid?.() === 0)('reads a history that it may not write, and says that nothing is kept', async () => {
    const history = await open();
    history.recordBatch(await history.beginRun(RUN), report(1000));
    await history.close();
    chmodSync(file, 0o444);
    const { store: again, opened } = await openHistory(file);
    store = again;
    expect(opened.readOnly).toBe(true);
    expect(await again.batches(page)).toHaveLength(1);
    expect((await again.status()).trouble).toContain('read-only');
  });
});
