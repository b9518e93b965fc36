import type { SQLiteSinkTarget } from './sqlite-sink';

/** Questions to the sink's worker thread, and its answers. */
export type SinkRequest =
  | { readonly type: 'open'; readonly id: number; readonly target: SQLiteSinkTarget }
  | { readonly type: 'write'; readonly id: number; readonly target: SQLiteSinkTarget; readonly batchTime: number; readonly partitions: readonly Uint8Array[] }
  | { readonly type: 'close'; readonly id: number };
export type SinkAnswer = { readonly id: number; readonly rows: number } | { readonly id: number; readonly error: string };
