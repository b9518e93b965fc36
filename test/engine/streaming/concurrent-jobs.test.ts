import { afterAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import type { Pipeline } from '#engine/model';
import { ManualFeed, startPipelineRun } from '#engine/run';
import { batchesOf } from '#engine/sources';
import { ManualClock, streamingSettings } from '#engine/streaming';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

const node = (id: string, op: string, params: Pipeline['nodes'][number]['params']): Pipeline['nodes'][number] => ({ id, op, name: id, params });
const edge = (from: string, to: string): Pipeline['edges'][number] => ({ from, to, port: 'parent' });
const TWO_OUTPUTS: Pipeline = {
  dstream: 1, name: 'two outputs', language: 'python', master: 'local[4]', batchInterval: 1000, settings: {},
  nodes: [node('lines', 'socketTextStream', { hostname: 'localhost', port: 1 }), node('first', 'pprint', { num: 10 }), node('second', 'pprint', { num: 10 })],
  edges: [edge('lines', 'first'), edge('lines', 'second')], code: [], layout: { nodes: {} },
};

async function orderOfOperations(concurrentJobs: string): Promise<string[]> {
  const order: string[] = [];
  const clock = new ManualClock();
  let done = (): void => undefined;
  const ended = new Promise<void>((resolve) => (done = resolve));
  const feed = new ManualFeed(clock, () => batchesOf('a\n'), null, () => done());
  const started = await startPipelineRun(TWO_OUTPUTS, {
    executors: pool, startSocketReceiver: feed.startSocketReceiver, sqliteSink: null, cores: 4, clock, maxBatches: null,
    observe: { samples: 0, valueLength: 0 }, conf: new Map([['spark.streaming.concurrentJobs', concurrentJobs]]), resolvePath: (path) => path,
    listener: (event) => {
      if (event.type === 'outputOperationStarted' || event.type === 'outputOperationCompleted') order.push(`${event.operation.id} ${event.type.slice(15)}`);
      feed.listener(event);
    },
  });
  if (!started.started) throw new Error(started.problems.map(({ message }) => message).join(' '));
  await ended;
  await started.run.stop({ graceful: true });
  return order;
}

describe('spark.streaming.concurrentJobs', () => {
  it('1 runs output operations one after the other, in order', async () => {
    expect(await orderOfOperations('1')).toEqual(['0 Started', '0 Completed', '1 Started', '1 Completed']);
  });

  it('2 runs two at the same time', async () => {
    expect((await orderOfOperations('2')).slice(0, 2)).toEqual(['0 Started', '1 Started']);
  });
});

describe('spark.streaming.blockInterval', () => {
  it('of nothing is refused with Spark’s text', () => {
    expect(() => streamingSettings(new Map([['spark.streaming.blockInterval', '0']]))).toThrow("requirement failed: 'spark.streaming.blockInterval' should be a positive value");
  });
});
