export { outputPath, packagePath, projectRoot, workerFile } from './build-output';
export type { ExecutorHandle, ExecutorHost, ExecutorHostEvents } from './executor-host';
export { ExecutorPool, PooledExecutor } from './executor-pool';
export { WorkerHost } from './worker-host';
