import { afterAll, describe, expect, it } from 'vitest';
import { type ExecutorHandle, type ExecutorHost, ExecutorPool, WorkerHost } from '#engine/hosts';
import type { DStream, StreamingEvent } from '#engine/streaming';
import type { Functions } from '../../fixtures/suites/suite-case';
import { INTERVAL, runStreams } from './run-streams';

/** Real workers, all of which `killAll` ends, as the system does when memory runs out. */
class MortalHost implements ExecutorHost {
  readonly #workers = new WorkerHost();
  readonly #alive = new Map<string, () => Promise<void>>();

  start(...[executorId, language, events]: Parameters<ExecutorHost['start']>): ExecutorHandle {
    const handle = this.#workers.start(executorId, language, events);
    this.#alive.set(executorId, async () => {
      await handle.terminate();
      events.lost(executorId, `Executor ${executorId} ended.`);
    });
    return handle;
  }

  async killAll(): Promise<void> {
    const all = [...this.#alive.values()];
    this.#alive.clear();
    await Promise.all(all.map((kill) => kill()));
  }

  close(): Promise<void> {
    return this.#workers.close();
  }
}

const host = new MortalHost();
const pool = new ExecutorPool(host);
afterAll(() => pool.close());

const BATCHES = 12;
const input = Array.from({ length: BATCHES }, (_, time) => Array.from({ length: 6 }, (_, i) => [`k${(time + i) % 5}`, time + i] as const));
const add = { python: { text: 'lambda a, b: a + b', place: {} }, javascript: { text: '(a, b) => a + b', place: {} } };
const subtract = { python: { text: 'lambda a, b: a - b', place: {} }, javascript: { text: '(a, b) => a - b', place: {} } };
const total = { python: { text: 'lambda values, state: sum(values) + (state or 0)', place: {} }, javascript: { text: '(values, state) => values.reduce((a, b) => a + b, state ?? 0)', place: {} } };

type Language = 'python' | 'javascript';
const STREAMS: readonly (readonly [string, (stream: DStream, language: Language) => DStream])[] = [
  ['state', (stream, language) => stream.updateStateByKey(total[language], 2)],
  ['a window with an inverse function', (stream, language) => stream.reduceByKeyAndWindow(add[language], subtract[language], 6 * INTERVAL, INTERVAL, 2, null)],
  ['a window', (stream, language) => stream.reduceByKeyAndWindow(add[language], null, 3 * INTERVAL, INTERVAL, 2, null)],
];

describe.each(['python', 'javascript'] as const)('executors in %s that die', { timeout: 60_000 }, (language) => {
  it.each(STREAMS)('between batches and during one change nothing of %s', async (_, build) => {
    const run = (listener?: (event: StreamingEvent) => void): Promise<Map<number, unknown[]>> =>
      runStreams(pool, { language, inputs: [input], build: ([stream]: readonly DStream[], _f: Functions) => build(stream!, language), batches: BATCHES, listener });
    const undisturbed = await run();
    expect(undisturbed.get(BATCHES * INTERVAL)).toHaveLength(5);
    let [between, during] = [0, 0];
    const disturbed = await run((event) => {
      if (event.type === 'batchCompleted' && event.report.info.batchTime === 7 * INTERVAL) {
        between++;
        void host.killAll();
      }
      if (event.type === 'batchStarted' && event.info.batchTime === 10 * INTERVAL) {
        during++;
        setTimeout(() => void host.killAll(), 2);
      }
    });
    expect([between, during]).toEqual([1, 1]);
    const sorted = (results: Map<number, unknown[]>): [number, unknown[]][] => [...results].map(([time, records]) => [time, records.map((record) => JSON.stringify(record)).sort()]);
    expect(sorted(disturbed)).toEqual(sorted(undisturbed));
  });
});
