import type { SparkContext } from '#engine/core';
import { Observations, type Sample } from '#engine/history';
import type { Pipeline, PipelineNode } from '#engine/model';
import { buildPipeline } from '#engine/operators';
import { contextsOf, ManualFeed, type RunEnvironment } from '#engine/run';
import { type BatchReport, ManualClock, type StreamingContext } from '#engine/streaming';

/** Records of a node and batch that are compared. */
export const COMPARED_RECORDS = 10_000;

/** What leaves a node in one batch. */
export interface NodeOutput {
  readonly nodeId: string;
  /** null: no task computed it */
  readonly total: number | null;
  /** The first COMPARED_RECORDS, by partition. */
  readonly records: readonly Sample[];
}

export interface ReplayedBatch {
  /** ms since the epoch */
  readonly batchTime: number;
  readonly outputs: readonly NodeOutput[];
  readonly failure: { readonly nodeId: string | null; readonly type: string; readonly message: string; readonly record: string | null } | null;
}

/** Input by batch time and by node: blocks, or files, in the order in which they came. */
export type ReplayInput = ReadonlyMap<number, ReadonlyMap<string, readonly Uint8Array[]>>;

export interface Replay {
  readonly pipeline: Pipeline;
  readonly input: ReplayInput;
  /** First and last batch that runs, ms; those before `show` run for the state that they leave. */
  readonly from: number;
  readonly to: number;
  readonly show: number;
  readonly environment: Pick<RunEnvironment, 'executors' | 'cores'>;
  /** Gives up when it is aborted. */
  readonly signal: AbortSignal;
}

/**
 * Runs recorded batches again at a manual clock, with nothing but their recorded input and with all sinks off: nothing
 * is printed, saved or sent. The same input gives the same records, each time.
 * @throws EngineError where the pipeline can't be built; the signal's reason if it is aborted
 */
export async function replay({ pipeline, input, from, to, show, environment, signal }: Replay): Promise<ReplayedBatch[]> {
  const interval = pipeline.batchInterval;
  const clock = new ManualClock(from - interval);
  const replayed: ReplayedBatch[] = [];
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const prepare = (batchTime: number): void => giveInput(ssc, pipeline, batchTime, input);
  const feed = new ManualFeed(clock, () => undefined, Math.round((to - from) / interval) + 1, () => end(), prepare);
  const { context, ssc } = contextsOf(pipeline, {
    ...environment,
    startSocketReceiver: feed.startSocketReceiver,
    sqliteSink: { open: () => Promise.resolve(), writeBatch: () => Promise.resolve(0), close: () => Promise.resolve() },
    listener: (event) => {
      if (event.type === 'batchCompleted' && event.report.info.batchTime >= show) replayed.push(replayedBatch(event.report));
      feed.listener(event);
    },
    clock,
    observe: { samples: COMPARED_RECORDS, valueLength: 2048 },
    conf: new Map(),
    maxBatches: null,
    resolvePath: (path) => path,
  });
  try {
    buildPipeline(pipeline, ssc);
    turnOutputsOff(ssc);
    ssc.start();
    await Promise.race([ended, aborted(signal)]);
    return replayed.sort((a, b) => a.batchTime - b.batchTime);
  } finally {
    await ssc.stop({ graceful: false });
    await context.stop();
  }
}

/** Each output computes all of its records and gives them to nobody. */
function turnOutputsOff({ graph }: StreamingContext): void {
  const off = graph.outputs.map((operation) => ({
    ...operation,
    run: async (...[rdd, { onTask }]: Parameters<typeof operation.run>) => void (await rdd.context.runJob(rdd, rdd.partitions, { kind: 'drain' }, onTask)),
  }));
  graph.outputs.splice(0, off.length, ...off);
}

function giveInput(ssc: StreamingContext, pipeline: Pipeline, batchTime: number, input: ReplayInput): void {
  for (const stream of ssc.graph.streams) {
    const node = stream.parents.length === 0 && pipeline.nodes.find(({ id }) => id === stream.outputOf);
    if (!node) continue;
    const rdd = ssc.sparkContext.withScope({ name: node.op, nodeId: node.id, batchTime }, () => inputRdd(ssc.sparkContext, node, input.get(batchTime)?.get(node.id) ?? []));
    rdd.outputOf = node.id;
    stream.restore(batchTime, rdd);
  }
}

function inputRdd(context: SparkContext, { op, params }: PipelineNode, bytes: readonly Uint8Array[]): ReturnType<SparkContext['blocks']> {
  if (op === 'socketTextStream') return context.blocks(bytes);
  const format = op === 'binaryRecordsStream' ? ({ kind: 'binary', recordLength: Number(params.recordLength) } as const) : ({ kind: 'lines' } as const);
  return context.union(bytes.map((file) => context.files([file], format, op)));
}

function replayedBatch({ info, rdds, tasks }: BatchReport): ReplayedBatch {
  const seen = new Observations(tasks, COMPARED_RECORDS);
  const outputs = new Map<string, NodeOutput>();
  for (const { id, nodeId, isNodeOutput, batchTime } of rdds) {
    if (isNodeOutput && nodeId !== null && batchTime === info.batchTime) outputs.set(nodeId, { nodeId, total: seen.records(id), records: seen.samples(id) });
  }
  const failed = info.outputOperations.find(({ failure }) => failure !== null);
  const error = failed?.failure ?? null;
  return {
    batchTime: info.batchTime,
    outputs: [...outputs.values()],
    failure: error && { nodeId: error.place.nodeId ?? failed!.nodeId, type: error.type, message: error.message, record: error.record },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('The replay was stopped.'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
