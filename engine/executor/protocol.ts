/** Messages between a host and one executor (one slot). Nothing else crosses: no shared globals. */
import type { KeptBlock } from '../core/kept-block';
import type { FunctionDefinition, TaskDescription, TaskResult } from '../core/task';

export type ExecutorLanguage = 'python' | 'javascript';

/** What an executor needs to come up, given by its host. URLs in a browser, paths in Node. */
export interface ExecutorAssets {
  /** Directory of the pyodide package, ending in a slash. */
  readonly pyodide: string;
  /** Memory snapshot with our modules imported (`out/python/snapshot.bin`): its bytes, or its URL. */
  readonly snapshot: Uint8Array | string;
  /** A folder of packages that the interpreter can import; only where it sees the computer's files. */
  readonly packages?: string | null;
  /** Bytes that the interpreter may take at most. */
  readonly memoryLimit: number;
  /** A byte that both sides share: 2 interrupts the interpreter. Absent where a host shares no memory with its executors. */
  readonly interrupt?: Uint8Array;
}

/** The function of the user that was running, and the line in it (1-based), as far as known. */
export interface PrintPlace {
  readonly functionId: number | null;
  readonly line: number | null;
}

export type ToExecutor =
  | { readonly type: 'start'; readonly executorId: string; readonly language: ExecutorLanguage; readonly assets: ExecutorAssets | null; /** Shared: the executor writes there which function it calls. Absent where no memory is shared. */ readonly running?: Int32Array }
  /** Tasks run one after the other in this order; functions come before the first task that needs them. */
  | { readonly type: 'run'; readonly functions: readonly FunctionDefinition[]; readonly tasks: readonly TaskDescription[]; /** What was spilled and is needed now. */ readonly restored: readonly KeptBlock[] }
  /** Kept data may take so many bytes from now on; what is beyond goes to the host. */
  | { readonly type: 'limitStorage'; readonly bytes: number }
  /** Its context is gone, with all that it kept. */
  | { readonly type: 'clear' }
  /** Forget kept shuffle buckets and functions that nobody will ask for again. */
  | { readonly type: 'forget'; readonly shuffles: readonly number[]; readonly functions: readonly number[]; /** RDDs whose stored partitions go. */ readonly blocks: readonly number[] }
  /** Compile without running: answers `checked`. For errors before the run and as the user types. */
  | { readonly type: 'check'; readonly requestId: number; readonly fn: FunctionDefinition };

export type FromExecutor =
  | { readonly type: 'ready'; readonly startupMs: number }
  | { readonly type: 'startFailed'; readonly message: string }
  | { readonly type: 'result'; readonly result: TaskResult }
  /** What user code printed: whole lines as a rule. */
  | { readonly type: 'print'; readonly stream: 'stdout' | 'stderr'; readonly text: string; readonly place: PrintPlace }
  /** Kept data that is too much; comes before the result of the task after which it was. */
  | { readonly type: 'spilled'; readonly blocks: readonly KeptBlock[] }
  | { readonly type: 'checked'; readonly requestId: number; readonly error: CheckError | null };

export interface CheckError {
  readonly message: string;
  /** 1-based, within the function's text. */
  readonly line: number;
  readonly column: number;
}
