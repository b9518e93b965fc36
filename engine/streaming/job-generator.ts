import { type RDD, type TaskError, toTaskError } from '#engine/core';
import { BatchRun } from './batch-run';
import type { Job } from './job-scheduler';
import type { OutputContext, OutputOperation } from './output/output-operation';
import type { StreamingContext } from './streaming-context';

/** What became of one tick of the clock. */
export type Generated =
  | { readonly batch: BatchRun; readonly jobs: readonly Job[] }
  /** Making the jobs failed: the batch has none (JobScheduler.handleError). */
  | { readonly error: TaskError };

/**
 * Makes the jobs of one batch: allocates the blocks received so far, then asks each output operation for its job, in
 * the order of registration (org.apache.spark.streaming.scheduler.JobGenerator.generateJobs).
 * @param time the batch time, ms since the epoch
 */
export async function generateJobs(ssc: StreamingContext, time: number): Promise<Generated> {
  await ssc.blocks.allocate(time);
  const due: { operation: OutputOperation; rdd: RDD }[] = [];
  for (const operation of ssc.graph.outputs) {
    try {
      const rdd = await operation.parent.getOrCompute(time);
      if (rdd) due.push({ operation, rdd });
    } catch (error) {
      return { error: toTaskError(error, operation.nodeId === null ? {} : { nodeId: operation.nodeId }) };
    }
  }
  const blocks = ssc.blocks.blocksOf(time);
  const inputs = ssc.graph.receivers.map(({ streamId, nodeId }) => {
    const own = blocks.filter((block) => block.streamId === streamId);
    return {
      streamId,
      nodeId,
      numRecords: own.reduce((sum, { records }) => sum + records, 0),
      bytes: own.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
      blocks: own.map(({ blockId, records, bytes }) => ({ blockId, records, bytes: bytes.byteLength })),
    };
  });
  // Without jobs there is no report: what came in is left for the next.
  const recorded = due.length > 0 ? ssc.inputRecord.take(ssc, time, due.map(({ rdd }) => rdd)) : [];
  const batch = new BatchRun(time, ssc.clock.now(), inputs, recorded, due);
  return { batch, jobs: due.map(({ operation, rdd }, index) => ({ batch, operation: index, run: jobOf(ssc, batch, operation, rdd, index) })) };
}

function jobOf(ssc: StreamingContext, batch: BatchRun, operation: OutputOperation, rdd: RDD, index: number): Job['run'] {
  const { nodeId } = operation;
  const context: OutputContext = {
    batchTime: batch.time,
    nodeId,
    onTask: (report) => batch.taskEnded(index, report),
    print: (text) => {
      batch.printed(text);
      ssc.post({ type: 'console', batchTime: batch.time, nodeId, text });
    },
  };
  return async () => {
    try {
      await operation.run(rdd, context);
      return null;
    } catch (error) {
      return toTaskError(error, nodeId === null ? {} : { nodeId });
    }
  };
}
