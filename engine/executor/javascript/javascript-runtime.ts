import type { Aggregator, FunctionDefinition, FunctionId, PlanStep, StoredBlock, TaskDescription, TaskError, TaskResult, TaskSink } from '../../core/task';
import type { KeptBlock } from '../../core/kept-block';
import type { LanguageRuntime, PrintSink } from '../language-runtime';
import type { CheckError } from '../protocol';
import { display, literal } from './display';
import { combine, combineMapped } from './combine';
import { evaluate } from './evaluate';
import { CHUNK, type Chunk, type Evaluation } from './evaluation';
import { serialized } from './persisted';
import { KeptBuckets } from './kept-buckets';
import { MemoryStore } from './memory-store';
import { Observer } from './observer';
import { pairOf } from './pair';
import { partitionOf } from './portable-hash';
import { StoredBlocks } from './stored-blocks';
import { tableRow } from './table-row';
import { UserFailure } from './user-failure';
import { type Callable, compile, type Compiled, lineOf, placeInStack, userTraceback } from './user-function';

const RECORD_LENGTH = 200;
const encoder = new TextEncoder();

/**
 * Runs JavaScript lambdas.
 * @param print gets what `console.log` in user code prints
 * @param running gets the id of each function before it is called on some records; null: nobody asks
 */
export function createJavaScriptRuntime(print: PrintSink, running: Int32Array | null): LanguageRuntime {
  redirectConsole(print);
  return new JavaScriptRuntime(running ?? new Int32Array(1));
}

class JavaScriptRuntime implements LanguageRuntime {
  readonly #functions = new Map<FunctionId, { readonly definition: FunctionDefinition; readonly compiled: Compiled }>();
  readonly #store = new MemoryStore();
  readonly #kept = new KeptBuckets(this.#store);
  readonly #blocks = new StoredBlocks(this.#store);

  constructor(private readonly running: Int32Array) {}

  define(fn: FunctionDefinition): void {
    this.#functions.set(fn.id, { definition: fn, compiled: compile(fn, (id) => this.#callable(id)) });
  }

  check(fn: FunctionDefinition): CheckError | null {
    const { error } = compile(fn);
    if (!error) return null;
    return { message: error instanceof Error ? `${error.name}: ${error.message}` : display(error), line: lineOf(error, fn) ?? 1, column: 1 };
  }

  forget(shuffles: readonly number[], functions: readonly number[], blocks: readonly number[]): void {
    this.#kept.forget(shuffles);
    this.#blocks.forget(blocks);
    for (const id of functions) this.#functions.delete(id);
  }

  overflow(limit: number): KeptBlock[] {
    return this.#store.overflow(limit);
  }

  clear(): void {
    this.#store.clear();
  }

  restore(blocks: readonly KeptBlock[]): void {
    for (const { id, bytes } of blocks) this.#store.put(id, bytes);
  }

  run(task: TaskDescription): TaskResult {
    const begin = performance.now();
    this.running[0] = 0;
    const seen = new Observer(task.observe, (id) => this.#callable(id));
    const blocks: StoredBlock[] = [];
    const common = (): { observed: TaskResult['observed']; samples: string; duration: number } => ({
      observed: seen.counts(),
      samples: seen.samples(),
      duration: performance.now() - begin,
    });
    try {
      const to: Evaluation = {
        buffers: task.buffers,
        kept: this.#kept,
        blocks: this.#blocks,
        stored: (block) => blocks.push(block),
        chunkSize: task.sink.kind === 'collect' && task.sink.limit !== null ? 1 : CHUNK,
        fn: (id) => this.#callable(id),
        calling: (id) => (this.running[0] = id),
        wordEnds: (id) => this.#functions.get(id)?.compiled.wordEnds ?? null,
        observe: (rdd, count, records) => seen.see(rdd, count, records),
        isSampled: (rdd) => seen.isSampled(rdd),
        timed: (rdd, next) => seen.timed(rdd, next),
        holds: (rdd, count) => seen.holds(rdd, count),
        replaced: (rdd, count) => seen.replaced(rdd, count),
      };
      const { outputs, records } = this.#finish(task.sink, task.plan, to);
      return { ok: true, taskId: task.taskId, outputs, blocks, accumulators: null, records, ...common() };
    } catch (error) {
      return { ok: false, taskId: task.taskId, error: this.#taskError(error), ...common() };
    }
  }

  #callable(id: FunctionId): Callable {
    const known = this.#functions.get(id);
    if (!known) throw new Error(`Function ${id} was not sent to this executor.`);
    if (known.compiled.error !== null) throw new UserFailure(known.compiled.error, id, -1, null);
    return known.compiled.call!;
  }

  /** One of ours that is bound to a user's function fails in that. */
  #userDefinition(id: FunctionId | null): FunctionDefinition | undefined {
    const definition = id === null ? undefined : this.#functions.get(id)?.definition;
    const bound = definition?.form.kind === 'builtin' ? definition.form.functions?.[0] : undefined;
    return bound === undefined ? definition : this.#functions.get(bound)?.definition;
  }

