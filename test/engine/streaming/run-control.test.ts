import { afterAll, describe, expect, it, vi } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import type { Language, Pipeline } from '#engine/model';
import { startPipelineRun } from '#engine/run';
import { batchesOf } from '#engine/sources';
import { type Clock, ManualClock, RunControl, SystemClock } from '#engine/streaming';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

const node = (id: string, op: string, params: Pipeline['nodes'][number]['params']): Pipeline['nodes'][number] => ({ id, op, name: id, params });
const edge = (from: string, to: string, port = 'parent'): Pipeline['edges'][number] => ({ from, to, port });
function wordCount(language: Language, batchInterval: number): Pipeline {
  const python = language === 'python';
  return {
    dstream: 1, name: 'count', language, master: 'local[2]', batchInterval, settings: {},
    nodes: [
      node('lines', 'socketTextStream', { hostname: 'localhost', port: 1 }),
      node('words', 'flatMap', { f: python ? 'lambda line: line.split(" ")' : 'line => line.split(" ")' }),
      node('pairs', 'map', { f: python ? 'lambda word: (word, 1)' : 'word => [word, 1]' }),
      node('counts', 'reduceByKey', { func: python ? 'lambda a, b: a + b' : '(a, b) => a + b' }),
      node('print', 'pprint', { num: 10 }),
    ],
    edges: [edge('lines', 'words'), edge('words', 'pairs'), edge('pairs', 'counts', 'pairs'), edge('counts', 'print')], code: [], layout: { nodes: {} },
  };
}

/** A run whose receiver is given lines by hand. */
async function controlled(pipeline: Pipeline, clock: Clock): Promise<{ control: RunControl; give(text: string): void; done: number[]; until(check: () => boolean): Promise<void>; stop(): Promise<void> }> {
  const done: number[] = [];
  const looks = new Set<() => void>();
  const look = (): void => [...looks].forEach((each) => each());
  const control = new RunControl(look);
  let give = (_text: string): void => undefined;
  const started = await startPipelineRun(pipeline, {
    executors: pool, sqliteSink: null, cores: 2, clock, control, maxBatches: null, observe: { samples: 0, valueLength: 100 }, conf: new Map(), resolvePath: (path) => path,
    startSocketReceiver: ({ streamId }, events) => {
      let block = 0;
      give = (text) => events.block({ streamId, blockId: `input-${block++}`, ...batchesOf(text)[0]! }, () => undefined);
      return { setRate: () => undefined, stop: () => Promise.resolve() };
    },
    listener: (event) => {
      if (event.type === 'batchCompleted') done.push(event.report.info.numRecords);
      look();
    },
  });
  if (!started.started) throw new Error(started.problems.map(({ message }) => message).join(' '));
  const until = (check: () => boolean): Promise<void> => new Promise((resolve) => {
    const again = (): void => {
      if (!check()) return;
      looks.delete(again);
      resolve();
    };
    looks.add(again);
    again();
  });
  return { control, give: (text) => give(text), done, until, stop: () => started.run.stop({ graceful: false }) };
}

describe('a run at a manual clock', () => {
  it('generates a batch when it is let on, with what was received until then', async () => {
    const run = await controlled(wordCount('javascript', 1000), new ManualClock(5000));
    expect(run.control.state).toMatchObject({ held: true, next: 6000 });
    run.give('a\nb');
    run.control.step(1);
    await run.until(() => run.done.length === 1 && run.control.state.held);
    run.give('c');
    run.control.runTo(9000);
    await run.until(() => run.done.length === 4 && run.control.state.held);
    expect(run.done).toEqual([2, 1, 0, 0]);
    expect(run.control.state.next).toBe(10_000);
    await run.stop();
  });

  it('keeps what was ordered before its streams have started: a script may take its time until then', async () => {
    const clock = new ManualClock(5000);
    const control = new RunControl();
    control.attach({ clock, batchInterval: 1000, wake: () => undefined });
    control.step(1);
    expect([clock.now(), control.state.held]).toEqual([5000, false]);
    control.listener({ type: 'streamingStarted', time: 5000, batchInterval: 1000, queuedBatches: 0 });
    await vi.waitFor(() => expect(control.state).toMatchObject({ held: true, next: 7000 }));
  });

  it.each(['python', 'javascript'] as const)('stops at a record that meets a condition (%s)', async (language) => {
    const run = await controlled(wordCount(language, 1000), new ManualClock());
    run.control.setBreakpoints([{ nodeId: 'counts', condition: 'record[1] > 1' }]);
    run.give('a\nb');
    run.control.step(1);
    await run.until(() => run.done.length === 1 && run.control.state.held);
    expect(run.control.state.hit).toBeNull();
    run.give('b\nb\nb\nc\nc');
    run.control.step(5);
    await run.until(() => run.control.state.hit !== null);
    expect(run.done).toEqual([2, 5]);
    expect(run.control.state).toMatchObject({ held: true, hit: { nodeId: 'counts', batchTime: 2000, matches: 2, record: language === 'python' ? "('b', 3)" : "[ 'b', 3 ]", error: null } });
    await run.stop();
  });

  it.each(['python', 'javascript'] as const)('looks at every record, also where words are counted without being made (%s)', async (language) => {
    for (const nodeId of ['lines', 'words', 'pairs']) {
      const run = await controlled(wordCount(language, 1000), new ManualClock());
      run.control.setBreakpoints([{ nodeId, condition: language === 'python' ? '"last" in record' : 'record.includes("last")' }]);
      run.give(`${'first word\n'.repeat(3000)}last\nlast`);
      run.control.step(1);
      await run.until(() => run.done.length === 1 && run.control.state.held);
      expect(run.control.state.hit).toMatchObject({ nodeId, matches: 2, error: null });
      await run.stop();
    }
  });

  it('tells a condition that fails on a record; the batch goes well all the same', async () => {
    const run = await controlled(wordCount('python', 1000), new ManualClock());
    run.control.setBreakpoints([{ nodeId: 'pairs', condition: 'record.word == "a"' }]);
    run.give('a');
    run.control.step(3);
    await run.until(() => run.control.state.hit !== null);
    expect(run.control.state.hit).toMatchObject({ matches: 0, record: "('a', 1)", error: "AttributeError: 'tuple' object has no attribute 'word'" });
    expect(run.done).toEqual([1]);
    await run.stop();
  });

  it('tells a condition that is no expression', async () => {
    const run = await controlled(wordCount('python', 1000), new ManualClock());
    run.control.setBreakpoints([{ nodeId: 'pairs', condition: 'record ===' }]);
    run.give('a');
    run.control.step(1);
    await run.until(() => run.control.state.hit !== null);
    expect(run.control.state.hit!.error).toMatch(/^SyntaxError: /);
    await run.stop();
  });
});

describe('a run that is held', () => {
  it('goes on receiving; the batches wait, begin one by one, and then all', async () => {
    const run = await controlled(wordCount('javascript', 20), new SystemClock());
    await run.until(() => run.done.length > 0);
    run.control.hold();
    await run.until(() => run.control.state.waiting >= 3);
    const before = run.done.length;
    run.control.step(1);
    await run.until(() => run.done.length === before + 1);
    await run.until(() => run.control.state.waiting >= 5);
    expect(run.done.length).toBe(before + 1);
    run.control.release();
    await run.until(() => run.done.length > before + 6 && run.control.state.waiting <= 1);
    run.control.hold();
    await run.until(() => run.control.state.waiting >= 1);
    await run.stop();
  });
});
