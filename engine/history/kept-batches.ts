import type { StateRole, TaskError } from '#engine/core';
import type { Pipeline } from '#engine/model';
import type { IgnoredFile } from '#engine/streaming';

/**
 * What the history keeps of runs and their batches: plain data that crosses a worker and the renderer's IPC. Times: ms
 * since the epoch. Delays: ms.
 */

export interface RunInfo {
  readonly runId: number;
  readonly documentName: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly status: 'running' | 'stopped' | 'failed' | 'interrupted';
  readonly batchInterval: number;
  readonly master: string;
  readonly language: string;
  /** Batches that ran; the oldest may be dropped meanwhile. */
  readonly batches: number;
  readonly failed: number;
  readonly records: number;
  /** Name of the bundle that it came from; null: it ran here. */
  readonly origin: string | null;
}

export interface NewRun {
  readonly documentName: string;
  readonly startedAt: number;
  readonly batchInterval: number;
  readonly master: string;
  readonly language: string;
  /** The graph as it ran; null: it is not known. */
  readonly pipeline: Pipeline | null;
}

export interface BatchSummary {
  readonly runId: number;
  readonly batchTime: number;
  /** 1, 2, 3 … within the run. */
  readonly number: number;
  readonly status: 'queued' | 'processing' | 'completed' | 'failed';
  readonly numRecords: number;
  readonly schedulingDelay: number | null;
  readonly processingDelay: number | null;
  readonly totalDelay: number | null;
  readonly outputOpsSucceeded: number;
  readonly outputOpsTotal: number;
  readonly failure: { readonly nodeId: string | null; readonly error: TaskError } | null;
}

export interface RecordedRdd {
  readonly id: number;
  readonly kind: string;
  readonly scope: string;
  readonly nodeId: string | null;
  readonly isNodeOutput: boolean;
  readonly batchTime: number;
  readonly partitions: number;
  readonly dependencies: readonly { readonly rdd: number; readonly kind: 'narrow' | 'shuffle'; readonly role?: StateRole }[];
  /** Batch that computed it, under which its records are recorded: an earlier one where it was kept since; null: none. */
  readonly computedIn: number | null;
  /** Records that passed; null where no task computed it. */
  readonly records: number | null;
  /** Samples kept (≤ 100 an RDD). */
  readonly sampled: number;
  readonly stageId: number | null;
  /** ms in its own operator, over all tasks; null where no task computed it. */
  readonly duration: number | null;
}

export interface BatchDetail {
  readonly summary: BatchSummary;
  readonly rdds: readonly RecordedRdd[];
  readonly outputOperations: readonly {
    readonly id: number;
    readonly name: string;
    readonly nodeId: string | null;
    readonly startTime: number | null;
    readonly duration: number | null;
    readonly failure: TaskError | null;
  }[];
  readonly tasks: readonly {
    readonly taskId: number;
    readonly jobId: number;
    readonly stageId: number;
    readonly rdd: number;
    readonly partition: number;
    readonly executorId: string;
    readonly launchTime: number;
    readonly finishTime: number;
    readonly failed: boolean;
  }[];
  /** Files that were there and not taken, as far as they were noticed in this batch. */
  readonly ignoredFiles: readonly IgnoredFile[];
  /** What the batch printed. */
  readonly console: string;
  /** The graph that ran; null: it is not known. */
  readonly pipeline: Pipeline | null;
  /** Why its records and input are missing: the recorder was behind, or the disk full; null: they are there. */
  readonly incomplete: 'behind' | 'full' | null;
}

export interface RecordedRecord {
  readonly partition: number;
  readonly seq: number;
  readonly type: string;
  readonly repr: string;
  /** True where `repr` was cut. */
  readonly cut: boolean;
}
