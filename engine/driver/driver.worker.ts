/** A script's own interpreter in a worker thread of Node, with the computer's files: for `dstream-submit` and tests. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { loadPyodide } from 'pyodide';
import { PYTHON_ENVIRONMENT } from '../executor/python';
import { mountComputer } from '../hosts/computer';
import { DriverCalls, type DriverLink, runScript } from './driver';
import type { ToDriver } from './driver-protocol';
import { mountHostFolders } from './host-file-system';
import type { WorkerStart } from './worker-driver-host';

if (!parentPort) throw new Error('driver.worker runs as a worker thread only.');
const port = parentPort;
const { start, snapshot, pyodide: indexURL, signal: shared, interrupts: sharedInterrupts } = workerData as WorkerStart;
const signal = new Int32Array(shared);
const interrupts = new Uint8Array(sharedInterrupts);

const link: DriverLink = {
  post: (message) => port.postMessage(message),
  next: () => {
    for (;;) {
      const seen = Atomics.load(signal, 0);
      const received = receiveMessageOnPort(port);
      if (received) return received.message as ToDriver;
      // A signal: Python's handler runs here, or its KeyboardInterrupt ends the call.
      if (interrupts[0] !== 0) pyodide.checkInterrupt();
      Atomics.wait(signal, 0, seen);
    }
  },
};

const pyodide = await loadPyodide({ indexURL, _loadSnapshot: snapshot, env: PYTHON_ENVIRONMENT });
pyodide.setInterruptBuffer(interrupts);
const calls = new DriverCalls(link);
if (start.askedFolders) mountHostFolders(pyodide, start.askedFolders, calls.askHost);
else mountComputer(pyodide, start.directory);
runScript(pyodide, start, calls, link);
