import { type RDD, SparkContext } from '#engine/core';
import { type ExecutorPool } from '#engine/hosts';
import { type StartSocketReceiver, nodeFiles } from '#engine/sources';
import { type Clock, DStream, StreamingContext, type StreamingEvent } from '#engine/streaming';

export interface StreamsToStart {
  readonly clock: Clock;
  /** ms */
  readonly interval: number;
  readonly conf?: Readonly<Record<string, string>>;
  readonly startSocketReceiver?: StartSocketReceiver;
  /** Makes the outputs; `lines` gives the batch's number, from 1 on, as two records in two partitions. */
  readonly build: (lines: DStream, ssc: StreamingContext) => void;
}

export interface StartedStreams {
  readonly ssc: StreamingContext;
  readonly context: SparkContext;
  readonly events: readonly StreamingEvent[];
  /** Resolves with the first event, told before or later, that is looked for. */
  readonly told: (wanted: (event: StreamingEvent) => boolean) => Promise<void>;
}

const noSockets: StartSocketReceiver = () => {
  throw new Error('There are no sockets here.');
};

/** Starts streams of JavaScript in real executors, and leaves it to the test to move the clock and to stop. */
export function startStreams(pool: ExecutorPool, { clock, interval, conf = {}, startSocketReceiver = noSockets, build }: StreamsToStart): StartedStreams {
  const context = new SparkContext({ executors: pool.of('javascript'), slots: 4, defaultParallelism: 2, observe: { samples: 0, valueLength: 0 } });
  const ssc = new StreamingContext({ sparkContext: context, batchInterval: interval, startSocketReceiver, clock, files: nodeFiles, conf: new Map(Object.entries(conf)) });
  const events: StreamingEvent[] = [];
  const waiting = new Set<() => void>();
  ssc.addStreamingListener((event) => {
    events.push(event);
    for (const look of waiting) look();
  });
  let batch = 0;
  const line = (number: number): Uint8Array => new TextEncoder().encode(`${number}\n`);
  const numbers = (): RDD => context.blocks([line(++batch), line(batch)]);
  build(new DStream(ssc, { name: 'TestInputStream', parents: [], slideDuration: interval, compute: (_time, _self, scoped) => scoped(numbers) }), ssc);
  ssc.start();
  const told = (wanted: (event: StreamingEvent) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!events.some(wanted)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { ssc, context, events, told };
}

export const js = (text: string): { readonly text: string; readonly place: Record<string, never> } => ({ text, place: {} });
