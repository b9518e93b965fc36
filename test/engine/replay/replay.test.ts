import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { type HistoryStore, openHistory } from '#engine/history';
import type { Pipeline } from '#engine/model';
import { replayRecorded, type ReplayAnswer } from '#engine/replay';
import { report } from '../history/reports';
import { chain, recordRun } from './recorded-run';

const WORDS = 'spark  streaming spark\nzebra\n\na  b\n\nspark\n\n\n\nzebra zebra\n\nspark b\n';
const count = (split: string): Pipeline => chain([['flatMap', { f: split }], ['map', { f: 'lambda w: (w, 1)' }], ['reduceByKey', { func: 'lambda a, b: a + b' }]]);
const edited = (pipeline: Pipeline, id: string, param: string, value: string | number): Pipeline => ({
  ...pipeline,
  nodes: pipeline.nodes.map((node) => (node.id === id ? { ...node, params: { ...node.params, [param]: value } } : node)),
});

describe('a replay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dstream-replay-'));
  const file = join(folder, 'history.db');
  const executors = new ExecutorPool(new WorkerHost());
  let store: HistoryStore;
  const ask = (runId: number, pipeline: Pipeline, from: number, to = from): Promise<ReplayAnswer> => replayRecorded(store, { runId, from, to, pipeline }, { executors, cores: 2 });
  const answered = (answer: ReplayAnswer): Extract<ReplayAnswer, { ok: true }> => {
    if (!answer.ok) throw new Error(answer.message);
    return answer;
  };

  beforeAll(async () => {
    store = (await openHistory(file)).store;
  });
  afterAll(async () => {
    await store.close();
    await executors.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives what was recorded, and after an edit differs exactly where it should', async () => {
    const pipeline = count("lambda line: line.split(' ')");
    const runId = await recordRun(pipeline, WORDS, executors, store);
    const same = answered(await ask(runId, pipeline, 1000));
    expect(same.faithful).toBe(true);
    expect(same.batches[0]!.nodes.every((node) => node.same)).toBe(true);
    const changed = answered(await ask(runId, edited(pipeline, 'flatMap0', 'f', 'lambda line: line.split()'), 1000));
    expect(changed.batches[0]!.nodes.map(({ nodeId, same: unchanged, before, after }) => [nodeId, unchanged, before, after])).toEqual([
      ['lines', true, 2, 2],
      ['flatMap0', false, 5, 4],
      ['map1', false, 5, 4],
      ['reduceByKey2', false, 4, 3],
    ]);
    const words = changed.batches[0]!.nodes[1]!;
    expect([words.first, words.left[1]!.repr, words.right[1]!.repr]).toEqual([1, "''", "'streaming'"]);
  });

  it.each([
    ['a count', count('lambda line: line.split()'), 'flatMap0', 'f', 'lambda line: line.split()[:1]', ['flatMap0', 'map1', 'reduceByKey2']],
    ['a window', chain([['map', { f: 'lambda l: (l[:1], 1)' }], ['reduceByKeyAndWindow', { func: 'lambda a, b: a + b', invFunc: 'lambda a, b: a - b', windowDuration: 5000, slideDuration: 1000 }]]), 'reduceByKeyAndWindow1', 'windowDuration', 1000, ['reduceByKeyAndWindow1']],
    ['a state', chain([['map', { f: 'lambda l: (l[:1], 1)' }], ['updateStateByKey', { updateFunc: 'lambda new, old: (old or 0) + sum(new)' }]]), 'updateStateByKey1', 'updateFunc', 'lambda new, old: (old or 0) + 2 * sum(new)', ['updateStateByKey1']],
  ] as const)('gives the same bytes a hundred times, and after an edit another result exactly where it should: %s', async (_what, pipeline, id, param, value, changed) => {
    const runId = await recordRun(pipeline, WORDS, executors, store, 3_600_000);
    const last = (await store.batches({ runId, before: null, limit: 1 }))[0]!.batchTime;
    const seen = new Set<string>();
    for (let turn = 0; turn < 50; turn++) seen.add(JSON.stringify(answered(await ask(runId, pipeline, last)).batches));
    // Each question replays the batch twice, and both sides were the same.
    expect(seen.size).toBe(1);
    expect([...seen][0]).not.toContain('"same":false');
    const after = answered(await ask(runId, edited(pipeline, id, param, value), last));
    expect(after.batches[0]!.nodes.filter(({ same }) => !same).map(({ nodeId }) => nodeId)).toEqual(changed);
    // What was so before the edit is so beside it.
    expect(after.batches[0]!.nodes.map(({ left }) => left)).toEqual((JSON.parse([...seen][0]!) as typeof after.batches)[0]!.nodes.map(({ left }) => left));
  });

  it.each([
    ['at the batch itself, where nothing reaches back', count('lambda line: line.split()'), 1],
    ["at the windows' reach before it", chain([['window', { windowDuration: 3000, slideDuration: 1000 }], ['countByValue', {}]]), 4],
    ["at the run's first batch, where state reaches back", chain([['map', { f: 'lambda l: (l, 1)' }], ['updateStateByKey', { updateFunc: 'lambda new, old: (old or 0) + sum(new)' }]]), 12],
    ["at the run's first batch, where a corrected window does", chain([['map', { f: 'lambda l: (l, 1)' }], ['reduceByKeyAndWindow', { func: 'lambda a, b: a + b', invFunc: 'lambda a, b: a - b', windowDuration: 5000, slideDuration: 1000 }]]), 12],
  ] as const)('begins %s', async (_where, pipeline, ran) => {
    const runId = await recordRun(pipeline, Array.from({ length: 12 }, (_, batch) => `line ${batch % 3}\n`).join('\n'), executors, store, 36_000_000);
    const answer = answered(await ask(runId, pipeline, 36_012_000));
    expect([answer.ran, answer.faithful]).toEqual([ran, true]);
  });

  it.each([
    ['windows', [['window', { windowDuration: 3000, slideDuration: 2000 }], ['countByValue', {}]]],
    ['a window that is corrected', [['map', { f: 'lambda l: (l[:1], 1)' }], ['reduceByKeyAndWindow', { func: 'lambda a, b: a + b', invFunc: 'lambda a, b: a - b', windowDuration: 5000, slideDuration: 1000 }]]],
    ['state', [['map', { f: 'lambda l: (l[:1], 1)' }], ['updateStateByKey', { updateFunc: 'lambda new, old: (old or 0) + sum(new)' }]]],
  ] as const)('has the state before the batch: %s', async (_what, steps) => {
    const pipeline = chain(steps);
    const runId = await recordRun(pipeline, WORDS, executors, store, 7_200_000);
    const last = (await store.batches({ runId, before: null, limit: 1 }))[0]!.batchTime;
    const answer = answered(await ask(runId, pipeline, last));
    expect(answer.faithful).toBe(true);
    expect(answer.batches[0]!.nodes.at(-1)!.before).toBeGreaterThan(0);
  });

  it('runs no output, and shows a failure on the side where it is', async () => {
    const saved = join(folder, 'saved');
    const pipeline = chain([['map', { f: 'lambda w: w.upper()' }]]);
    const withSink = { ...pipeline, nodes: [...pipeline.nodes, { id: 'save', op: 'saveAsTextFiles', name: 'save', params: { prefix: saved } }], edges: [...pipeline.edges, { from: 'map0', to: 'save', port: 'parent' }] };
    const runId = await recordRun(pipeline, WORDS, executors, store, 10_800_000);
    const answer = answered(await ask(runId, edited(withSink, 'map0', 'f', "lambda w: 1 // (w == 'a  b')"), 10_801_000, 10_803_000));
    expect(answer.batches.map(({ before, after }) => [before, after?.type, after?.nodeId, after?.record])).toEqual([
      [null, 'ZeroDivisionError', 'map0', "'spark  streaming spark'"],
      [null, undefined, undefined, undefined],
      [null, 'ZeroDivisionError', 'map0', "'spark'"],
    ]);
    expect(existsSync(`${saved}-10802000`)).toBe(false);
  });

  it('says in a sentence why it cannot be', async () => {
    const state = chain([['map', { f: 'lambda l: (l, 1)' }], ['updateStateByKey', { updateFunc: 'lambda new, old: (old or 0) + sum(new)' }]]);
    const runId = await recordRun(state, WORDS, executors, store, 14_400_000);
    await store.flush();
    const db = new Database(file);
    db.prepare('DELETE FROM batch WHERE run_id = ? AND number <= 2').run(runId);
    db.close();
    const message = async (...asked: Parameters<typeof ask>): Promise<string> => {
      const answer = await ask(...asked);
      return answer.ok ? 'ok' : answer.message;
    };
    expect(await message(runId, state, 14_404_000)).toBe('The state before this batch is not known: batches 1 to 2 of this run are no longer in the history.');
    expect(await message(99, state, 1000)).toContain('has no graph in the history');
    expect(await message(runId, { ...state, batchInterval: 500 }, 14_404_000)).toContain('batch interval cannot be changed');
    expect(await message(runId, edited(state, 'map0', 'f', ''), 14_404_000)).toMatch(/\w/);
    const script = await store.beginRun({ documentName: 'script', startedAt: 0, batchInterval: 1000, master: 'local[2]', language: 'python', pipeline: { ...state, nodes: [{ id: 's', op: 'map', name: 's', params: { line: 1, endLine: 2 } }], edges: [] } });
    store.recordBatch(script, report(1000));
    expect(await message(script, state, 1000)).toContain('recorded by an earlier version');
  });
});
