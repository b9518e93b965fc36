import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ExecutorAssets, ExecutorLanguage, FromExecutor } from '../executor/protocol';
import { packagePath, workerFile } from './build-output';
import { executorMemory } from './executor-memory';
import type { ExecutorHandle, ExecutorHost, ExecutorHostEvents } from './executor-host';
import { RemoteExecutor } from './remote-executor';
import { readSnapshot } from './snapshot';

const MB = 1024 * 1024;

/** Executors as worker threads of this process: for `dstream-submit` and tests. User code is not caged here. */
export class WorkerHost implements ExecutorHost {
  readonly #executors = new Set<RemoteExecutor>();
  #pythonAssets: Promise<ExecutorAssets> | null = null;

  /**
   * @param packages a folder of further Python packages
   * @param memory bytes that one executor may take
   */
  constructor(
    private readonly packages: string | null = null,
    private readonly memory = executorMemory(),
  ) {}

  start(executorId: string, language: ExecutorLanguage, events: ExecutorHostEvents): ExecutorHandle {
    const executor = new RemoteExecutor(executorId, events, () => this.#executors.delete(executor));
    this.#executors.add(executor);
    const worker = new Worker(workerFile('executor-node'), { name: executorId, resourceLimits: { maxOldGenerationSizeMb: this.memory / MB } });
    worker.on('message', (message: FromExecutor) => executor.receive(message));
    const running = new Int32Array(new SharedArrayBuffer(4));
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { functionId: running[0] || null } : undefined;
      executor.end(`Executor ${executorId} failed: ${error.message}`, outOfMemory);
    });
    worker.on('exit', (code) => executor.end(`Executor ${executorId} ended with code ${code}.`));
    const link = {
      post: worker.postMessage.bind(worker),
      terminate: async () => {
        await worker.terminate();
      },
    };
    const assets = language === 'python' ? (this.#pythonAssets ??= readPythonAssets(this.packages, this.memory)) : Promise.resolve(null);
    assets.then(
      (value) => executor.connect(link, language, value && { ...value, interrupt: new Uint8Array(new SharedArrayBuffer(1)) }, running),
      (error: unknown) => {
        executor.end(`Python's files cannot be read: ${String(error)}. Run npm run build.`);
        void worker.terminate();
      },
    );
    return executor;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#executors].map((executor) => executor.terminate()));
  }
}

async function readPythonAssets(packages: string | null, memoryLimit: number): Promise<ExecutorAssets> {
  return { pyodide: join(packagePath('pyodide'), '/'), snapshot: await readSnapshot(), packages, memoryLimit };
}
