import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BatchSearch, type HistoryStore, openHistory } from '#engine/history';
import { failed, reportOf, RUN } from './reports';

const ALL: BatchSearch = { text: '', within: 'any', status: null, runId: null, from: null, to: null, before: null, limit: 100 };

describe('the search of the history', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dstream-search-'));
  let history: HistoryStore;
  let first = 0;
  let second = 0;
  const found = async (search: Partial<BatchSearch>): Promise<string[]> => {
    const { batches } = await history.search({ ...ALL, ...search });
    return batches.map(({ runId, batchTime }) => `${runId === first ? 'first' : 'second'} ${batchTime}`);
  };

  beforeAll(async () => {
    history = (await openHistory(join(folder, 'history.db'))).store;
    first = await history.beginRun(RUN);
    history.recordBatch(first, reportOf(1000, ["('spark', 7)", "('zebra', 1)"]));
    history.recordBatch(first, reportOf(2000, ["('spark streaming', 2)", "'spark as a value'"]));
    history.recordBatch(first, failed(reportOf(3000, ["'x'"]), 'ZeroDivisionError', 'division by zero'));
    second = await history.beginRun(RUN);
    history.recordBatch(second, reportOf(1000, ['<b onclick="x()">bold</b>', "'שלום עולם'", "'cafe\u0301'", "'🦓 stripes'", "'it''s \"quoted\" __proto__'"]));
    history.recordBatch(second, reportOf(2000, ["['json', 3]", "('a,b', 4)", `'${'long '.repeat(400)}…`]));
    await history.flush();
  });
  afterAll(async () => {
    await history.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds batches by a word of a record, newest first, and shows the record', async () => {
    expect(await found({ text: 'spark' })).toEqual(['first 2000', 'first 1000']);
    const { batches } = await history.search({ ...ALL, text: 'zebra' });
    expect(batches[0]!.found).toEqual({ nodeId: 'lines', text: "('zebra', 1)" });
  });

  it('tells keys from values and errors', async () => {
    expect(await found({ text: 'zebra', within: 'key' })).toEqual(['first 1000']);
    expect(await found({ text: 'value', within: 'key' })).toEqual([]);
    expect(await found({ text: 'json', within: 'key' })).toEqual(['second 2000']);
    expect(await found({ text: '"a,b"', within: 'key' })).toEqual(['second 2000']);
    expect(await found({ text: 'zero', within: 'error' })).toEqual(['first 3000']);
    expect(await found({ text: 'ZeroDivisionError' })).toEqual(['first 3000']);
  });

  it('takes the last word for a beginning while it is being typed, and words in quotes one after the other', async () => {
    expect(await found({ text: 'zeb' })).toEqual(['first 1000']);
    expect(await found({ text: 'zeb ' })).toEqual([]);
    expect(await found({ text: '"spark streaming"' })).toEqual(['first 2000']);
    expect(await found({ text: '"streaming spark"' })).toEqual([]);
    expect(await found({ text: 'streaming spark' })).toEqual(['first 2000']);
  });

  it('narrows by status, run and time', async () => {
    expect(await found({ status: 'failed' })).toEqual(['first 3000']);
    expect(await found({ status: 'failed', text: 'x' })).toEqual(['first 3000']);
    expect(await found({ status: 'completed', text: 'x' })).toEqual(['second 1000']);
    expect(await found({ runId: second })).toEqual(['second 2000', 'second 1000']);
    expect(await found({ from: 2000, to: 2500 })).toEqual(['second 2000', 'first 2000']);
    expect(await found({ from: 2000, text: 'spark' })).toEqual(['first 2000']);
    expect(await found({ from: 9000 })).toEqual([]);
  });

  it('finds markup, other scripts, combining characters and emoji as they are', async () => {
    expect(await found({ text: '<b onclick' })).toEqual(['second 1000']);
    expect(await found({ text: 'עולם' })).toEqual(['second 1000']);
    expect(await found({ text: 'caf\u00e9' })).toEqual(['second 1000']);
    expect(await found({ text: '🦓' })).toEqual(['second 1000']);
    expect(await found({ text: '__proto__' })).toEqual(['second 1000']);
  });

  it('never takes what is typed for a query language', async () => {
    for (const text of ['"', '""', "'", '*', '(', ')', 'key:', 'NEAR(', 'AND', 'a OR', '-', '^x', '{key}: x', '\0', "'; DROP TABLE batch; --", '"unclosed', 'x"y', '%', '\u202e']) {
      await expect(found({ text })).resolves.toBeInstanceOf(Array);
    }
    expect(await found({ text: '()' })).toEqual([]);
    expect(await found({})).toHaveLength(5);
  });

  it('pages by key', async () => {
    const page = await history.search({ ...ALL, limit: 2 });
    expect(page.batches).toHaveLength(2);
    const rest = await history.search({ ...ALL, limit: 100, before: page.next });
    expect(rest.batches.map(({ batchTime }) => batchTime)).toEqual([3000, 2000, 1000]);
    expect(rest.next).toBe(null);
  });

  it('forgets the old words of a batch that ran again', async () => {
    history.recordBatch(second, reportOf(2000, ["'anew'"]));
    expect(await found({ text: 'json' })).toEqual([]);
    expect(await found({ text: 'anew' })).toEqual(['second 2000']);
  });
});
