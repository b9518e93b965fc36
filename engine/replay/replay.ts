import { Observations, type Sample } from '#engine/history';
import type { BatchReport, OutputContext } from '#engine/streaming';
import type { RDD } from '#engine/core';
import { type Again, type OwnOutput, runAgain } from './run-again';

/** Records of a node and batch that are compared. */
export const COMPARED_RECORDS = 10_000;
/** What a program has to observe for a replay. */
export const REPLAY_OBSERVES = { samples: COMPARED_RECORDS, valueLength: 2048 };

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

export interface Replay extends Pick<Again, 'program' | 'input' | 'from' | 'to' | 'signal'> {
  /** Batches before this one run for the state that they leave, ms. */
  readonly show: number;
}

/**
 * Runs recorded batches again; each output computes all of its records and gives them to nobody. A script's own function
 * (foreachRDD) runs and computes what it asks for, as it did; what it prints is the output.
 * @throws EngineError where the program can't be built; the signal's reason if it is aborted
 */
export async function replay({ show, ...again }: Replay): Promise<ReplayedBatch[]> {
  const replayed: ReplayedBatch[] = [];
  const printed = new Map<number, NodeOutput[]>();
  await runAgain({
    ...again,
    output: async (rdd, context, own) => {
      if (own.name !== 'foreachRDD') return drain(rdd, context);
      const lines = await linesPrinted(rdd, context, own);
      if (lines.length > 0) printed.set(context.batchTime, [...(printed.get(context.batchTime) ?? []), asOutput(context.nodeId!, lines)]);
    },
    onBatch: (report) => {
      if (report.info.batchTime >= show) replayed.push(replayedBatch(report));
    },
  });
  return replayed.sort((a, b) => a.batchTime - b.batchTime).map((batch) => ({ ...batch, outputs: [...batch.outputs, ...(printed.get(batch.batchTime) ?? [])] }));
}

async function drain(rdd: RDD, { onTask }: OutputContext): Promise<void> {
  await rdd.context.runJob(rdd, rdd.partitions, { kind: 'drain' }, onTask);
}

async function linesPrinted(rdd: RDD, context: OutputContext, { run, takePrinted }: OwnOutput): Promise<readonly string[]> {
  takePrinted();
  await run(rdd, context);
  const text = takePrinted().replace(/\n$/, '');
  return text === '' ? [] : text.split('\n');
}

function asOutput(nodeId: string, lines: readonly string[]): NodeOutput {
  return { nodeId, total: lines.length, records: lines.slice(0, COMPARED_RECORDS).map((repr, seq) => ({ partition: 0, seq, repr, type: 'line' })) };
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
