import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { type HistoryStore, openHistory } from '#engine/history';
import { replayRecorded } from '#engine/replay';
import { chain, recordRun } from '../replay/recorded-run';

describe('a bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dstream-bundle-'));
  const bundle = join(folder, 'run.dsrun');
  const pipeline = chain([['flatMap', { f: 'lambda line: line.split()' }], ['map', { f: 'lambda w: (w, 1)' }], ['updateStateByKey', { updateFunc: 'lambda new, old: (old or 0) + sum(new)' }]]);
  const executors = new ExecutorPool(new WorkerHost());
  let here: HistoryStore;
  let elsewhere: HistoryStore;
  let runId = 0;

  beforeAll(async () => {
    here = (await openHistory(join(folder, 'here.db'))).store;
    elsewhere = (await openHistory(join(folder, 'elsewhere.db'))).store;
    runId = await recordRun(pipeline, 'a b\n\na <b>c</b>\n\nb\n', executors, here);
    await here.saveBundle({ runId, from: 0, to: Number.MAX_SAFE_INTEGER, path: bundle, appVersion: '1.2.3' });
  });
  afterAll(async () => {
    await here.close();
    await elsewhere.close();
    await executors.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is found, looked at and replayed elsewhere as here', async () => {
    const opened = await elsewhere.openBundle(bundle);
    expect(await elsewhere.runs({ before: null, limit: 9 })).toMatchObject([{ runId: opened, status: 'stopped', batches: 3, origin: 'run.dsrun', documentName: 'recorded' }]);
    const [a, b] = [await here.batch(runId, 2000), await elsewhere.batch(opened, 2000)];
    expect({ ...b, summary: { ...b!.summary, runId } }).toEqual(a);
    const found = await elsewhere.search({ text: '"<b>c</b>"', within: 'value', status: null, runId: opened, from: null, to: null, before: null, limit: 9 });
    expect(found.batches.map(({ batchTime }) => batchTime)).toEqual([3000, 2000]);
    expect(await replayRecorded(elsewhere, { runId: opened, from: 3000, to: 3000, pipeline }, { executors, cores: 2 })).toMatchObject({ ok: true, faithful: true, ran: 3 });
  });

  it('holds only the batches that were asked for', async () => {
    const path = join(folder, 'part.dsrun');
    await here.saveBundle({ runId, from: 2000, to: 2000, path, appVersion: '1.2.3' });
    const opened = await elsewhere.openBundle(path);
    expect((await elsewhere.batches({ runId: opened, before: null, limit: 9 })).map(({ batchTime, number }) => [batchTime, number])).toEqual([[2000, 2]]);
  });

  it('leaves no half file where it cannot be written', async () => {
    await expect(here.saveBundle({ runId, from: 0, to: 9e15, path: join(folder, 'missing', 'run.dsrun'), appVersion: '1' })).rejects.toThrow();
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('of the version before is opened too', async () => {
    const path = join(folder, 'before.dsrun');
    copyFileSync(bundle, path);
    const db = new Database(path);
    db.exec(`DROP TABLE ignored_file; PRAGMA user_version = 2; ALTER TABLE input_block RENAME TO later;
CREATE TABLE input_block (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, seq INTEGER NOT NULL,
  stream INTEGER NOT NULL, block TEXT NOT NULL, records INTEGER NOT NULL, length INTEGER NOT NULL,
  bytes BLOB, node_id TEXT, input_time INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, batch_time, seq)
) STRICT, WITHOUT ROWID; INSERT INTO input_block SELECT * FROM later; DROP TABLE later`);
    db.close();
    expect((await elsewhere.batch(await elsewhere.openBundle(path), 2000))!.ignoredFiles).toEqual([]);
  });

  const change = (sql: string) => (db: Database.Database) => void db.exec(sql);
  it.each([
    ['a trigger', change('CREATE TRIGGER t AFTER INSERT ON batch BEGIN DELETE FROM run; END'), 'other tables than a bundle has'],
    ['a view in the place of a table', change("DROP TABLE task; CREATE VIEW task AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"), 'other tables'],
    ['one more table', change('CREATE TABLE evil (x)'), 'other tables'],
    ['a newer version', change('PRAGMA user_version = 99'), 'a newer DStream Studio (format 99'],
    ['another kind of database', change('PRAGMA application_id = 1'), 'it is not a bundle'],
    ['no run', change('DELETE FROM run'), 'it does not hold one run'],
    ['batches of another run', change('UPDATE batch SET run_id = 77'), 'another run'],
    ['a status that is none', change(`UPDATE batch SET status = '"><script>'`), 'status that is none'],
    ['a pipeline that is none', change("UPDATE run SET pipeline = '{\"dstream\": 1}'"), 'pipeline'],
    ['a pipeline from a newer version', change("UPDATE run SET pipeline = '{\"dstream\": 99}'"), 'newer'],
    ['a failure that is none', change("UPDATE batch SET failure = '[1'"), 'failure in it cannot be read'],
    ['a failure without its parts', change("UPDATE batch SET failure = '{\"nodeId\": null, \"error\": {\"type\": 1}}'"), 'failure in it cannot be read'],
    ['a file ignored for a reason that is none', change(`INSERT INTO ignored_file SELECT run_id, 1000, 'x', NULL, '<script>' FROM run`), 'a reason that is none'],
    ['a lineage that is none', change("UPDATE rdd SET dependencies = '{\"__proto__\": 1}'"), 'lineage in it cannot be read'],
    ['texts in the place of numbers', change("PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = 'batch'"), 'other tables'],
  ])('is refused with %s, and nothing of it is kept', async (what, damage, message) => {
    const path = join(folder, `${what}.dsrun`);
    copyFileSync(bundle, path);
    const db = new Database(path);
    db.unsafeMode();
    damage(db);
    db.close();
    const before = await elsewhere.runs({ before: null, limit: 99 });
    await expect(elsewhere.openBundle(path)).rejects.toThrow(message);
    expect(await elsewhere.runs({ before: null, limit: 99 })).toEqual(before);
  });

  it.each([
    ['text', 'this is text '.repeat(100)],
    ['nothing', ''],
    ['a zip with paths that lead out', `PK\u0003\u0004${'../'.repeat(400)}`],
    ['a zip that would fill the disk', Buffer.concat([Buffer.from('PK\u0003\u0004'), deflateRawSync(Buffer.alloc(50_000_000))])],
  ])('is refused where the file is %s', async (what, content) => {
    const path = join(folder, `${what}.dsrun`);
    writeFileSync(path, content);
    await expect(elsewhere.openBundle(path)).rejects.toThrow(`${what}.dsrun cannot be opened: it is not a bundle.`);
    await expect(elsewhere.openBundle(join(folder, 'gone.dsrun'))).rejects.toThrow('it is no file');
    expect(existsSync(path)).toBe(true);
  });

  it('is refused where its pages are damaged, and nothing of it is kept', async () => {
    const path = join(folder, 'damaged.dsrun');
    const bytes = readFileSync(bundle);
    // Behind the first page, which says what the file is.
    for (let at = 4096 + 3; at < bytes.length; at += 97) bytes[at] = 0xff;
    writeFileSync(path, bytes);
    const before = await elsewhere.runs({ before: null, limit: 99 });
    await expect(elsewhere.openBundle(path)).rejects.toThrow(/damaged\.dsrun cannot be opened/);
    expect(await elsewhere.runs({ before: null, limit: 99 })).toEqual(before);
  });

  it('keeps what is strange as the text that it is, and its names lead nowhere', async () => {
    const strange = ['<img src=x onerror="alert(1)">', '\u202Ecod\u202C \u05E9\u05DC\u05D5\u05DD', 'e\u0301a\u0308o\u0302', "'; DROP TABLE run; --", 'x'.repeat(10_000_000)];
    const text = { ...chain([['filter', { f: '(line) => true' }]]), language: 'javascript' as const, name: '../../outside' };
    const run = await recordRun(text, `${strange.join('\n')}\n`, executors, here, 50_000);
    const path = join(folder, 'strange.dsrun');
    await here.saveBundle({ runId: run, from: 0, to: Number.MAX_SAFE_INTEGER, path, appVersion: '1' });
    const db = new Database(path);
    db.exec("UPDATE run SET document_name = '../../outside<b>'");
    db.close();
    const opened = await elsewhere.openBundle(path);
    expect((await elsewhere.runs({ before: null, limit: 1 }))[0]).toMatchObject({ runId: opened, documentName: '../../outside<b>', origin: 'strange.dsrun' });
    const { records } = await elsewhere.records({ runId: opened, batchTime: 51_000, of: { nodeId: 'filter0' }, limit: 100 });
    expect(records.slice(0, 4).map(({ repr }) => repr.slice(1, -1))).toEqual(strange.slice(0, 4));
    expect(records[4]).toMatchObject({ cut: true, repr: expect.stringMatching(/^'x{2046}…$/) as unknown });
    const message = await replayRecorded(elsewhere, { runId: opened, from: 51_000, to: 51_000, pipeline: text }, { executors, cores: 2 });
    expect(message).toMatchObject({ ok: false, message: expect.stringContaining('Not all of the input was recorded') as unknown });
  });

  it('is opened without running anything of it', async () => {
    const path = join(folder, 'endless.dsrun');
    copyFileSync(bundle, path);
    const db = new Database(path);
    const endless = { ...pipeline, language: 'javascript', nodes: pipeline.nodes.map((node) => ({ ...node, params: 'f' in node.params ? { f: '(() => { while (true); })()' } : node.params })) };
    db.prepare('UPDATE run SET pipeline = ?').run(JSON.stringify(endless));
    db.close();
    const opened = await elsewhere.openBundle(path);
    const batch = await elsewhere.batch(opened, 2000);
    expect(batch!.pipeline!.nodes[1]!.params.f).toBe('(() => { while (true); })()');
    expect((await elsewhere.search({ text: '', within: 'any', status: null, runId: opened, from: null, to: null, before: null, limit: 9 })).batches).toHaveLength(3);
  });
});
