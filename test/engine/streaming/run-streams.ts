import { type RDD, SparkContext } from '#engine/core';
import { type ExecutorPool } from '#engine/hosts';
import type { FunctionSource } from '#engine/operators';
import { ManualFeed } from '#engine/run';
import { durableFiles, type Files, nodeFiles } from '#engine/sources';
import { DStream, findCheckpoint, ManualClock, partFile, StreamingContext, type StreamingEvent } from '#engine/streaming';
import { type Batch, FUNCTIONS, type Functions } from '../../fixtures/suites/suite-case';

export type Language = 'python' | 'javascript';

/** ms between batches */
export const INTERVAL = 1000;

export interface StreamsToRun {
  readonly language: Language;
  readonly inputs: readonly (readonly Batch[])[];
  readonly build: (streams: readonly DStream[], f: Functions, rdd: (records: Batch) => RDD) => DStream;
  readonly batches: number;
  /** Partitions of each input's RDDs; 2 as in Spark's suites. */
  readonly partitions?: number;
  /** The records of each partition are a list. */
  readonly byPartition?: boolean;
  /** Saves checkpoints there, and goes on from what it finds there. */
  readonly checkpointDirectory?: string;
  /** The clock's first time, ms; batches of the inputs count from there. */
  readonly startsAt?: number;
  /** Looks at the built stream after the last batch, before the context stops. */
  readonly inspect?: ((built: DStream) => Promise<void>) | undefined;
  /** Left out: the computer's. */
  readonly files?: Files;
  /** Hears all events. */
  readonly listener?: ((event: StreamingEvent) => void) | undefined;
}

const TO_JSON = ['lambda record: __import__("json").dumps(record, default=list)', 'record => JSON.stringify(record)'] as const;
const FROM_JSON = [
  'lambda line: (lambda read: read(read, __import__("json").loads(line)))(lambda read, value: tuple(read(read, each) for each in value) if isinstance(value, list) else value)',
  'line => JSON.parse(line)',
] as const;

/**
 * Runs streams over prepared batches at a manual clock, in real executors. The input is replayable: like Spark's
 * TestInputStream it gives the RDD of any batch at any time.
 * @returns what the built stream gave, as JSON, by batch time in ms
 */
export async function runStreams(pool: ExecutorPool, { language, inputs, build, batches, partitions = 2, byPartition = false, checkpointDirectory, startsAt = 0, inspect, files = nodeFiles, listener }: StreamsToRun): Promise<Map<number, unknown[]>> {
  const source = (texts: readonly [string, string]): FunctionSource => ({ text: texts[language === 'python' ? 0 : 1], place: {} });
  const functions = Object.fromEntries(Object.entries(FUNCTIONS).map(([name, texts]) => [name, source(texts)])) as unknown as Functions;
  const context = new SparkContext({
    executors: pool.of(language),
    slots: 2,
    defaultParallelism: 2,
    observe: { samples: 0, valueLength: 0 },
    onCheckpoint: async (rdd, slices) => {
      const folder = `${checkpointDirectory}/${run}/rdd-${rdd}`;
      if (checkpointDirectory) for (const [index, bytes] of slices.entries()) await durableFiles.write(partFile(folder, index), bytes);
      return folder;
    },
  });
  const run = crypto.randomUUID();
  // State needs one, if only in memory.
  context.checkpointDirectory = checkpointDirectory ?? 'memory';
  const clock = new ManualClock(startsAt);
  let ended = (): void => undefined;
  const end = new Promise<void>((resolve) => (ended = resolve));
  const feed = new ManualFeed(clock, () => [], batches, () => ended());
  const ssc = new StreamingContext({ sparkContext: context, batchInterval: INTERVAL, startSocketReceiver: feed.startSocketReceiver, clock, files });
  ssc.addStreamingListener(feed.listener);
  if (listener) ssc.addStreamingListener(listener);

  const fromJson = ssc.register(source(FROM_JSON));
  const rdd = (records: Batch): RDD => context.blocks(slices(records, partitions)).narrow('map', fromJson);
  const streams = inputs.map((input) => new DStream(ssc, { name: 'TestInputStream', parents: [], slideDuration: INTERVAL, compute: (time, _self, scoped) => scoped(() => rdd(input[(time - startsAt) / INTERVAL - 1] ?? [])) }));
  const built = build(streams, functions, rdd);
  const results = new Map<number, unknown[]>();
  const shown = byPartition ? built.glom() : built;
  shown.map(source(TO_JSON)).output(async (made, { batchTime }) => {
    results.set(batchTime, (await context.takeText(made, Number.MAX_SAFE_INTEGER)).map((text) => JSON.parse(text) as unknown));
  });
  if (checkpointDirectory) {
    const found = await findCheckpoint(durableFiles, checkpointDirectory);
    if (found) await ssc.recover(durableFiles, checkpointDirectory, found.checkpoint);
    await ssc.checkpointInto(durableFiles, checkpointDirectory, new Uint8Array());
  }
  ssc.start();
  await end;
  await inspect?.(built);
  // Batches that a recovery runs again may not be done.
  await ssc.stop({ graceful: true });
  await context.stop();
  const failed = await ssc.awaitTermination().then(() => null, (error: unknown) => error);
  if (failed) throw failed as Error;
  return results;
}

/** Cut as SparkContext.parallelize cuts; one JSON text a line. */
function slices(records: Batch, partitions: number): Uint8Array[] {
  const at = (partition: number): number => Math.floor((partition * records.length) / partitions);
  return Array.from({ length: partitions }, (_, index) => new TextEncoder().encode(records.slice(at(index), at(index + 1)).map((record) => `${JSON.stringify(record)}\n`).join('')));
}
