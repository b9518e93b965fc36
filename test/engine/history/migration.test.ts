import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openHistory } from '#engine/history';
import { report, RUN } from './reports';

/** The tables of version 1, as far as they matter here. */
const VERSION_1 = `
CREATE TABLE run (run_id INTEGER PRIMARY KEY, document_name TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER, status TEXT NOT NULL, batch_interval INTEGER NOT NULL, master TEXT NOT NULL, language TEXT NOT NULL, pipeline TEXT, batches INTEGER NOT NULL DEFAULT 0);
CREATE TABLE batch (run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, number INTEGER NOT NULL, status TEXT NOT NULL, num_records INTEGER NOT NULL, scheduling_delay INTEGER, processing_delay INTEGER, total_delay INTEGER, output_ops_succeeded INTEGER NOT NULL, output_ops_total INTEGER NOT NULL, failure TEXT, console TEXT NOT NULL, PRIMARY KEY (run_id, batch_time)) WITHOUT ROWID;
CREATE TABLE output_operation (run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, operation INTEGER NOT NULL, name TEXT NOT NULL, node_id TEXT, duration INTEGER, failure TEXT, PRIMARY KEY (run_id, batch_time, operation)) WITHOUT ROWID;
CREATE TABLE rdd (run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, rdd INTEGER NOT NULL, kind TEXT NOT NULL, scope TEXT NOT NULL, node_id TEXT, is_node_output INTEGER NOT NULL, made_at INTEGER NOT NULL, partitions INTEGER NOT NULL, dependencies TEXT NOT NULL, records INTEGER, stage INTEGER, duration REAL, PRIMARY KEY (run_id, batch_time, rdd)) WITHOUT ROWID;
CREATE TABLE task (run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, task INTEGER NOT NULL, stage INTEGER NOT NULL, rdd INTEGER NOT NULL, partition INTEGER NOT NULL, executor TEXT NOT NULL, launched_at INTEGER NOT NULL, finished_at INTEGER NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (run_id, batch_time, task)) WITHOUT ROWID;
CREATE TABLE record (run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, rdd INTEGER NOT NULL, partition INTEGER NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, repr TEXT NOT NULL, cut INTEGER NOT NULL, PRIMARY KEY (run_id, batch_time, rdd, partition, seq)) WITHOUT ROWID;
CREATE TABLE input_block (run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, seq INTEGER NOT NULL, stream INTEGER NOT NULL, block TEXT NOT NULL, records INTEGER NOT NULL, length INTEGER NOT NULL, bytes BLOB, PRIMARY KEY (run_id, batch_time, seq)) WITHOUT ROWID;
INSERT INTO run VALUES (3, 'old', 1, 9, 'stopped', 1000, 'local[2]', 'python', NULL, 2);
INSERT INTO batch VALUES (3, 1000, 1, 'completed', 2, 0, 5, 5, 1, 1, NULL, 'printed'), (3, 2000, 2, 'failed', 1, 0, 5, 5, 0, 1, '{"nodeId": "pairs", "error": {"type": "ValueError", "message": "no zebra"}}', '');
INSERT INTO rdd VALUES (3, 1000, 1, 'BlockRDD', 'socketTextStream', 'lines', 1, 1000, 1, '[]', 2, 0, 1.5);
INSERT INTO record VALUES (3, 1000, 1, 0, 0, 'str', '''spark''', 0);
INSERT INTO task VALUES (3, 1000, 0, 0, 1, 0, 'e', 1, 2, 0);
INSERT INTO input_block VALUES (3, 1000, 0, 0, 'b', 2, 4, x'610a620a');
PRAGMA user_version = 1;`;

describe('a history of version 1', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dstream-migration-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps all of its batches, which are searched now too, and goes on', async () => {
    const file = join(folder, 'history.db');
    const old = new Database(file);
    old.exec(VERSION_1);
    old.close();
    const { store, opened } = await openHistory(file);
    expect(opened).toEqual({ setAside: null, readOnly: false });
    expect(await store.runs({ before: null, limit: 9 })).toMatchObject([{ runId: 3, batches: 2, failed: 1, records: 3, origin: null }]);
    expect(await store.batch(3, 1000)).toMatchObject({ console: 'printed', rdds: [{ id: 1, records: 2 }], tasks: [{ taskId: 0 }] });
    const search = { within: 'any', status: null, runId: null, from: null, to: null, before: null, limit: 9 } as const;
    expect((await store.search({ ...search, text: 'spark' })).batches.map(({ batchTime }) => batchTime)).toEqual([1000]);
    expect((await store.search({ ...search, text: 'zebra' })).batches.map(({ batchTime }) => batchTime)).toEqual([2000]);
    const runId = await store.beginRun(RUN);
    store.recordBatch(runId, report(5000));
    expect(await store.batches({ runId, before: null, limit: 9 })).toHaveLength(1);
    await store.close();
  });

  it('of version 2 goes on too, and then keeps which files were ignored', async () => {
    const file = join(folder, 'second.db');
    const first = (await openHistory(file)).store;
    const before = await first.beginRun(RUN);
    first.recordBatch(before, report(1000));
    await first.close();
    const old = new Database(file);
    old.exec('DROP TABLE ignored_file; PRAGMA user_version = 2');
    old.close();
    const { store, opened } = await openHistory(file);
    expect(opened).toEqual({ setAside: null, readOnly: false });
    const ignored = [{ path: '/in/<b>.txt', nodeId: 'lines', reason: 'old' as const }];
    store.recordBatch(before, { ...report(2000), ignored });
    expect([(await store.batch(before, 1000))!.ignoredFiles, (await store.batch(before, 2000))!.ignoredFiles]).toEqual([[], ignored]);
    await store.close();
  });
});
