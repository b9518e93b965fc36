import type { Observation, SparkContext } from '#engine/core';
import type { Pipeline, PipelineNode } from '#engine/model';
import { buildPipeline } from '#engine/operators';
import { contextsOf, ManualFeed, type RunEnvironment } from '#engine/run';
import { type BatchReport, ManualClock, type OutputAction, type StreamingContext, type StreamingEvent } from '#engine/streaming';

/** Input by batch time and by node: blocks, or files, in the order in which they came. */
export type ReplayInput = ReadonlyMap<number, ReadonlyMap<string, readonly Uint8Array[]>>;

export interface Again {
  readonly pipeline: Pipeline;
  readonly input: ReplayInput;
  /** First and last batch that runs, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly observe: Observation;
  /** What each output does instead of writing; it may fail. */
  readonly output: OutputAction;
  readonly onBatch?: (report: BatchReport) => void;
  /** Told what is printed and warned of. */
  readonly onLog?: (event: Extract<StreamingEvent, { type: 'log' }>) => void;
  readonly environment: Pick<RunEnvironment, 'executors' | 'cores'>;
  /** Gives up when it is aborted. */
  readonly signal: AbortSignal;
}

/**
 * Runs a pipeline at a manual clock with nothing but recorded input, and with all sinks off: nothing is printed, saved
 * or sent. The same input gives the same records, each time.
 * @throws EngineError where the pipeline can't be built; the signal's reason if it is aborted
 */
export async function runAgain({ pipeline, input, from, to, observe, output, onBatch, onLog, environment, signal }: Again): Promise<void> {
  const interval = pipeline.batchInterval;
  const clock = new ManualClock(from - interval);
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const prepare = (batchTime: number): void => giveInput(ssc, nodes, batchTime, input);
  const feed = new ManualFeed(clock, () => undefined, Math.round((to - from) / interval) + 1, () => end(), prepare);
  const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
  const { context, ssc } = contextsOf(pipeline, {
    ...withoutSinks(environment),
    startSocketReceiver: feed.startSocketReceiver,
    listener: (event) => {
      if (event.type === 'batchCompleted') onBatch?.(event.report);
      else if (event.type === 'log') onLog?.(event);
      feed.listener(event);
    },
    clock,
    observe,
  });
  try {
    buildPipeline(pipeline, ssc);
    const { outputs } = ssc.graph;
    outputs.splice(0, outputs.length, ...outputs.map((operation) => ({ ...operation, run: output })));
    ssc.start();
    await Promise.race([ended, aborted(signal)]);
  } finally {
    await ssc.stop({ graceful: false });
    await context.stop();
  }
}

/** What a run needs that writes nowhere. */
export function withoutSinks({ executors, cores }: Again['environment']): Pick<RunEnvironment, 'executors' | 'cores' | 'sqliteSink' | 'conf' | 'maxBatches' | 'resolvePath'> {
  const sqliteSink = { open: () => Promise.resolve(), writeBatch: () => Promise.resolve(0), close: () => Promise.resolve() };
  return { executors, cores, sqliteSink, conf: new Map(), maxBatches: null, resolvePath: (path) => path };
}

function giveInput(ssc: StreamingContext, nodes: ReadonlyMap<string, PipelineNode>, batchTime: number, input: ReplayInput): void {
  for (const stream of ssc.graph.streams) {
    const node = stream.parents.length === 0 && stream.outputOf !== null && nodes.get(stream.outputOf);
    if (!node) continue;
    const rdd = ssc.sparkContext.withScope({ name: node.op, nodeId: node.id, batchTime }, () => inputRdd(ssc.sparkContext, node, input.get(batchTime)?.get(node.id) ?? []));
    rdd.outputOf = node.id;
    stream.restore(batchTime, rdd);
  }
}

/** A partition a block or file. */
export function inputRdd(context: SparkContext, { op, params }: PipelineNode, bytes: readonly Uint8Array[]): ReturnType<SparkContext['blocks']> {
  if (op === 'socketTextStream') return context.blocks(bytes);
  const format = op === 'binaryRecordsStream' ? ({ kind: 'binary', recordLength: Number(params.recordLength) } as const) : ({ kind: 'lines' } as const);
  return context.union(bytes.map((file) => context.files([file], format, op)));
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('The replay was stopped.'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
