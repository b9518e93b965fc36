/** A script's own interpreter. Calls to the engine block it; callbacks are served while it is blocked. */
import { readdirSync } from 'node:fs';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { loadPyodide, type PyodideInterface } from 'pyodide';
import type { PyProxy } from 'pyodide/ffi';
import { PYTHON_ENVIRONMENT } from '../executor/python';
import type { DriverStart, FromDriver, ToDriver } from './driver-protocol';

if (!parentPort) throw new Error('driver.worker runs as a worker thread only.');
const port = parentPort;
const start = workerData as DriverStart;
const signal = new Int32Array(start.signal);
const post = (message: FromDriver): void => port.postMessage(message);

/** Directories that belong to Python itself and must not be hidden by the computer's own. */
const PYTHONS_OWN = new Set(['dev', 'proc', 'sys', 'lib', 'lib64']);

let lastCall = 0;
/** Answers that came while a callback, called from within the call that waits for them, made calls of its own. */
const early = new Map<number, Extract<ToDriver, { type: 'answer' }>>();
let runCallback: ((callback: number, args: string) => string) | null = null;

/** The next message from the engine, for which the thread waits. */
function nextMessage(): ToDriver {
  for (;;) {
    const seen = Atomics.load(signal, 0);
    const received = receiveMessageOnPort(port);
    if (received) return received.message as ToDriver;
    Atomics.wait(signal, 0, seen);
  }
}

function call(request: string, buffers: PyProxy): [string, readonly Uint8Array[]] {
  const id = ++lastCall;
  post({ type: 'call', id, request, buffers: buffers.toJs() as Uint8Array[] });
  for (;;) {
    const answered = early.get(id);
    if (answered) {
      early.delete(id);
      return [answered.answer, answered.buffers];
    }
    const message = nextMessage();
    if (message.type === 'callback') post({ type: 'called', id: message.id, outcome: runCallback!(message.callback, message.args) });
    else early.set(message.id, message);
  }
}

function writer(stream: 'stdout' | 'stderr'): { write: (bytes: Uint8Array) => number } {
  const decoder = new TextDecoder();
  return {
    write: (bytes) => {
      post({ type: 'print', stream, text: decoder.decode(bytes.slice(), { stream: true }) });
      return bytes.length;
    },
  };
}

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

const pyodide = await loadPyodide({ indexURL: start.pyodide, _loadSnapshot: start.snapshot, env: PYTHON_ENVIRONMENT });
pyodide.setStdout(writer('stdout'));
pyodide.setStderr(writer('stderr'));
pyodide.registerJsModule('_dstream_bridge', { call });
mountFiles(pyodide);
const gateway = pyodide.pyimport('pyspark._gateway') as PyProxy & { run_callback: NonNullable<typeof runCallback> };
runCallback = gateway.run_callback;
const runner = pyodide.pyimport('pyspark._run') as PyProxy & { run(path: string, args: unknown, searchPath: unknown, directory: string): number };
const status = runner.run(start.script, pyodide.toPy(start.args), pyodide.toPy(start.searchPath), start.directory);
post({ type: 'ended', status });
