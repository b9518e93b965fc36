/**
 * Executors stand behind this interface: messages and transferred buffers only. `WorkerHost` (worker threads) serves
 * tests and `dstream-submit`; `SandboxHost` (a hidden, sandboxed Chromium window) serves the app.
 */
import type { CheckError, ExecutorLanguage, PrintPlace } from '../executor/protocol';
import type { OutOfMemory } from '../core/executor-provider';
import type { KeptBlock } from '../core/kept-block';
import type { FunctionDefinition, TaskDescription, TaskResult } from '../core/task';

export interface ExecutorHostEvents {
  result(executorId: string, result: TaskResult): void;
  print(executorId: string, stream: 'stdout' | 'stderr', text: string, place: PrintPlace): void;
  /** Kept data that went beyond the limit; it has to be given back with the task that needs it. */
  spilled(executorId: string, blocks: readonly KeptBlock[]): void;
  /** The executor died or was ended; its kept buckets and unfinished tasks are gone. `reason` is a sentence. */
  lost(executorId: string, reason: string, outOfMemory?: OutOfMemory): void;
}

export interface ExecutorHandle {
  readonly id: string;
  /** Resolves when the language is ready to run tasks; rejects if it could not start. */
  readonly ready: Promise<{ readonly startupMs: number }>;
  run(functions: readonly FunctionDefinition[], tasks: readonly TaskDescription[], restored: readonly KeptBlock[]): void;
  /** Forgets all kept data. */
  clear(): void;
  /** Kept data may take this share of the executor's memory. */
  limitStorage(share: number): void;
  forget(shuffles: readonly number[], functions: readonly number[], blocks: readonly number[]): void;
  check(fn: FunctionDefinition): Promise<CheckError | null>;
  /** Asks the running task to break off. @returns false where this executor cannot be asked */
  interrupt(): boolean;
  /** Ends it at once, whatever it is doing. No `lost` event follows. */
  terminate(): Promise<void>;
}

export interface ExecutorHost {
  /** Starts one executor (one task slot). */
  start(executorId: string, language: ExecutorLanguage, events: ExecutorHostEvents): ExecutorHandle;
  /** Ends all executors and frees what the host holds. */
  close(): Promise<void>;
}
