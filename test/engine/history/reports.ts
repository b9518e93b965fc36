import type { BatchReport, TaskInfo } from '#engine/streaming';

export const RUN = { documentName: 'test', startedAt: 1, batchInterval: 1000, master: 'local[2]', language: 'python', pipeline: null };

export function task(change: Partial<TaskInfo>): TaskInfo {
  return { taskId: 0, stageId: 0, jobId: 0, outputOperation: 0, rdd: 1, partition: 0, executorId: 'e', launchTime: 1, finishTime: 2, duration: 1, error: null, observed: [], samples: '[]', ...change };
}

/** A batch of two lines. */
export function report(batchTime: number, tasks: readonly TaskInfo[] = []): BatchReport {
  return {
    info: { batchTime, inputs: [], submissionTime: batchTime, processingStartTime: batchTime, processingEndTime: batchTime + 5, numRecords: 2, schedulingDelay: 0, processingDelay: 5, totalDelay: 5, outputOperations: [{ id: 0, name: 'pprint', nodeId: 'print', description: '', startTime: 1, endTime: 6, failure: null }] },
    rdds: [
      { id: 1, kind: 'BlockRDD', scope: 'socketTextStream', nodeId: 'lines', isNodeOutput: true, batchTime, partitions: 2, dependencies: [] },
      { id: 2, kind: 'MapPartitionsRDD', scope: 'map', nodeId: 'pairs', isNodeOutput: true, batchTime, partitions: 2, dependencies: [{ rdd: 1, kind: 'narrow' }] },
    ],
    tasks,
    console: `batch ${batchTime}\n`,
    inputBlocks: [{ batchTime, streamId: 0, nodeId: 'lines', blockId: 'input-0-1', records: 2, bytes: new TextEncoder().encode('a\nb\n') }],
  };
}

/** A batch in which these records left the node "lines". */
export function reportOf(batchTime: number, reprs: readonly string[], change: Partial<BatchReport> = {}): BatchReport {
  const samples = JSON.stringify([[1, reprs.map((repr) => [repr, 'str'])]]);
  return { ...report(batchTime, [task({ observed: [{ rdd: 1, partition: 0, records: reprs.length, time: 1 }], samples })]), ...change };
}

/** The same batch, failed. */
export function failed(batch: BatchReport, type: string, message: string): BatchReport {
  const failure = { type, message, traceback: '', functionId: null, place: { nodeId: 'pairs' }, rdd: 2, record: null };
  return { ...batch, info: { ...batch.info, outputOperations: batch.info.outputOperations.map((operation) => ({ ...operation, failure })) } };
}
