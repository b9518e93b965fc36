import type { JobObserver } from '#engine/streaming';
import { type Aggregator, EngineError, type FunctionId, type TaskError } from '#engine/core';

/** What came from the script, as plain data. */
export type Arguments = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly value?: unknown;
  readonly buffers?: readonly Uint8Array[];
}

/** Carries out a call of the script. */
export type Call = (method: string, args: Arguments, buffers: readonly Uint8Array[]) => Promise<Answer>;

/** For what a function of the script runs: its RDDs belong there, its jobs are told there. */
export interface CallbackScope {
  readonly nodeId: string | null;
  /** ms since the epoch */
  readonly batchTime: number;
  readonly jobs: JobObserver;
}

/** Runs a function of the script with plain arguments; resolves with what it returned, rejects with its error. */
export type RunCallback = (callback: number, args: readonly unknown[], scope?: CallbackScope) => Promise<unknown>;

export function aggregatorOf({ create, value, combiners }: Arguments): Aggregator {
  return { createCombiner: create as FunctionId, mergeValue: value as FunctionId, mergeCombiners: combiners as FunctionId };
}

/** What the script tells of an error of its own. */
export type ToldError = Pick<TaskError, 'type' | 'message' | 'traceback'> & {
  /** A job of the function found no slot, and that ended it. */
  readonly isRefused?: boolean;
};

export function driverError({ isRefused, ...told }: ToldError): EngineError {
  const task: TaskError = { ...told, functionId: null, place: {}, rdd: null, record: null };
  return new EngineError(isRefused ? 'no-slots' : 'task-failed', `${told.type}: ${told.message}`, { task });
}
