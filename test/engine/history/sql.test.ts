import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askSql, nodeQueryProcess, openHistory, type SqlAnswer } from '#engine/history';
import { reportOf, RUN } from './reports';

describe('the SQL box', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dstream-sql-'));
  const file = join(folder, 'history.db');
  const ask = (sql: string, limit?: number): Promise<SqlAnswer> => askSql(nodeQueryProcess, { file, sql, save: null }, limit);

  beforeAll(async () => {
    const { store } = await openHistory(file);
    const runId = await store.beginRun(RUN);
    store.recordBatch(runId, reportOf(1000, ["'a \"quoted\", comma'", "'two\\nlines'"]));
    store.recordBatch(runId, reportOf(2000, ["'=1+1'"]));
    await store.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('answers with columns and rows; bytes and large integers as text', async () => {
    expect(await ask('SELECT batch.batch_time, num_records, NULL AS none, 9007199254740993 AS large, bytes FROM batch JOIN input_block USING (run_id, batch_time) ORDER BY 1')).toMatchObject({
      ok: true,
      columns: ['batch_time', 'num_records', 'none', 'large', 'bytes'],
      rows: [[1000, 2, null, '9007199254740993', "x'610a620a'"], [2000, 2, null, '9007199254740993', "x'610a620a'"]],
      more: false,
    });
  });

  it('gives back a thousand rows at most, and says that there are more', async () => {
    const answer = await ask('WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n');
    expect(answer).toMatchObject({ ok: true, more: true, count: 1000 });
  });

  it('ends a query that takes too long', async () => {
    const answer = await ask('WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n', 300);
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining('took longer than 0.3 s') as string });
  });

  it.each([
    ["ATTACH 'other.db' AS other", 'Only a statement that reads'],
    ['DELETE FROM batch RETURNING batch_id', 'Only a statement that reads'],
    ["VACUUM INTO 'copy.db'", 'Only a statement that reads'],
    ['SELECT 1; SELECT 2', 'more than one statement'],
    ['SELEKT 1', 'syntax error'],
    ["SELECT load_extension('x')", 'not authorized'],
  ])('refuses %s', async (sql, message) => {
    const answer = await ask(sql);
    expect(answer.ok ? 'ok' : answer.message).toContain(message);
    expect(readdirSync(folder).filter((name) => !name.startsWith('history.db'))).toEqual([]);
  });

  it('writes all rows as CSV and as JSON', async () => {
    const sql = 'SELECT batch_time, repr FROM record ORDER BY 1, seq';
    const csv = join(folder, 'out.csv');
    expect(await askSql(nodeQueryProcess, { file, sql, save: { path: csv, format: 'csv' } })).toMatchObject({ ok: true, count: 3, rows: [] });
    expect(readFileSync(csv, 'utf8')).toBe(`batch_time,repr\r\n1000,"'a ""quoted"", comma'"\r\n1000,'two\\nlines'\r\n2000,'=1+1'\r\n`);
    const json = join(folder, 'out.json');
    await askSql(nodeQueryProcess, { file, sql, save: { path: json, format: 'json' } });
    expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual([
      { batch_time: 1000, repr: "'a \"quoted\", comma'" },
      { batch_time: 1000, repr: "'two\\nlines'" },
      { batch_time: 2000, repr: "'=1+1'" },
    ]);
    rmSync(csv);
    rmSync(json);
    const nowhere = join(folder, 'missing', 'out.csv');
    expect(await askSql(nodeQueryProcess, { file, sql, save: { path: nowhere, format: 'csv' } })).toMatchObject({ ok: false });
    expect(existsSync(nowhere)).toBe(false);
  });
});
