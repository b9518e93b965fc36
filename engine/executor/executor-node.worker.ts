/** An executor in a worker thread of Node: for `dstream-submit` and tests. */
import { parentPort } from 'node:worker_threads';
import { loadPyodide } from 'pyodide';
import { mountComputer } from '../hosts/computer';
import { createExecutor } from './executor';
import { createJavaScriptRuntime } from './javascript';
import { createPythonRuntime } from './python';
import type { ToExecutor } from './protocol';

if (!parentPort) throw new Error('executor-node.worker runs as a worker thread only.');
const port = parentPort;

const receive = createExecutor(
  (message, transfer) => port.postMessage(message, transfer),
  async (language, assets, print, running) => {
    if (language === 'javascript') return createJavaScriptRuntime(print, running);
    if (!assets || typeof assets.snapshot === 'string') throw new Error('A Python executor in Node needs the bytes of its snapshot.');
    return createPythonRuntime({ loadPyodide, indexURL: assets.pyodide, snapshot: assets.snapshot, interrupt: assets.interrupt, prepare: (pyodide) => mountComputer(pyodide, process.cwd(), assets.packages ?? null) }, print);
  },
);
port.on('message', (message: ToExecutor) => receive(message));
