/** A script's own interpreter in a worker thread of Node, with the computer's files: for `dstream-submit` and tests. */
import { readdirSync } from 'node:fs';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { loadPyodide, type PyodideInterface } from 'pyodide';
import { PYTHON_ENVIRONMENT } from '../executor/python';
import { DriverCalls, type DriverLink, runScript } from './driver';
import type { ToDriver } from './driver-protocol';
import type { WorkerStart } from './worker-driver-host';

if (!parentPort) throw new Error('driver.worker runs as a worker thread only.');
const port = parentPort;
const { start, snapshot, pyodide: indexURL, signal: shared } = workerData as WorkerStart;
const signal = new Int32Array(shared);

/** Directories that belong to Python itself and must not be hidden by the computer's own. */
const PYTHONS_OWN = new Set(['dev', 'proc', 'sys', 'lib', 'lib64']);

const link: DriverLink = {
  post: (message) => port.postMessage(message),
  next: () => {
    for (;;) {
      const seen = Atomics.load(signal, 0);
      const received = receiveMessageOnPort(port);
      if (received) return received.message as ToDriver;
      Atomics.wait(signal, 0, seen);
    }
  },
};

/** The script sees the computer's files under their own paths. */
function mountFiles(pyodide: PyodideInterface): void {
  // Emscripten's file system; pyodide's types leave it open, and its own mount refuses a folder such as /home.
  const fs = pyodide.FS as { mkdirTree(path: string): void; mount(type: unknown, options: { root: string }, path: string): void; filesystems: { NODEFS: unknown } };
  for (const entry of readdirSync('/', { withFileTypes: true })) {
    if (!entry.isDirectory() || PYTHONS_OWN.has(entry.name)) continue;
    fs.mkdirTree(`/${entry.name}`);
    fs.mount(fs.filesystems.NODEFS, { root: `/${entry.name}` }, `/${entry.name}`);
  }
}

const pyodide = await loadPyodide({ indexURL, _loadSnapshot: snapshot, env: PYTHON_ENVIRONMENT });
mountFiles(pyodide);
runScript(pyodide, start, new DriverCalls(link), link);
