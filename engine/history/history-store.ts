import type { BatchReport } from '#engine/streaming';
import type { BatchDetail, BatchSummary, NewRun, RunInfo } from './kept-batches';
import type { BatchQuery, BatchSearch, BundleQuestion, NodeBatch, NodeBatchesQuery, RecordsPage, RecordsQuery, RunsQuery, SearchPage } from './queries';
import type { RecordedInputs, RecordedOutput, ReplayRun } from './replay-queries';
import type { Retention } from './retention';
import type { Timeline, TimelineQuery } from './timeline';

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

/** The history. It lives in `history-store.worker.ts` (SQLite, WAL, one transaction a batch). */
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
