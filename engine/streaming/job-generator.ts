import { type RDD, type TaskError, toTaskError } from '#engine/core';
import { BatchRun } from './batch-run';
import { GenerationJobs } from './job-observer';
import type { Job } from './job-scheduler';
import type { StreamInputInfo } from './listener';
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
  const jobs = (ssc.generationJobs = new GenerationJobs());
  const due: { operation: OutputOperation; rdd: RDD }[] = [];
  for (const operation of ssc.graph.outputs) {
    try {
      const rdd = await operation.parent.getOrCompute(time);
      if (rdd) due.push({ operation, rdd });
    } catch (error) {
      return { error: toTaskError(error, operation.nodeId === null ? {} : { nodeId: operation.nodeId }) };
    }
  }
  const inputs = inputsOf(ssc, time);
  // Without jobs there is no report: what came in is left for the next.
  const recorded = due.length > 0 ? await ssc.inputRecord.take(ssc, time, due.map(({ rdd }) => rdd)) : { blocks: [], uncounted: [] };
  const batch = new BatchRun(time, ssc.clock.now(), inputs, recorded, due);
  batch.generatedBy(jobs);
  return { batch, jobs: due.map(({ operation, rdd }, index) => ({ batch, operation: index, run: jobOf(ssc, batch, operation, rdd, index) })) };
}

/** What came in for a batch, by input stream. Queues tell nothing, and nobody counted the records of files (InputInfoTracker). */
function inputsOf(ssc: StreamingContext, time: number): StreamInputInfo[] {
  const blocks = ssc.blocks.blocksOf(time);
  const received = ssc.graph.receivers.map(({ streamId, nodeId }) => {
    const own = blocks.filter((block) => block.streamId === streamId);
    return {
      streamId,
      nodeId,
      numRecords: own.reduce((sum, { records }) => sum + records, 0),
      bytes: own.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
      blocks: own.map(({ blockId, records, bytes }) => ({ blockId, records, bytes: bytes.byteLength })),
    };
  });
  const files = ssc.graph.fileInputs.flatMap((input) => {
    const paths = input.filesOf(time);
    return paths === null ? [] : [{ streamId: input.streamId, nodeId: input.nodeId, numRecords: 0, bytes: 0, blocks: [], files: paths }];
  });
  return [...received, ...files].sort((a, b) => a.streamId - b.streamId);
}

function jobOf(ssc: StreamingContext, batch: BatchRun, operation: OutputOperation, rdd: RDD, index: number): Job['run'] {
  const { nodeId } = operation;
  const context: OutputContext = {
    batchTime: batch.time,
    nodeId,
    onTask: (report) => batch.taskEnded(index, report),
    onJob: (rdd) => batch.jobStarted(rdd),
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
