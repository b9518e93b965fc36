import type { KeptBlock } from '../core/kept-block';
import type { FunctionDefinition, TaskDescription, TaskResult } from '../core/task';
import type { CheckError, PrintPlace } from './protocol';

/**
 * A language in which lambdas run. One instance lives in each executor. Calls are synchronous: an executor does one
 * thing at a time, as a slot does.
 */
export interface LanguageRuntime {
  /** Never throws for bad user code: the error is kept and told by each task that uses the function. */
  define(fn: FunctionDefinition): void;
  run(task: TaskDescription): TaskResult;
  forget(shuffles: readonly number[], functions: readonly number[], blocks: readonly number[]): void;
  check(fn: FunctionDefinition): CheckError | null;
  /** Gives up kept data, the least recently used first, until no more than `limit` bytes are left. */
  overflow(limit: number): readonly KeptBlock[];
  /** Forgets all kept data: the next task is one of another context, whose RDDs have the same ids. */
  clear(): void;
  /** Takes back what it gave up. */
  restore(blocks: readonly KeptBlock[]): void;
}

/** Where a runtime sends what user code prints. */
export type PrintSink = (stream: 'stdout' | 'stderr', text: string, place: PrintPlace) => void;
