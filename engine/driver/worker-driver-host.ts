import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { outputPath, packagePath, workerFile } from '#engine/hosts';
import type { DriverHost } from './driver-host';
import type { DriverStart, FromDriver, ToDriver } from './driver-protocol';

/** What the worker thread is started with. */
export interface WorkerStart {
  readonly start: DriverStart;
  readonly pyodide: string;
  readonly snapshot: Uint8Array;
  /** Raised after each message to the worker, which waits on it while the script is blocked. */
  readonly signal: SharedArrayBuffer;
}

/** A script's interpreter in a worker thread; it has all of the computer's files. */
export const workerDriverHost: DriverHost = {
  start: async (start, receive) => {
    const signal = new SharedArrayBuffer(4);
    const flag = new Int32Array(signal);
    const workerData: WorkerStart = { start, pyodide: join(packagePath('pyodide'), '/'), snapshot: await readFile(outputPath('python', 'snapshot.bin')), signal };
    const worker = new Worker(workerFile('driver'), { workerData, name: 'driver' });
    worker.on('message', (message: FromDriver) => receive(message));
    worker.on('error', (error) => receive({ type: 'failed', message: error.stack ?? error.message }));
    worker.on('exit', (code) => receive({ type: 'failed', message: `The script's interpreter ended (${code}).` }));
    return {
      post: (message: ToDriver) => {
        worker.postMessage(message);
        Atomics.add(flag, 0, 1);
        Atomics.notify(flag, 0);
      },
      terminate: async () => void (await worker.terminate()),
    };
  },
};
