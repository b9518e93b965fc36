import type { FunctionDefinition, FunctionId, TaskDescription, TaskResult } from './task';

/** An executor that took too much memory was in this function; null: not known. */
export interface OutOfMemory {
  readonly functionId: FunctionId | null;
}

/** What the scheduler needs of the executors; `#engine/hosts` implements it. */
export interface ExecutorProvider {
  readonly language: 'python' | 'javascript';
  /** Ids that are unique among all contexts that share the executors. */
  nextId(): number;
  lease(events: LeasedExecutorEvents): LeasedExecutor;
  /** `busy`: a task still runs there, whose result nobody will read; it is interrupted. */
  release(executor: LeasedExecutor, busy: boolean): Promise<void>;
}

export interface LeasedExecutorEvents {
  result(executorId: string, result: TaskResult): void;
  print(executorId: string, stream: 'stdout' | 'stderr', text: string, place: { readonly functionId: FunctionId | null; readonly line: number | null }): void;
  /** So many bytes of what the executor keeps went to disk. */
  spilled(executorId: string, bytes: number): void;
  /** @param outOfMemory it took too much memory, in this function as far as known */
  lost(executorId: string, reason: string, outOfMemory?: OutOfMemory): void;
}

export interface LeasedExecutor {
  readonly id: string;
  /** Ids of the functions that it has been sent. */
  readonly functions: Set<number>;
  /** Breaks off its task; what does not listen is ended with its executor, which is told as lost. */
  interrupt(): Promise<boolean>;
  run(functions: readonly FunctionDefinition[], tasks: readonly TaskDescription[]): void;
  forget(shuffles: readonly number[], functions: readonly number[], rdds: readonly number[]): void;
  /** What it keeps may take this share of its memory. */
  readonly handle: { limitStorage(share: number): void };
}
