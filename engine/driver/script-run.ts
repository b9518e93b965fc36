import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EngineError, type TaskError, toTaskError } from '#engine/core';
import { outputPath, packagePath, workerFile } from '#engine/hosts';
import type { RunEnvironment } from '#engine/run';
import type { DriverStart, FromDriver, ToDriver } from './driver-protocol';
import { ScriptGateway } from './script-gateway';

export interface ScriptOptions {
  /** Absolute path of the script. */
  readonly script: string;
  readonly args: readonly string[];
  /** Folders and files to import from, before the script's own folder. */
  readonly pyFiles: readonly string[];
  readonly master: string;
  readonly appName: string;
  /** Gets what the script prints, in order. */
  readonly print: (stream: 'stdout' | 'stderr', text: string) => void;
}

/** A script that runs in its own interpreter. */
export interface ScriptRun {
  /** Resolves with the script's exit status. */
  readonly ended: Promise<number>;
  /** Stops its streams gracefully: a script that awaits their end then goes on, and ends. */
  stopStreams(): Promise<void>;
  /** Ends the interpreter at once and frees the executors. */
  close(): Promise<void>;
}

/** Starts a PySpark script, unmodified. */
export async function startScript(options: ScriptOptions, environment: RunEnvironment): Promise<ScriptRun> {
  const signal = new SharedArrayBuffer(4);
  const start: DriverStart = {
    pyodide: join(packagePath('pyodide'), '/'),
    snapshot: await readFile(outputPath('python', 'snapshot.bin')),
    signal,
    script: options.script,
    args: options.args,
    searchPath: [...options.pyFiles, dirname(options.script)],
    directory: process.cwd(),
  };
  const worker = new Worker(workerFile('driver'), { workerData: start, name: 'driver' });
  const flag = new Int32Array(signal);
  const post = (message: ToDriver): void => {
    worker.postMessage(message);
    Atomics.add(flag, 0, 1);
    Atomics.notify(flag, 0);
  };

  let lastCallback = 0;
  const callbacks: Callbacks = new Map();
  const text = await readFile(options.script);
  const script = { name: basename(options.script), hash: createHash('sha256').update(text).digest('hex') };
  const gateway = new ScriptGateway(environment, options, script, (callback, args) => {
    const id = ++lastCallback;
    return new Promise((resolve, reject) => {
      callbacks.set(id, { resolve, reject });
      post({ type: 'callback', id, callback, args });
    });
  });

  const answer = async (id: number, request: string, buffers: readonly Uint8Array[]): Promise<void> => {
    const [method, args] = JSON.parse(request) as [string, Readonly<Record<string, unknown>>];
    try {
      const { value = null, buffers: returned = [] } = await gateway.call(method, args, buffers);
      post({ type: 'answer', id, answer: JSON.stringify({ value, accumulators: gateway.takeAccumulators() }), buffers: returned });
    } catch (error) {
      post({ type: 'answer', id, answer: JSON.stringify({ error: toTaskError(error) }), buffers: [] });
    }
  };

  const ended = new Promise<number>((resolve, reject) => {
    worker.on('message', (message: FromDriver) => {
      switch (message.type) {
        case 'call':
          void answer(message.id, message.request, message.buffers);
          return;
        case 'called':
          settle(callbacks, message.id, message.outcome);
          return;
        case 'print':
          options.print(message.stream, message.text);
          return;
        case 'ended':
          resolve(message.status);
      }
    });
    worker.on('error', reject);
    worker.on('exit', (code) => resolve(code));
  });
  return {
    ended,
    stopStreams: () => gateway.stop(true),
    close: async () => {
      await worker.terminate();
      await gateway.stop(false);
    },
  };
}

type Callbacks = Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }>;

function settle(callbacks: Callbacks, id: number, outcome: string): void {
  const waiting = callbacks.get(id);
  callbacks.delete(id);
  const { value, error } = JSON.parse(outcome) as { readonly value?: unknown; readonly error?: Pick<TaskError, 'type' | 'message' | 'traceback'> };
  if (!error) {
    waiting?.resolve(value ?? null);
    return;
  }
  const task: TaskError = { ...error, functionId: null, place: {}, rdd: null, record: null };
  waiting?.reject(new EngineError('task-failed', `${error.type}: ${error.message}`, { task }));
}
