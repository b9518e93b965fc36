export { outputPath, packagePath, projectRoot, workerFile } from './build-output';
export { executorMemory } from './executor-memory';
export type { ExecutorHandle, ExecutorHost, ExecutorHostEvents } from './executor-host';
export { ExecutorPool, PooledExecutor } from './executor-pool';
export { type Sandbox, SandboxHost } from './sandbox-host';
export { readSnapshot } from './snapshot';
export { WorkerHost } from './worker-host';
