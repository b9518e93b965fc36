import { afterAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import type { Pipeline } from '#engine/model';
import { ManualFeed, startPipelineRun } from '#engine/run';
import { batchesOf } from '#engine/sources';
import { ManualClock, pprint, streamingSettings } from '#engine/streaming';
import { js, startStreams } from './started-streams';

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

describe('two concurrent jobs of two batches', () => {
  it('overlap: later batches are done and printed before a slow one, which keeps what it computed', async () => {
    const clock = new ManualClock();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const stagesOfFirst: Set<number>[] = [];
    const { ssc, context, events, told } = startStreams(pool, {
      clock, interval: 1000, conf: { 'spark.streaming.concurrentJobs': '2' },
      build: (lines) => {
        const counts = lines.map(js('line => [line, 1]')).reduceByKey(js('(a, b) => a + b'), null);
        counts.output(async (rdd, output) => {
          const take = async (print: (text: string) => void): Promise<void> => {
            const stages = new Set<number>();
            if (output.batchTime === 1000) stagesOfFirst.push(stages);
            await pprint(10)(rdd, { ...output, print, onTask: ({ stageId }) => stages.add(stageId) });
          };
          if (output.batchTime === 1000) {
            await take(() => undefined);
            await released;
          }
          await take(output.print);
        });
      },
    });
    for (const time of [1000, 2000, 3000, 4000]) {
      clock.advance(1000);
      await told((event) => (time === 1000 ? event.type === 'outputOperationStarted' : event.type === 'batchCompleted' && event.report.info.batchTime === time));
    }
    release();
    await ssc.stop({ graceful: true });
    await context.stop();
    const batches = events.flatMap((event) => {
      if (event.type === 'batchSubmitted' || event.type === 'batchStarted') return [`${event.type.slice(5)} ${event.info.batchTime / 1000}`];
      return event.type === 'batchCompleted' ? [`Completed ${event.report.info.batchTime / 1000}`] : [];
    });
    // As Spark 4.3.0 tells it for a first batch of six seconds.
    expect(batches).toEqual(['Submitted 1', 'Started 1', 'Submitted 2', 'Started 2', 'Completed 2', 'Submitted 3', 'Started 3', 'Completed 3', 'Submitted 4', 'Started 4', 'Completed 4', 'Completed 1']);
    const printed = events.flatMap((event) => (event.type === 'console' ? event.text.split('\n')[3]! : []));
    expect(printed).toEqual(["[ '2', 2 ]", "[ '3', 2 ]", "[ '4', 2 ]", "[ '1', 2 ]"]);
    // Its shuffle was not computed again: later batches, which were done and cleared, had not dropped it. A stage each for the first partition and the rest.
    expect(stagesOfFirst.map(({ size }) => size)).toEqual([3, 2]);
  });
});

describe('spark.streaming.blockInterval', () => {
  it('of nothing is refused with Spark’s text', () => {
    expect(() => streamingSettings(new Map([['spark.streaming.blockInterval', '0']]))).toThrow("requirement failed: 'spark.streaming.blockInterval' should be a positive value");
  });
});
