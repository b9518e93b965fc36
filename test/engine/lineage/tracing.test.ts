import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { type HistoryStore, openHistory } from '#engine/history';
import { type LineTrace, type RecordTrace, traceLine, traceRecord } from '#engine/lineage';
import { chain, recordRun } from '../replay/recorded-run';

const PAIRS = [['flatMap', { f: 'lambda line: line.split()' }], ['map', { f: 'lambda w: (w, 1)' }]] as const;
const ADD = 'lambda a, b: a + b';
const inverse = chain([...PAIRS, ['reduceByKeyAndWindow', { func: ADD, invFunc: 'lambda a, b: a - b', filterFunc: 'lambda p: p[1] > 0', windowDuration: 5000, slideDuration: 1000 }]]);

describe('tracing a recorded run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dstream-tracing-'));
  const file = join(folder, 'history.db');
  const executors = new ExecutorPool(new WorkerHost());
  const environment = { executors, cores: 2 };
  let store: HistoryStore;
  const of = (runId: number, batchTime: number, nodeId: string, repr: string | null, [partition, seq] = [0, 0]) => ({ runId, batchTime, nodeId, partition, seq, repr });
  const answer = <T>(given: T): Extract<T, { ok: true }> => {
    const trace = given as unknown as RecordTrace | LineTrace | { ok: false; message: string };
    if (!trace.ok) throw new Error(trace.message);
    return given as Extract<T, { ok: true }>;
  };

  beforeAll(async () => {
    store = (await openHistory(file)).store;
  });
  afterAll(async () => {
    await store.close();
    await executors.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds the seven lines of a word that was counted seven times over a corrected window, and not those that have left it', async () => {
    const runId = await recordRun(inverse, 'spark left\nspark too\n\nspark a\nb\n\nspark\nspark c\n\nspark spark2\n\nspark\nd spark\n\nspark\n', executors, store);
    const trace = answer(await traceRecord(store, of(runId, 6000, 'reduceByKeyAndWindow2', "('spark', 7)"), environment));
    expect(trace.lines.map(({ batchTime, text }) => [batchTime, text])).toEqual([[2000, 'spark a'], [3000, 'spark'], [3000, 'spark c'], [4000, 'spark spark2'], [5000, 'spark'], [5000, 'd spark'], [6000, 'spark']]);
    expect([trace.equal, trace.untested, trace.from, trace.inReach]).toEqual([1, 0, 1000, 10]);
  });

  it('lights the only line of a batch that counts 0 with it, and nothing without it: its block was made for it', async () => {
    const runId = await recordRun(chain([['filter', { f: 'lambda line: False' }], ['count', {}]]), 'a\n\n\nb\nc\n', executors, store, 0, 3);
    const one = answer(await traceRecord(store, of(runId, 1000, 'count1', '0'), environment));
    expect(one.lines.map(({ text }) => text)).toEqual(['a']);
    // Of two lines each can be missing.
    const two = answer(await traceRecord(store, of(runId, 3000, 'count1', '0'), environment));
    expect(two.lines).toEqual([]);
  });

  it('tells what a corrected window was made of: the window before, what left it and what came, and which batch computed each', async () => {
    const runId = await recordRun(inverse, 'a\n\na\n\na\n\na\n\na\n\na\n', executors, store, 600_000);
    const { rdds } = (await store.batch(runId, 606_000))!;
    const corrected = rdds.find(({ kind, batchTime }) => kind === 'CorrectedWindowRDD' && batchTime === 606_000)!;
    const read = corrected.dependencies.map(({ rdd, role }) => [role, rdds.find(({ id }) => id === rdd)!] as const);
    expect(read.map(([role, { batchTime }]) => [role, batchTime])).toEqual([['previous', 605_000], ['left', 606_000], ['came', 606_000]]);
    const previous = read[0]![1];
    expect([previous.computedIn, previous.records]).toEqual([605_000, 1]);
    // What left is reduced of the first batch's pairs.
    const subtracted = read[1]![1].dependencies.map(({ rdd }) => rdds.find(({ id }) => id === rdd)!);
    const first = subtracted.flatMap(({ batchTime, dependencies }) => (batchTime === 606_000 ? dependencies.map(({ rdd }) => rdds.find(({ id }) => id === rdd)!) : []));
    expect([...subtracted, ...first].filter(({ batchTime }) => batchTime === 601_000).map(({ records }) => records)).toEqual([1]);
  });

  it('goes forwards from a line to all that it changed, in its batch and later, until it leaves the window', async () => {
    const runId = await recordRun(inverse, 'a\n\na b\n\n\n\n\n\n\n\na\n\n\n', executors, store, 100_000, 9);
    const trace = answer(await traceLine(store, { runId, line: { batchTime: 101_000, nodeId: 'lines', block: 0, line: 0 }, to: 109_000 }, environment));
    const counts = trace.effects.filter(({ nodeId }) => nodeId === 'reduceByKeyAndWindow2');
    expect(counts.map(({ batchTime, gone, came }) => [batchTime - 100_000, gone.map(({ repr }) => repr), came])).toEqual([
      [1000, ["('a', 1)"], []],
      [2000, ["('a', 2)"], ["('a', 1)"]],
      [3000, ["('a', 2)"], ["('a', 1)"]],
      [4000, ["('a', 2)"], ["('a', 1)"]],
      [5000, ["('a', 2)"], ["('a', 1)"]],
    ]);
    expect(trace.effects.filter(({ batchTime }) => batchTime === 101_000).map(({ nodeId }) => nodeId)).toEqual(['lines', 'flatMap0', 'map1', 'reduceByKeyAndWindow2']);
    expect([trace.text, trace.more]).toEqual(['a', false]);
  });

  it('finds a record that was not among the samples, and lines of equal records together', async () => {
    const words = Array.from({ length: 150 }, (_, index) => `w${index % 75}`);
    const runId = await recordRun(chain(PAIRS), `${words.join('\n')}\n`, executors, store, 200_000);
    const trace = answer(await traceRecord(store, of(runId, 201_000, 'map1', null, [0, 149]), environment));
    expect([trace.repr, trace.equal, trace.lines.map(({ line }) => line)]).toEqual(["('w74', 1)", 2, [74, 149]]);
    expect(await traceRecord(store, of(runId, 201_000, 'map1', null, [0, 150]), environment)).toMatchObject({ ok: false, message: expect.stringContaining('did not give this record again') as string });
  });

  it('says which lines it had no time to leave out', async () => {
    const runId = await recordRun(inverse, 'a b\n\nb\n\na\n', executors, store, 300_000);
    const trace = answer(await traceRecord(store, of(runId, 303_000, 'reduceByKeyAndWindow2', "('a', 2)"), environment, 0));
    expect([trace.untested, trace.lines.map(({ text, tested }) => [text, tested])]).toEqual([2, [['a b', false], ['a', false]]]);
  });

  it('shows the values of groups, and finds lines by them', async () => {
    const runId = await recordRun(chain([['map', { f: 'lambda l: (l[0], l[1:])' }], ['groupByKey', {}]]), 'a1\nb2\na3\n', executors, store, 400_000);
    const { records } = await store.records({ runId, batchTime: 401_000, of: { nodeId: 'groupByKey1' }, limit: 10 });
    const group = records.find(({ repr }) => repr.startsWith("('a'"))!;
    expect(group.repr).toBe("('a', ResultIterable(['1', '3']))");
    expect(answer(await traceRecord(store, of(runId, 401_000, 'groupByKey1', group.repr), environment)).lines.map(({ text }) => text)).toEqual(['a1', 'a3']);
  });

  it('says in a sentence why a record cannot be traced', async () => {
    const chance = chain([['map', { f: 'lambda l: __import__("random").random()' }]]);
    const runId = await recordRun(chance, 'a\n\nb\n', executors, store, 500_000);
    const message = async (...asked: Parameters<typeof of>): Promise<string> => {
      const trace = await traceRecord(store, of(...asked), environment);
      return trace.ok ? 'ok' : trace.message;
    };
    expect(await message(runId, 501_000, 'map0', '0.123')).toContain('a function with chance');
    expect(await message(runId, 501_000, 'nowhere', '1')).toContain('no such node');
    await store.flush();
    const db = new Database(file);
    db.prepare('UPDATE input_block SET bytes = NULL WHERE run_id = ?').run(runId);
    db.close();
    expect(await message(runId, 501_000, 'map0', '0.123')).toContain('Not all of the input was recorded');
    expect(await traceLine(store, { runId: 999, line: { batchTime: 1, nodeId: 'lines', block: 0, line: 0 }, to: 1 }, environment)).toMatchObject({ ok: false });
  });
});
