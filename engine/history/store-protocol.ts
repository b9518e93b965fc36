import type { HistoryOpened } from './history-store';
import type { NewRun } from './kept-batches';
import type { BatchQuery, BatchSearch, BundleQuestion, NodeBatchesQuery, RecordsQuery, RunsQuery } from './queries';
import type { Retention } from './retention';
import type { TimelineQuery } from './timeline';
import type { Incomplete, Recordable } from './recordable';

export type StoreQuestion =
  | { readonly type: 'beginRun'; readonly run: NewRun }
  | { readonly type: 'endRun'; readonly runId: number; readonly endedAt: number; readonly status: string }
  | { readonly type: 'recordBatch'; readonly runId: number; readonly report: Recordable; readonly incomplete: Incomplete | null }
  | { readonly type: 'runs'; readonly query: RunsQuery }
  | { readonly type: 'batches'; readonly query: BatchQuery }
  | { readonly type: 'batch'; readonly runId: number; readonly batchTime: number }
  | { readonly type: 'records'; readonly query: RecordsQuery }
  | { readonly type: 'nodeBatches'; readonly query: NodeBatchesQuery }
  | { readonly type: 'replayRun'; readonly runId: number }
  | { readonly type: 'replayInput'; readonly runId: number; readonly from: number; readonly to: number }
  | { readonly type: 'replayOutputs'; readonly runId: number; readonly batchTime: number }
  | { readonly type: 'saveBundle'; readonly bundle: BundleQuestion }
  | { readonly type: 'openBundle'; readonly path: string }
  | { readonly type: 'timeline'; readonly query: TimelineQuery }
  | { readonly type: 'search'; readonly search: BatchSearch }
  | { readonly type: 'status' }
  | { readonly type: 'setRetention'; readonly retention: Retention }
  | { readonly type: 'flush' }
  | { readonly type: 'close' };
export type StoreRequest = StoreQuestion & { readonly id: number };
export type StoreAnswer =
  | { readonly type: 'opened'; readonly opened: HistoryOpened }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'trouble'; readonly trouble: string | null }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly message: string };
