/**
 * What history keeps and answers. The store lives in `history-store.worker.ts` (SQLite, WAL, one transaction a batch);
 * everything here is plain data that crosses a worker and the renderer's IPC. Times: ms since the epoch. Delays: ms.
 */
import type { Pipeline } from '#engine/model';
import type { StateRole, TaskError } from '#engine/core';
import type { BatchReport, IgnoredFile } from '#engine/streaming';

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

export interface RecordsPage {
  readonly records: readonly RecordedRecord[];
  /** All that passed, sampled or not; null if not computed. */
  readonly total: number | null;
}

export interface RunsQuery {
  /** Keyset: runs older than this one; null: from the newest. */
  readonly before: number | null;
  /** At most 500. */
  readonly limit: number;
}

export interface BatchSearch {
  /** Words that a batch must have, all of them; empty: any batch. */
  readonly text: string;
  readonly within: 'any' | 'key' | 'value' | 'error';
  readonly status: 'completed' | 'failed' | null;
  readonly runId: number | null;
  /** Batch times from and to, both included; null: open. */
  readonly from: number | null;
  readonly to: number | null;
  /** `next` of the page before; null: the first. */
  readonly before: number | null;
  /** At most 100. */
  readonly limit: number;
}

export interface FoundBatch extends BatchSummary {
  /** A record or an error in which the first word is; null: none of those kept. */
  readonly found: { readonly nodeId: string | null; readonly text: string } | null;
}

export interface SearchPage {
  /** Newest first, as they were recorded. */
  readonly batches: readonly FoundBatch[];
  /** Where the next page begins; null: this is the last. */
  readonly next: number | null;
}

/** What is kept: the oldest batches go first. */
export interface Retention {
  readonly maxBytes: number;
  /** ms */
  readonly maxAge: number;
}

export interface HistoryStatus {
  readonly file: string;
  readonly bytes: number;
  readonly retention: Retention;
  readonly batches: number;
  /** When the oldest batch was recorded; null: there is none. */
  readonly oldest: number | null;
  /** A sentence, where batches are not being kept; null: all is well. */
  readonly trouble: string | null;
}

export interface BatchQuery {
  /** null: batches of all runs. */
  readonly runId: number | null;
  /** Keyset: batches strictly older than this one; null: from the newest. */
  readonly before: { readonly runId: number; readonly batchTime: number } | null;
  /** Oldest first instead, those after this batch time; of one run. Left out: newest first. */
  readonly after?: number;
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

export interface NodeBatchesQuery {
  readonly runId: number;
  readonly nodeId: string;
  /** First and last batch, ms since the epoch; the newest 500 of them are told. */
  readonly from: number;
  readonly to: number;
  /** Records of a batch; at most 100. */
  readonly limit: number;
}

/** What left a node in one batch. */
export interface NodeBatch {
  readonly batchTime: number;
  /** null: no task computed it */
  readonly total: number | null;
  readonly partitions: number;
  /** The first ones, by partition; `key` as it is written in the record, null where that is no pair. */
  readonly records: readonly (RecordedRecord & { readonly key: string | null })[];
}

/** What a replay has to know of a run. */
export interface ReplayRun {
  readonly pipeline: Pipeline | null;
  /** Name of the bundle that it came from; null: it ran here. */
  readonly origin: string | null;
  /** The oldest batch that is still kept. */
  readonly firstBatch: { readonly number: number; readonly batchTime: number };
}

export interface RecordedInput {
  readonly batchTime: number;
  readonly nodeId: string;
  readonly bytes: Uint8Array;
}

export interface RecordedInputs {
  /** Why not all of it is there; null: it is. */
  readonly missing: string | null;
  readonly blocks: readonly RecordedInput[];
}

export interface RecordedOutput {
  readonly nodeId: string;
  readonly total: number | null;
  readonly records: readonly { readonly partition: number; readonly seq: number; readonly repr: string; readonly type: string }[];
}

export interface TimelineQuery {
  readonly runId: number;
  /** Batch times, both included; null: from the first, to the last. */
  readonly from: number | null;
  readonly to: number | null;
}

/** A batch, or the batches of a stretch: records are summed up, of delays it is the longest. */
export interface TimelinePoint {
  readonly batchTime: number;
  readonly batches: number;
  readonly records: number;
  readonly schedulingDelay: number | null;
  readonly processingDelay: number | null;
  readonly totalDelay: number | null;
  readonly failed: number;
}

/** How many batches have how much of a measure, in ten steps from 0 to `max`. */
export interface Histogram {
  readonly measure: 'records' | 'schedulingDelay' | 'processingDelay' | 'totalDelay';
  readonly max: number;
  readonly average: number | null;
  readonly bins: readonly number[];
}

export interface Timeline {
  readonly runId: number;
  /** ms between batches */
  readonly interval: number;
  /** The run's first and last batch, and the first and last shown. */
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
  /** ms that a point stands for */
  readonly width: number;
  readonly batches: number;
  readonly points: readonly TimelinePoint[];
  readonly histograms: readonly Histogram[];
}

/** A run, or some of its batches, for a bundle. */
export interface BundleQuestion {
  readonly runId: number;
  /** First and last batch, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly path: string;
  readonly appVersion: string;
}

export interface HistoryStore {
  beginRun(run: NewRun): Promise<number>;
  /** Queued, never waits; if the store falls behind, samples are dropped, counts never, and `dropped` says so. */
  recordBatch(runId: number, report: BatchReport): void;
  endRun(runId: number, endedAt: number, status: 'stopped' | 'failed'): Promise<void>;
  runs(query: RunsQuery): Promise<readonly RunInfo[]>;
  batches(query: BatchQuery): Promise<readonly BatchSummary[]>;
  /** Oldest first. */
  nodeBatches(query: NodeBatchesQuery): Promise<readonly NodeBatch[]>;
  replayRun(runId: number): Promise<ReplayRun | null>;
  replayInput(runId: number, from: number, to: number): Promise<RecordedInputs>;
  replayOutputs(runId: number, batchTime: number): Promise<readonly RecordedOutput[]>;
  /** Rejects with a sentence; then there is no file. */
  saveBundle(bundle: BundleQuestion): Promise<void>;
  /** Takes its run into the history; nothing is run. Rejects with a sentence. @returns the run's id */
  openBundle(path: string): Promise<number>;
  /** null: the run has no batches. */
  timeline(query: TimelineQuery): Promise<Timeline | null>;
  search(search: BatchSearch): Promise<SearchPage>;
  status(): Promise<HistoryStatus>;
  /** Drops what is too much now, and from now on as it comes. */
  setRetention(retention: Retention): Promise<void>;
  /** Called with a sentence when batches can't be kept, and with null when they are again. */
  onTrouble(told: (trouble: string | null) => void): void;
  batch(runId: number, batchTime: number): Promise<BatchDetail | null>;
  records(query: RecordsQuery): Promise<RecordsPage>;
  /** Resolves when all that was recorded so far is on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Told when an existing file could not be used: it was set aside under `copy`, and a new one begun. */
export interface HistoryOpened {
  readonly setAside: { readonly reason: string; readonly copy: string } | null;
  /** It can be read but not written: nothing is recorded. */
  readonly readOnly: boolean;
}
