import { Observations, type Sample } from '#engine/history';
import type { BatchReport } from '#engine/streaming';
import { type Again, runAgain } from './run-again';

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

export interface Replay extends Pick<Again, 'pipeline' | 'input' | 'from' | 'to' | 'environment' | 'signal'> {
  /** Batches before this one run for the state that they leave, ms. */
  readonly show: number;
}

/**
 * Runs recorded batches again; each output computes all of its records and gives them to nobody.
 * @throws EngineError where the pipeline can't be built; the signal's reason if it is aborted
 */
export async function replay({ show, ...again }: Replay): Promise<ReplayedBatch[]> {
  const replayed: ReplayedBatch[] = [];
  await runAgain({
    ...again,
    observe: { samples: COMPARED_RECORDS, valueLength: 2048 },
    output: async (rdd, { onTask }) => void (await rdd.context.runJob(rdd, rdd.partitions, { kind: 'drain' }, onTask)),
    onBatch: (report) => {
      if (report.info.batchTime >= show) replayed.push(replayedBatch(report));
    },
  });
  return replayed.sort((a, b) => a.batchTime - b.batchTime);
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
