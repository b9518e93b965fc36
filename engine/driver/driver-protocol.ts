/** Messages between a script's interpreter (a worker, which blocks) and the engine. */
export interface DriverStart {
  readonly script: string;
  /** What is run, where the file holds something else (edited, not saved) or is no script itself; null: the file. */
  readonly text: string | null;
  readonly args: readonly string[];
  readonly searchPath: readonly string[];
  readonly wheels: readonly string[];
  /** Where wheels are unpacked; null without any. */
  readonly wheelFolder: string | null;
  /** It runs in the app's window: executors do not see the wheels' folder, and advice speaks of the window. */
  readonly inWindow: boolean;
  /** Folders whose files the host is asked for; null: as the place where it runs has it. */
  readonly askedFolders: readonly string[] | null;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** How a script ended. */
export interface ScriptEnd {
  readonly status: number;
  /** The exception that ended it: what it said, and at which line of the script, if at any; null: none did. */
  readonly exception: { readonly line: number | null; readonly message: string } | null;
}

export type FromDriver =
  | { readonly type: 'call'; readonly id: number; readonly request: string; readonly buffers: readonly Uint8Array[] }
  | { readonly type: 'called'; readonly id: number; /** JSON: {value} or {error}. */ readonly outcome: string }
  | { readonly type: 'print'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | ({ readonly type: 'ended' } & ScriptEnd)
  | { readonly type: 'failed'; readonly message: string };
export type ToDriver =
  | { readonly type: 'answer'; readonly id: number; readonly answer: string; readonly buffers: readonly Uint8Array[] }
  | { readonly type: 'callback'; readonly id: number; readonly callback: number; readonly args: string };
