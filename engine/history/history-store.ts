/**
 * What history keeps and answers. The store lives in `history-store.worker.ts` (SQLite, WAL, one transaction a batch);
 * everything here is plain data that crosses a worker and the renderer's IPC. Times: ms since the epoch. Delays: ms.
 */
import type { Pipeline } from '#engine/model';
import type { TaskError } from '#engine/core';
import type { BatchReport } from '#engine/streaming';

export interface RunInfo {
  readonly runId: number;
  readonly documentName: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly status: 'running' | 'stopped' | 'failed' | 'interrupted';
  readonly batchInterval: number;
  readonly master: string;
  readonly batches: number;
}

export interface NewRun {
  readonly documentName: string;
  readonly startedAt: number;
  readonly batchInterval: number;
  readonly master: string;
  readonly language: string;
  /** The graph as it ran; null for a script. */
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
  readonly dependencies: readonly { readonly rdd: number; readonly kind: 'narrow' | 'shuffle' }[];
  /** Records that passed; null where no task computed it. */
  readonly records: number | null;
  /** Samples kept (≤ 100 an RDD). */
  readonly sampled: number;
  readonly stageId: number | null;
  /** ms of the tasks that computed it last in their stage; null otherwise. */
  readonly duration: number | null;
}

export interface BatchDetail {
  readonly summary: BatchSummary;
  readonly rdds: readonly RecordedRdd[];
  readonly outputOperations: readonly {
    readonly id: number;
    readonly name: string;
    readonly nodeId: string | null;
    readonly duration: number | null;
    readonly failure: TaskError | null;
  }[];
  readonly tasks: readonly {
    readonly taskId: number;
    readonly stageId: number;
    readonly rdd: number;
    readonly partition: number;
    readonly executorId: string;
    readonly launchTime: number;
    readonly finishTime: number;
    readonly failed: boolean;
  }[];
  /** What the batch printed. */
  readonly console: string;
  /** The graph that ran; null for a script. */
  readonly pipeline: Pipeline | null;
}

export interface RecordedRecord {
  readonly partition: number;
  readonly seq: number;
  readonly type: string;
  readonly repr: string;
  /** True where `repr` was cut. */
  readonly cut: boolean;
}

export interface RecordsPage {
  readonly records: readonly RecordedRecord[];
  /** All that passed, sampled or not; null if not computed. */
  readonly total: number | null;
}

export interface BatchQuery {
  /** null: batches of all runs. */
  readonly runId: number | null;
  /** Keyset: batches strictly older than this one; null: from the newest. */
  readonly before: { readonly runId: number; readonly batchTime: number } | null;
  /** At most 500. */
  readonly limit: number;
}

export interface RecordsQuery {
  readonly runId: number;
  readonly batchTime: number;
  /** By RDD, or by node: then of the RDD that leaves the node. */
  readonly of: { readonly rdd: number } | { readonly nodeId: string };
  /** At most 100. */
  readonly limit: number;
}

export interface HistoryStore {
  beginRun(run: NewRun): Promise<number>;
  /** Queued, never waits; if the store falls behind, samples are dropped, counts never, and `dropped` says so. */
  recordBatch(runId: number, report: BatchReport): void;
  endRun(runId: number, endedAt: number, status: 'stopped' | 'failed'): Promise<void>;
  runs(limit: number): Promise<readonly RunInfo[]>;
  batches(query: BatchQuery): Promise<readonly BatchSummary[]>;
  batch(runId: number, batchTime: number): Promise<BatchDetail | null>;
  records(query: RecordsQuery): Promise<RecordsPage>;
  /** Resolves when all that was recorded so far is on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Told when an existing file could not be used: it was set aside under `copy`, and a new one begun. */
export interface HistoryOpened {
  readonly setAside: { readonly reason: string; readonly copy: string } | null;
}
