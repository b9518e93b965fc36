import type { BatchReport } from '#engine/streaming';
import type { BatchQuery, HistoryOpened, NewRun, RecordsQuery } from './history-store';

export type StoreQuestion =
  | { readonly type: 'beginRun'; readonly run: NewRun }
  | { readonly type: 'endRun'; readonly runId: number; readonly endedAt: number; readonly status: string }
  | { readonly type: 'recordBatch'; readonly runId: number; readonly report: BatchReport }
  | { readonly type: 'runs'; readonly limit: number }
  | { readonly type: 'batches'; readonly query: BatchQuery }
  | { readonly type: 'batch'; readonly runId: number; readonly batchTime: number }
  | { readonly type: 'records'; readonly query: RecordsQuery }
  | { readonly type: 'flush' }
  | { readonly type: 'close' };
export type StoreRequest = StoreQuestion & { readonly id: number };
export type StoreAnswer =
  | { readonly type: 'opened'; readonly opened: HistoryOpened }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly message: string };
