import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { EngineError, toTaskError } from '#engine/core';
import type { RunEnvironment } from '#engine/run';
import { nodeFiles } from '#engine/sources';
import { type Answer, type Arguments, driverError, type ToldError } from './calls';
import type { DriverHost } from './driver-host';
import type { FromDriver, ScriptEnd } from './driver-protocol';
import type { HoldStreams } from './held-streams';
import type { GrantedFolders } from './granted-folders';
import { HostFiles } from './host-files';
import type { ScratchFiles } from './scratch-files';
import type { PipelineScript } from './pipeline-script';
import { ScriptGateway } from './script-gateway';
import type { Wheels } from './wheels';
import { workerDriverHost } from './worker-driver-host';

export interface ScriptOptions {
  /** Absolute path of the script. */
  readonly script: string;
  /** What is run instead of what the file holds. */
  readonly text?: string;
  readonly args: readonly string[];
  /** Folders, zips and modules to import from. */
  readonly pyFiles: readonly string[];
  readonly wheels?: Wheels;
  /** Its environment variables; left out: the process's. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly master: string;
  readonly appName: string;
  /** Gets what the script prints, in order. */
  readonly print: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Where it runs; left out: in a worker thread. */
  readonly host?: DriverHost;
  /** The folders that it may use; left out: all. */
  readonly granted?: GrantedFolders;
  /** Where relative paths lead; left out: the process's directory. */
  readonly directory?: string;
  /** A line for `input()`, with its end; null: there are no more. */
  readonly readLine?: () => Promise<string | null>;
  /** The pipeline that the script stands for: its nodes are those of the run. */
  readonly pipeline?: PipelineScript;
  /** Gets the streams that the script would start, which then never goes on; left out: they start. */
  readonly hold?: HoldStreams;
  /** What the script writes goes there instead; left out: to where it says. */
  readonly scratch?: ScratchFiles;
}

/** A script that runs in its own interpreter. */
export interface ScriptRun {
  /** Resolves when the script has ended. */
  readonly ended: Promise<ScriptEnd>;
  /** Stops its streams gracefully: a script that awaits their end then goes on, and ends. */
  stopStreams(onlyStarted?: boolean): Promise<void>;
  /** The script has a signal handler of its own. */
  readonly handlesSignals: boolean;
  /** Gives the script a signal, such as 2 for SIGINT: KeyboardInterrupt where it does not handle it. */
  interrupt(signal: number): void;
  /** Ends the interpreter at once and frees the executors. */
  close(): Promise<void>;
}

/** Starts a PySpark script, unmodified. */
export async function startScript(options: ScriptOptions, environment: RunEnvironment): Promise<ScriptRun> {
  const text = options.text === undefined ? await readFile(options.script) : new TextEncoder().encode(options.text);
  const script = { name: basename(options.script), hash: createHash('sha256').update(text).digest('hex'), text: new TextDecoder().decode(text) };
  let lastCallback = 0;
  const callbacks: Callbacks = new Map();
  /** Nobody answers any more. */
  let isOver = false;
  const { granted, scratch } = options;
  const files = granted?.files ?? nodeFiles;
  const gateway = new ScriptGateway({ ...environment, files: scratch?.over(files) ?? files }, options, script, (callback, args) => {
    const id = ++lastCallback;
    if (isOver) return Promise.reject(overError());
    return new Promise((resolve, reject) => {
      callbacks.set(id, { resolve, reject });
      void driver.then(({ post }) => post({ type: 'callback', id, callback, args }));
    });
  });
  const hostFiles = granted && new HostFiles(granted, scratch);

  const carryOut = async (method: string, args: Arguments, buffers: readonly Uint8Array[]): Promise<Answer> => {
    if (method === 'stdin.line') return { value: (await options.readLine?.()) ?? null };
    if (method.startsWith('file.')) return hostFiles ? hostFiles.call(method, args, buffers[0]) : {};
    await checkPaths(args, granted);
    return gateway.call(method, args, buffers);
  };
  const answer = async (id: number, request: string, buffers: readonly Uint8Array[]): Promise<void> => {
    const [method, args] = JSON.parse(request) as [string, Arguments];
    const { post } = await driver;
    try {
      const { value = null, buffers: returned = [] } = await carryOut(method, args, buffers);
      post({ type: 'answer', id, answer: JSON.stringify({ value, accumulators: gateway.takeAccumulators() }), buffers: returned });
    } catch (error) {
      // Tasks of a job that failed may have been done before.
      post({ type: 'answer', id, answer: JSON.stringify({ error: toTaskError(error), accumulators: gateway.takeAccumulators() }), buffers: [] });
    }
  };

  let end!: { resolve: (end: ScriptEnd) => void; reject: (error: Error) => void };
  const ended = new Promise<ScriptEnd>((resolve, reject) => (end = { resolve, reject }));
  const receive = (message: FromDriver): void => {
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
        end.resolve({ status: message.status, exception: message.exception });
        return;
      case 'failed':
        end.reject(new Error(message.message));
    }
  };
  const host = options.host ?? workerDriverHost;
  const { wheels } = options;
  const searchPath = [dirname(options.script), ...options.pyFiles.map((file) => (file.endsWith('.py') ? dirname(file) : file))];
  const start = { script: options.script, text: options.text ?? null, args: options.args, searchPath, wheels: wheels?.files ?? [], wheelFolder: wheels?.folder ?? null, inWindow: granted !== undefined, askedFolders: scratch && granted ? granted.folders : null };
  const driver = host.start({ ...start, directory: options.directory ?? process.cwd(), environment: options.variables ?? variablesFor(granted !== undefined) }, receive);
  const { terminate, interrupt } = await driver;
  gateway.onExit = (status) => end.resolve({ status, exception: null });
  return {
    ended,
    stopStreams: (onlyStarted) => gateway.stopStreams(onlyStarted),
    get handlesSignals() {
      return gateway.handlesSignals;
    },
    interrupt: (signal) => interrupt?.(signal),
    close: async () => {
      await terminate();
      // Jobs that wait for the script would wait for ever, and the end of its streams for them.
      isOver = true;
      for (const { reject } of callbacks.values()) reject(overError());
      callbacks.clear();
      end.resolve({ status: 1, exception: null });
      await gateway.stop(false);
      await hostFiles?.close();
    },
  };
}

/** Arguments of calls that are paths of files and folders. */
const PATHS = ['path', 'directory', 'prefix', 'checkpointDirectory'] as const;

/** @throws EngineError `file-not-granted` */
async function checkPaths(args: Arguments, granted: GrantedFolders | undefined): Promise<void> {
  if (!granted) return;
  for (const name of PATHS) {
    const given = args[name];
    if (typeof given !== 'string') continue;
    for (const path of name === 'path' ? given.split(',') : [given]) await granted.check(path);
  }
}

function overError(): EngineError {
  return new EngineError('context-state', 'The script ended before this batch was done.');
}

type Callbacks = Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }>;

function settle(callbacks: Callbacks, id: number, outcome: string): void {
  const waiting = callbacks.get(id);
  callbacks.delete(id);
  const { value, error } = JSON.parse(outcome) as { readonly value?: unknown; readonly error?: ToldError };
  if (error) waiting?.reject(driverError(error));
  else waiting?.resolve(value ?? null);
}

/** A script in the sandbox learns who runs it, not what else this process knows. */
function variablesFor(sandboxed: boolean): Record<string, string> {
  const { HOME, USER, LANG, TZ } = process.env;
  return definedOnly(sandboxed ? { HOME, USER, LANG, TZ } : process.env);
}

function definedOnly(variables: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
