import type { BatchSummary, RecordedRecord } from './kept-batches';

/** What can be asked of the history, and what is answered. */

export interface RunsQuery {
  /** Keyset: runs older than this one; null: from the newest. */
  readonly before: number | null;
  /** At most 500. */
  readonly limit: number;
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

export interface RecordsQuery {
  readonly runId: number;
  readonly batchTime: number;
  /** By RDD, or by node: then of the RDD that leaves the node. */
  readonly of: { readonly rdd: number } | { readonly nodeId: string };
  /** At most 100. */
  readonly limit: number;
}

export interface RecordsPage {
  readonly records: readonly RecordedRecord[];
  /** All that passed, sampled or not; null if not computed. */
  readonly total: number | null;
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

/** A run, or some of its batches, for a bundle. */
export interface BundleQuestion {
  readonly runId: number;
  /** First and last batch, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly path: string;
  readonly appVersion: string;
}
