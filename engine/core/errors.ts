import type { TaskError } from './task';

/** Stable codes of the engine's own errors; each names a sentence of Spark's or ours. */
export type EngineErrorCode =
  | 'task-failed'
  | 'executor-lost'
  | 'out-of-memory'
  | 'no-slots'
  | 'context-state'
  | 'no-output-operations'
  | 'invalid-argument'
  | 'sink-failed'
  | 'checkpoint-unreadable'
  | 'checkpoint-unwritable'
  | 'master-invalid'
  | 'file-not-granted'
  | 'job-cancelled';

/** An error with a stable code, a sentence that says what happened and what to do, and where known its place. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    readonly code: EngineErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly task?: TaskError } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.task = options.task ?? null;
  }

  /** The failure inside a task, with node, line and record, where that was the cause. */
  readonly task: TaskError | null;
}

/** The same error with the node at which it happened, unless it knows its place already. */
export function atNode(error: unknown, nodeId: string): unknown {
  if (!(error instanceof EngineError) || error.task) return error;
  return new EngineError(error.code, error.message, { cause: error, task: toTaskError(error, { nodeId }) });
}

/**
 * Any error in the form in which failures are told and recorded.
 * @param place where it happened, unless the error knows better
 */
export function toTaskError(error: unknown, place: TaskError['place'] = {}): TaskError {
  if (error instanceof EngineError && error.task) {
    const { task } = error;
    return task.place.nodeId === undefined && task.place.file === undefined ? { ...task, place: { ...place, ...task.place } } : task;
  }
  const known = error instanceof Error ? error : new Error(String(error));
  return {
    type: known instanceof EngineError ? known.code : known.name,
    message: known.message,
    traceback: known instanceof EngineError ? '' : (known.stack ?? ''),
    functionId: null,
    place,
    rdd: null,
    record: null,
  };
}
