import { afterAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import type { StartSocketReceiver } from '#engine/sources';
import { ManualClock, pprint, type StreamingEvent, SystemClock } from '#engine/streaming';
import { type StartedStreams, startStreams, type StreamsToStart } from './started-streams';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

/** What is told of the end, and of each batch. */
const story = (events: readonly StreamingEvent[]): string[] =>
  events.flatMap((event) => {
    if (event.type === 'streamingStopping') return [`stopping: ${event.phase}, ${event.jobs} to do`];
    if (event.type === 'streamingStopped') return ['stopped'];
    if (event.type === 'log') return [event.text];
    if (event.type === 'batchSubmitted') return [`submitted ${event.info.batchTime}`];
    return event.type === 'batchCompleted' ? [`completed ${event.report.info.batchTime}: ${event.report.info.numRecords} records`] : [];
  });

const printed = (events: readonly StreamingEvent[]): (string | undefined)[] => events.flatMap((event) => (event.type === 'console' ? [event.text.split('\n')[3]] : []));

/** A gate in front of every batch's output. */
function gated(options: Omit<StreamsToStart, 'build'>): StartedStreams & { readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const streams = startStreams(pool, {
    ...options,
    build: (lines) =>
      lines.output(async (rdd, output) => {
        await opened;
        await pprint(10)(rdd, output);
      }),
  });
  return { ...streams, open };
}

/** Three batches wait, and a graceful stop has come to them. */
async function stopping(): Promise<ReturnType<typeof gated> & { readonly stopped: Promise<void> }> {
  const clock = new ManualClock();
  const streams = gated({ clock, interval: 1000 });
  clock.advance(3000);
  await streams.told((event) => event.type === 'batchSubmitted' && event.info.batchTime === 3000);
  const stopped = streams.ssc.stop({ graceful: true });
  await streams.told((event) => event.type === 'streamingStopping' && event.phase === 'batches');
  return { ...streams, stopped };
}

describe('a graceful stop', () => {
  it('processes the batches that wait, one after the other, and tells its phases in order', async () => {
    const { context, events, open, stopped } = await stopping();
    open();
    await stopped;
    expect(story(events)).toEqual([
      'submitted 1000', 'submitted 2000', 'submitted 3000', 'stopping: receivers, 3 to do', 'stopping: batches, 3 to do',
      'completed 1000: 0 records', 'completed 2000: 0 records', 'completed 3000: 0 records', 'stopped',
    ]);
    expect(printed(events)).toEqual(['1', '2', '3']);
    // The SparkContext stays.
    expect(await context.takeText(context.blocks([new TextEncoder().encode('still\n')]), 1)).toEqual(['still']);
    await context.stop();
  });

  it('gives what receivers hand over at their end a batch of its own', async () => {
    const clock = new ManualClock();
    const receiver: StartSocketReceiver = ({ streamId }, events) => ({
      setRate: () => undefined,
      stop: () => Promise.resolve(events.block({ streamId, blockId: 'input-0-1', records: 2, bytes: new TextEncoder().encode('a\nb\n') }, () => undefined)),
    });
    const { ssc, context, events, told } = startStreams(pool, { clock, interval: 1000, startSocketReceiver: receiver, build: (_, made) => made.socketTextStream('localhost', 1).pprint(10) });
    clock.advance(1000);
    await told((event) => event.type === 'batchCompleted');
    const stopped = ssc.stop({ graceful: true });
    await told((event) => event.type === 'streamingStopping');
    await new Promise(setImmediate);
    clock.advance(1000);
    await stopped;
    await context.stop();
    expect(story(events).slice(2)).toEqual(['stopping: receivers, 0 to do', 'stopping: input, 0 to do', 'submitted 2000', 'stopping: batches, 1 to do', 'completed 2000: 2 records', 'stopped']);
    expect(printed(events)).toEqual(['', 'a']);
  });

  it.each([
    ['spark.streaming.gracefulStopTimeout', { 'spark.streaming.gracefulStopTimeout': '70' }, 70],
    ['ten batch intervals without a setting', {}, 200],
  ])('makes no more batches after %s, and still processes those that wait', async (_, conf, timeout) => {
    const { ssc, context, events, told, open } = gated({ clock: new SystemClock(), interval: 20, conf });
    await told((event) => event.type === 'batchStarted');
    const stopped = ssc.stop({ graceful: true });
    await told((event) => event.type === 'log');
    expect(story(events).at(-1)).toBe(`Timed out while stopping the job generator (timeout = ${timeout}). No more batches are made; those that wait are still processed.`);
    const submitted = events.filter(({ type }) => type === 'batchSubmitted').length;
    open();
    await stopped;
    await context.stop();
    expect(printed(events)).toEqual(Array.from({ length: submitted }, (__, index) => String(index + 1)));
    expect(story(events).at(-1)).toBe('stopped');
  });
});

it('a stop at once in the middle of a graceful one drops what waits', async () => {
  const { ssc, context, events, open, stopped } = await stopping();
  await Promise.all([ssc.stop({ graceful: false }), stopped]);
  expect(story(events).at(-1)).toBe('stopped');
  expect(printed(events)).toEqual([]);
  open();
  await context.stop();
});

it('a stop at once drops what waits and is not done two seconds later', async () => {
  const clock = new ManualClock();
  const { ssc, context, events, told, open } = gated({ clock, interval: 1000 });
  clock.advance(3000);
  await told((event) => event.type === 'batchSubmitted' && event.info.batchTime === 3000);
  await ssc.stop({ graceful: false });
  open();
  await told((event) => event.type === 'batchCompleted');
  await context.stop();
  expect(story(events).slice(3)).toEqual(['stopped', 'completed 1000: 0 records']);
});
