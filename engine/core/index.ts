export { EngineError, toTaskError, type EngineErrorCode } from './errors';
export type { ExecutorProvider, LeasedExecutor, LeasedExecutorEvents } from './executor-provider';
export type { TaskReport } from './dag-scheduler';
export { localSlots } from './master';
export { type BytesFormat, type JoinKind, RDD, type Dependency, type RddScope, type ShuffleDependency } from './rdd';
export { lineageOf, SparkContext, type SparkContextOptions } from './spark-context';
export { take } from './take';
export type * from './task';