  #finish(sink: TaskSink, plan: PlanStep, to: Evaluation): { outputs: readonly Uint8Array[]; records: number } {
    if (sink.kind === 'shuffleWrite') return this.#shuffleWrite(sink, plan, to);
    const { rdd } = plan;
    const chunks = evaluate(plan, to);
    const limit = sink.kind === 'collect' ? (sink.limit ?? Infinity) : Infinity;
    const records: unknown[] = [];
    let count = 0;
    if (limit > 0) {
      for (const chunk of chunks) {
        count += chunk.length;
        if (sink.kind === 'collect') for (const record of chunk) records.push(record);
        if (count >= limit) break;
      }
    }
    if (sink.kind === 'drain') return { outputs: [], records: count };
    if (sink.form === 'serialized') return { outputs: [serialized(records, rdd)], records: count };
    const json = sink.form === 'text' ? records.map(display) : records.map(tableRow);
    return { outputs: [encoder.encode(JSON.stringify(json))], records: count };
  }

  #shuffleWrite(
    { shuffleId, mapId, partitioner, aggregator, keep }: Extract<TaskSink, { kind: 'shuffleWrite' }>,
    plan: PlanStep,
    to: Evaluation,
  ): { outputs: readonly Uint8Array[]; records: number } {
    const { rdd } = plan;
    const records = aggregator ? combined(plan, aggregator, to) : [...flat(evaluate(plan, to))];
    const custom = partitioner.partitionFunc === null ? null : to.fn(partitioner.partitionFunc);
    const buckets: unknown[][] = Array.from({ length: partitioner.numPartitions }, () => []);
    for (const record of records) {
      try {
        const [key] = pairOf(record);
        buckets[custom ? modulo(custom(key), buckets.length) : partitionOf(key, buckets.length)]!.push(record);
      } catch (cause) {
        throw new UserFailure(cause, partitioner.partitionFunc, rdd, { value: record });
      }
    }
    const bytes = buckets.map((bucket) => (bucket.length === 0 && !keep ? new Uint8Array(0) : serialized(bucket, rdd)));
    if (!keep) return { outputs: bytes, records: records.length };
    this.#kept.put(shuffleId, mapId, bytes);
    return { outputs: [], records: records.length };
  }

  #taskError(error: unknown): TaskError {
    const failure = error instanceof UserFailure ? error : new UserFailure(error, null, -1, null);
    const { cause, functionId, rdd, record } = failure;
    const definition = this.#userDefinition(functionId);
    const line = definition ? lineOf(cause, definition) : null;
    return {
      type: cause instanceof Error ? cause.name : typeof cause,
      message: cause instanceof Error ? cause.message : String(cause),
      traceback: definition ? userTraceback(cause, definition) : cause instanceof Error ? (cause.stack ?? '') : String(cause),
      functionId,
      place: { ...definition?.place, ...(line === null ? {} : { line }) },
      rdd: rdd < 0 ? null : rdd,
      record: record ? literal(record.value).slice(0, RECORD_LENGTH) : null,
    };
  }
}

function combined(plan: PlanStep, aggregator: Aggregator, to: Evaluation): unknown[] {
  if (plan.kind === 'narrow' && plan.operator === 'map') return combineMapped(plan, to.fn(plan.f!), evaluate(plan.parent, to), aggregator, to);
  return combine(evaluate(plan, to), aggregator, false, plan.rdd, to);
}

function* flat(chunks: Iterable<Chunk>): Generator<unknown> {
  for (const chunk of chunks) yield* chunk;
}

/** Python's %: never negative. */
function modulo(value: unknown, divisor: number): number {
  const remainder = Math.trunc(Number(value)) % divisor;
  if (Number.isNaN(remainder)) throw new TypeError('partitionFunc has to return a number.');
  return remainder < 0 ? remainder + divisor : remainder;
}

function redirectConsole(print: PrintSink): void {
  const writer =
    (stream: 'stdout' | 'stderr') =>
    (...values: unknown[]): void =>
      print(stream, `${values.map(display).join(' ')}\n`, placeInStack(new Error().stack ?? ''));
  Object.assign(console, { log: writer('stdout'), info: writer('stdout'), debug: writer('stdout'), warn: writer('stderr'), error: writer('stderr') });
}
