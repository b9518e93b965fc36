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
  forget(shuffles: readonly number[], functions: readonly number[], blocks: readonly number[] | 'all'): void;
  check(fn: FunctionDefinition): CheckError | null;
}

/** Where a runtime sends what user code prints. */
export type PrintSink = (stream: 'stdout' | 'stderr', text: string, place: PrintPlace) => void;
