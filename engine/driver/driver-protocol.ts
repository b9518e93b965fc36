/** Messages between a script's interpreter (a worker thread) and the engine. */
export interface DriverStart {
  readonly pyodide: string;
  readonly snapshot: Uint8Array;
  /** Raised after each message to the worker, which waits on it while the script is blocked. */
  readonly signal: SharedArrayBuffer;
  readonly script: string;
  readonly args: readonly string[];
  readonly searchPath: readonly string[];
  readonly directory: string;
}
export type FromDriver =
  | { readonly type: 'call'; readonly id: number; readonly request: string; readonly buffers: readonly Uint8Array[] }
  | { readonly type: 'called'; readonly id: number; /** JSON: {value} or {error}. */ readonly outcome: string }
  | { readonly type: 'print'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'ended'; readonly status: number };
export type ToDriver =
  | { readonly type: 'answer'; readonly id: number; readonly answer: string; readonly buffers: readonly Uint8Array[] }
  | { readonly type: 'callback'; readonly id: number; readonly callback: number; readonly args: string };
