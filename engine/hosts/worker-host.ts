import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FunctionDefinition } from '../core/task';
import type { CheckError, ExecutorAssets, ExecutorLanguage, FromExecutor, ToExecutor } from '../executor/protocol';
import { outputPath, packagePath, workerFile } from './build-output';
import type { ExecutorHandle, ExecutorHost, ExecutorHostEvents } from './executor-host';

/** Executors as worker threads of this process: for `dstream-submit` and tests. User code is not caged here. */
export class WorkerHost implements ExecutorHost {
  readonly #executors = new Set<WorkerExecutor>();
  #pythonAssets: Promise<ExecutorAssets> | null = null;

  start(executorId: string, language: ExecutorLanguage, events: ExecutorHostEvents): ExecutorHandle {
    const assets = language === 'python' ? (this.#pythonAssets ??= readPythonAssets()) : Promise.resolve(null);
    const executor = new WorkerExecutor(executorId, language, assets, events, () => this.#executors.delete(executor));
    this.#executors.add(executor);
    return executor;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#executors].map((executor) => executor.terminate()));
  }
}

/** The snapshot (31 MB) is read once and shared by all workers. */
async function readPythonAssets(): Promise<ExecutorAssets> {
  const bytes = await readFile(outputPath('python', 'snapshot.bin'));
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  shared.set(bytes);
  return { pyodide: join(packagePath('pyodide'), '/'), snapshot: shared };
}

class WorkerExecutor implements ExecutorHandle {
  readonly ready: Promise<{ readonly startupMs: number }>;
  readonly #worker: Worker;
  readonly #checks = new Map<number, (error: CheckError | null) => void>();
  #nextCheck = 0;
  #ended = false;

  constructor(
    readonly id: string,
    language: ExecutorLanguage,
    assets: Promise<ExecutorAssets | null>,
    private readonly events: ExecutorHostEvents,
    private readonly onEnd: () => void,
  ) {
    this.#worker = new Worker(workerFile('executor-node'), { name: id, stdout: false, stderr: false });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromExecutor) => {
        if (message.type === 'ready') resolve({ startupMs: message.startupMs });
        else if (message.type === 'startFailed') reject(new Error(message.message));
        else this.#receive(message);
      });
      this.#worker.on('error', (error) => {
        reject(error);
        this.#end(`Executor ${id} failed: ${error.message}`);
      });
      this.#worker.on('exit', (code) => {
        reject(new Error(`Executor ${id} ended with code ${code} before it was ready.`));
        this.#end(`Executor ${id} ended with code ${code}.`);
      });
      assets.then((value) => this.#post({ type: 'start', executorId: id, language, assets: value }), reject);
    });
    // A rejection is also told to whoever awaits `ready`; without this line it would end the process when nobody does.
    this.ready.catch(() => undefined);
  }

  run(functions: readonly FunctionDefinition[], tasks: Parameters<ExecutorHandle['run']>[1]): void {
    this.#post({ type: 'run', functions, tasks });
  }

  forget(shuffles: readonly number[], functions: readonly number[]): void {
    this.#post({ type: 'forget', shuffles, functions });
  }

  check(fn: FunctionDefinition): Promise<CheckError | null> {
    const requestId = this.#nextCheck++;
    return new Promise((resolve) => {
      this.#checks.set(requestId, resolve);
      this.#post({ type: 'check', requestId, fn });
    });
  }

  async terminate(): Promise<void> {
    this.#ended = true;
    this.onEnd();
    await this.#worker.terminate();
  }

  #post(message: ToExecutor): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromExecutor): void {
    switch (message.type) {
      case 'result':
        this.events.result(this.id, message.result);
        return;
      case 'print':
        this.events.print(this.id, message.stream, message.text);
        return;
      case 'checked':
        this.#checks.get(message.requestId)?.(message.error);
        this.#checks.delete(message.requestId);
    }
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.onEnd();
    for (const answer of this.#checks.values()) answer(null);
    this.#checks.clear();
    this.events.lost(this.id, reason);
  }
}
