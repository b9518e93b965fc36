import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packagePath, readSnapshot, workerFile } from '#engine/hosts';
import type { DriverHost } from './driver-host';
import type { DriverStart, FromDriver, ToDriver } from './driver-protocol';

/** What the worker thread is started with. */
export interface WorkerStart {
  readonly start: DriverStart;
  readonly pyodide: string;
  readonly snapshot: Uint8Array;
  /** Raised after each message to the worker, which waits on it while the script is blocked. */
  readonly signal: SharedArrayBuffer;
  /** Where a signal's number is put, for Python to find. */
  readonly interrupts: SharedArrayBuffer;
}

/** MB: Python's own limit on recursion has to come first. */
const STACK = 16;

/** A script's interpreter in a worker thread; it has all of the computer's files. */
export const workerDriverHost: DriverHost = {
  start: async (start, receive) => {
    const signal = new SharedArrayBuffer(4);
    const flag = new Int32Array(signal);
    const interrupts = new SharedArrayBuffer(1);
    const wake = (): void => {
      Atomics.add(flag, 0, 1);
      Atomics.notify(flag, 0);
    };
    const workerData: WorkerStart = { start, pyodide: join(packagePath('pyodide'), '/'), snapshot: await readSnapshot(), signal, interrupts };
    const worker = new Worker(workerFile('driver'), { workerData, name: 'driver', resourceLimits: { stackSizeMb: STACK } });
    worker.on('message', (message: FromDriver) => receive(message));
    worker.on('error', (error) => receive({ type: 'failed', message: error.stack ?? error.message }));
    worker.on('exit', (code) => receive({ type: 'failed', message: `The script's interpreter ended (${code}).` }));
    return {
      post: (message: ToDriver) => {
        worker.postMessage(message);
        wake();
      },
      interrupt: (number) => {
        new Uint8Array(interrupts)[0] = number;
        wake();
      },
      terminate: async () => void (await worker.terminate()),
    };
  },
};
