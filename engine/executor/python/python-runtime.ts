import type { PyodideInterface } from 'pyodide';
import type { PyProxy } from 'pyodide/ffi';
import type { FunctionDefinition, TaskDescription, TaskError, TaskResult } from '../../core/task';
import type { BlockId, KeptBlock } from '../../core/kept-block';
import { partitionOf } from '../javascript/portable-hash';
import { countWords, WHITESPACE, wordEndsAt } from '../javascript/words';
import type { LanguageRuntime, PrintSink } from '../language-runtime';
import type { CheckError } from '../protocol';
import { warmUp } from './warm-up';

type LoadPyodide = typeof import('pyodide').loadPyodide;

export interface PythonAssets {
  readonly loadPyodide: LoadPyodide;
  /** Folder or URL of the pyodide package, ending in a slash. */
  readonly indexURL: string;
  /** Memory snapshot with our modules imported, see make-snapshot.ts. */
  readonly snapshot: Uint8Array;
  /** What else the interpreter gets before the first task, by its host. */
  readonly prepare?: (pyodide: PyodideInterface) => void | Promise<void>;
  /** See ExecutorAssets. */
  readonly interrupt?: Uint8Array | undefined;
}

/** The environment of every interpreter of ours; PYTHONHASHSEED as bin/spark-submit sets it. */
export const PYTHON_ENVIRONMENT = { PYTHONHASHSEED: '0', HOME: '/home/pyodide' };

/** dstream_executor.tasks.Executor, seen from here. */
interface PythonExecutor extends PyProxy {
  hash_strings: ((keys: string, count: number) => string) | null;
  /** JSON of WordCounts. @param separator undefined: whitespace */
  count_words: ((bytes: Uint8Array, separator: string | undefined, samples: number) => string) | null;
  redirect_prints(print: (stream: 'stdout' | 'stderr', text: string, functionId: number | undefined, line: number | undefined) => void): void;
  define(definition: string, pickled: Uint8Array | null): void;
  forget(shuffles: string, functions: string, blocks: string): void;
  overflow(limit: number): PyProxy;
  clear(): void;
  restore(id: readonly [kind: string, owner: number, part: number, reducer: number], bytes: Uint8Array): void;
  check(definition: string): string;
  run(description: string, buffers: readonly Uint8Array[]): PyProxy;
}

type ToldError = Omit<TaskError, 'place'> & { readonly line: number | null };
/** Where in the list of bytes stored partitions and accumulators are. */
interface Extras {
  readonly outputs: number;
  readonly blocks: readonly { readonly rdd: number; readonly partition: number; readonly at: number | null }[];
  readonly accumulators: number | null;
}
type ToldResult = ({ readonly ok: true; readonly records: number } & Extras) | { readonly ok: false; readonly error: ToldError };

/**
 * Brings Python up from its snapshot. The loop over records is Python's own: one call a task crosses the border.
 * @param print gets what user code prints
 */
export async function createPythonRuntime(assets: PythonAssets, print: PrintSink): Promise<LanguageRuntime> {
  const pyodide = await assets.loadPyodide({
    indexURL: assets.indexURL,
    _loadSnapshot: assets.snapshot,
    env: PYTHON_ENVIRONMENT,
  });
  pyodide.setStdout(writer('stdout', print));
  pyodide.setStderr(writer('stderr', print));
  await assets.prepare?.(pyodide);
  const tasks = pyodide.pyimport('dstream_executor.tasks') as PyProxy & { executor: PythonExecutor };
  const executor = tasks.executor;
  executor.redirect_prints((stream, text, functionId, line) => print(stream, text, { functionId: functionId ?? null, line: line ?? null }));
  if (assets.interrupt) pyodide.setInterruptBuffer(assets.interrupt);
  executor.hash_strings = (keys, count) => JSON.stringify((JSON.parse(keys) as string[]).map((key) => partitionOf(key, count)));
  executor.count_words = (bytes, separator, samples) => {
    const ends = separator === undefined ? WHITESPACE : wordEndsAt(separator);
    return JSON.stringify(ends && countWords(bytes, ends, samples));
  };
  const runtime = new PythonRuntime(executor);
  warmUp(runtime);
  return runtime;
}

