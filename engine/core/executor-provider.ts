import type { FunctionDefinition, TaskDescription, TaskResult } from './task';

/** What the scheduler needs of the executors; `#engine/hosts` implements it. */
export interface ExecutorProvider {
  /** Ids that are unique among all contexts that share the executors. */
  nextId(): number;
  lease(events: LeasedExecutorEvents): LeasedExecutor;
  /** `busy`: a task still runs there, whose result nobody will read. */
  release(executor: LeasedExecutor, busy: boolean): Promise<void>;
}

export interface LeasedExecutorEvents {
  result(executorId: string, result: TaskResult): void;
  print(executorId: string, stream: 'stdout' | 'stderr', text: string): void;
  lost(executorId: string, reason: string): void;
}

export interface LeasedExecutor {
  readonly id: string;
  /** Ids of the functions that it has been sent. */
  readonly functions: Set<number>;
  readonly handle: {
    run(functions: readonly FunctionDefinition[], tasks: readonly TaskDescription[]): void;
    forget(shuffles: readonly number[], functions: readonly number[], blocks: readonly number[]): void;
  };
}