function writer(stream: 'stdout' | 'stderr', print: PrintSink): { write: (bytes: Uint8Array) => number } {
  const decoder = new TextDecoder();
  return {
    write: (bytes) => {
      print(stream, decoder.decode(bytes.slice(), { stream: true }), { functionId: null, line: null });
      return bytes.length;
    },
  };
}

/** pyodide's PythonError names Python's class. */
function isInterrupt(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'KeyboardInterrupt';
}

class PythonRuntime implements LanguageRuntime {
  readonly #places = new Map<number, FunctionDefinition['place']>();
  /** Bytes of kept data after the last task. */
  #kept = 0;

  constructor(private readonly executor: PythonExecutor) {}

  define(fn: FunctionDefinition): void {
    this.#places.set(fn.id, fn.place);
    const { form } = fn;
    const [definition, pickled] = form.kind === 'pickle' ? [{ ...fn, form: { kind: 'pickle', functions: form.functions } }, form.bytes] : [fn, null];
    this.executor.define(JSON.stringify(definition), pickled);
  }

  forget(shuffles: readonly number[], functions: readonly number[], blocks: readonly number[]): void {
    for (const id of functions) this.#places.delete(id);
    this.executor.forget(JSON.stringify(shuffles), JSON.stringify(functions), JSON.stringify(blocks));
  }

  overflow(limit: number): KeptBlock[] {
    if (this.#kept <= limit) return [];
    const answer = this.executor.overflow(limit);
    const out = answer.toJs() as [[BlockId['kind'], number, number, number], Uint8Array][];
    answer.destroy();
    return out.map(([[kind, owner, part, reducer], bytes]) => ({ id: { kind, owner, part, reducer }, bytes }));
  }

  clear(): void {
    this.executor.clear();
    this.#kept = 0;
  }

  restore(blocks: readonly KeptBlock[]): void {
    for (const { id, bytes } of blocks) this.executor.restore([id.kind, id.owner, id.part, id.reducer], bytes);
  }

  check(fn: FunctionDefinition): CheckError | null {
    if (fn.form.kind !== 'source') return null;
    const found = JSON.parse(this.executor.check(JSON.stringify(fn))) as [string, number, number] | null;
    return found && { message: found[0], line: found[1], column: found[2] };
  }

  run(task: TaskDescription): TaskResult {
    const begin = performance.now();
    try {
      return this.#run(task, begin);
    } catch (error) {
      if (!isInterrupt(error)) throw error;
      // It came when the user's code was done.
      const told: TaskError = { type: 'KeyboardInterrupt', message: 'The task was interrupted.', traceback: '', functionId: null, place: {}, rdd: null, record: null };
      return { ok: false, taskId: task.taskId, error: told, observed: [], samples: '[]', duration: performance.now() - begin };
    }
  }

  #run(task: TaskDescription, begin: number): TaskResult {
    const { buffers, ...description } = task;
    const answer = this.executor.run(JSON.stringify(description), buffers);
    const [text, bytes] = answer.toJs() as [string, Uint8Array[]];
    answer.destroy();
    const told = JSON.parse(text) as ToldResult & Pick<TaskResult, 'observed' | 'samples'> & { readonly kept?: number };
    const { observed, samples } = told;
    this.#kept = told.kept ?? this.#kept;
    const common = { taskId: task.taskId, observed, samples, duration: performance.now() - begin };
    if (!told.ok) return { ok: false, error: this.#placed(told.error), ...common };
    const blocks = told.blocks.map(({ rdd, partition, at }) => ({ rdd, partition, bytes: at === null ? null : bytes[at]! }));
    const accumulators = told.accumulators === null ? null : bytes[told.accumulators]!;
    return { ok: true, outputs: bytes.slice(0, told.outputs), blocks, accumulators, records: told.records, ...common };
  }

  #placed({ line, ...error }: ToldError): TaskError {
    const place = error.functionId === null ? {} : this.#places.get(error.functionId);
    return { ...error, place: { ...place, ...(line === null ? {} : { line }) } };
  }
}
