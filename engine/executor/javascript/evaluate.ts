import type { FunctionId, NarrowOperator, PlanStep, StoredBlock } from '../../core/task';
import { combine } from './combine';
import type { KeptBuckets } from './kept-buckets';
import { Generation } from './keyed-state';
import { lines } from './lines';
import { pairOf } from './pair';
import { deserialize, serialize } from './serialize';
import type { StoredBlocks, StoredPartition } from './stored-blocks';
import { UserFailure } from './user-failure';
import type { Callable } from './user-function';
import { type WordEnds, wordPieces, wordText } from './words';

export type Chunk = readonly unknown[];

/** Records that go through an operator together. */
export const CHUNK = 256;

/** What the evaluation of a plan may use. */
export interface Evaluation {
  readonly buffers: readonly Uint8Array[];
  readonly kept: KeptBuckets;
  readonly blocks: StoredBlocks;
  /** Tells that a persisted partition was stored. */
  stored(block: StoredBlock): void;
  /** Records taken through all operators at a time. 1: no more of the input is computed than the sink asks for. */
  readonly chunkSize: number;
  fn(id: FunctionId): Callable;
  /** Told before a function is called on some records, so that an executor that runs out of memory is known to have been in it. */
  calling(id: FunctionId): void;
  /** Where a function splits a text, if that is all it does. */
  wordEnds(id: FunctionId): WordEnds | null;
  /** Sees how many records an RDD yields, and of some the first ones. */
  observe(rdd: number, count: number, records: () => Iterable<unknown>): void;
  /** True if it needs no more of an RDD's records for its samples. */
  isSampled(rdd: number): boolean;
  /** Measures one pull on a step. */
  timed<T>(rdd: number, next: () => T): T;
  /** Tells of characters of text that stand for bytes that are no UTF-8. */
  replaced(rdd: number, count: number): void;
}

/** The records of a step, a chunk at a time. */
export function* evaluate(step: PlanStep, to: Evaluation): Generator<Chunk> {
  // A persisted partition that is computed now is counted by the step that computes it, of the same RDD.
  const counted = step.kind !== 'cached' || step.buffer !== null || to.blocks.get(step.rdd, step.partition) !== undefined || isKeyed(step.parent!);
  const chunks = to.timed(step.rdd, () => steps(step, to)[Symbol.iterator]());
  const next = (): IteratorResult<Chunk> => chunks.next();
  if (counted) to.observe(step.rdd, 0, () => []);
  try {
    for (let pulled = to.timed(step.rdd, next); !pulled.done; pulled = to.timed(step.rdd, next)) {
      if (counted) to.observe(step.rdd, pulled.value.length, () => pulled.value);
      yield pulled.value;
    }
  } finally {
    // A sink that has enough ends what it pulls from.
    chunks.return?.();
  }
}

function steps(step: PlanStep, to: Evaluation): Iterable<Chunk> {
  switch (step.kind) {
    case 'lines':
      return chunked(linesOf(step, to), to.chunkSize);
    case 'records':
      return chunked(step.buffers.flatMap((index) => deserialize(to.buffers[index]!)), to.chunkSize);
    case 'empty':
      return [];
    case 'binary':
      return chunked(step.buffers.flatMap((index) => binaryRecords(to.buffers[index]!, step.recordLength)), to.chunkSize);
    case 'concat':
      return concat(step, to);
    case 'cartesian':
      return chunked(cartesian(step, to), to.chunkSize);
    case 'zip':
      return chunked(zip(step, to), to.chunkSize);
    case 'cached':
      return chunked(cached(step, to), to.chunkSize);
    case 'updatedState':
    case 'correctedWindow':
      return chunked(keyed(step, to).pairs(), to.chunkSize);
    case 'narrow':
      return narrow(step, to);
    case 'shuffleRead':
      return chunked(shuffleRead(step, to), to.chunkSize);
  }
}

function* chunked(records: Iterable<unknown>, size: number): Generator<Chunk> {
  if (Array.isArray(records)) {
    if (records.length > 0 && records.length <= size) yield records;
    else for (let at = 0; at < records.length; at += size) yield records.slice(at, at + size);
    return;
  }
  let chunk: unknown[] = [];
  for (const record of records) {
    chunk.push(record);
    if (chunk.length >= size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

type Lines = Extract<PlanStep, { kind: 'lines' }>;

function linesOf({ rdd, buffers }: Lines, to: Evaluation): string[] {
  return buffers.flatMap((index) => lines(to.buffers[index]!, (count) => to.replaced(rdd, count)));
}

function binaryRecords(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) => bytes.slice(index * length, (index + 1) * length));
}

function* concat(step: Extract<PlanStep, { kind: 'concat' }>, to: Evaluation): Generator<Chunk> {
  for (const parent of step.parents) yield* evaluate(parent, to);
}

function* cartesian(step: Extract<PlanStep, { kind: 'cartesian' }>, to: Evaluation): Generator<unknown> {
  const right = [...flatten(evaluate(step.right, to))];
  for (const a of flatten(evaluate(step.left, to))) for (const b of right) yield [a, b];
}

function* zip(step: Extract<PlanStep, { kind: 'zip' }>, to: Evaluation): Generator<unknown> {
  const left = flatten(evaluate(step.left, to));
  const right = flatten(evaluate(step.right, to));
  for (;;) {
    const [a, b] = [left.next(), right.next()];
    if (a.done !== b.done) throw new RangeError('Can only zip RDDs with same number of elements in each partition');
    if (a.done) return;
    yield [a.value, b.value];
  }
}

type Cached = Extract<PlanStep, { kind: 'cached' }>;

function cached(step: Cached, to: Evaluation): Iterable<unknown> {
  const partition = stored(step, to);
  return partition instanceof Generation ? partition.pairs() : deserialize(partition);
}

/**
 * A persisted partition as it is kept: serialised, so that a function that changes a record in place changes nobody
 * else's; or a generation of keyed state in which nothing can be changed.
 */
function stored({ rdd, partition, keep, buffer, parent }: Cached, to: Evaluation): StoredPartition {
  const known = buffer === null ? to.blocks.get(rdd, partition) : to.buffers[buffer];
  if (known) return known;
  const made = isKeyed(parent!) ? keyed(parent, to) : null;
  const kept = made?.plain ? made : serialized([...(made ? made.pairs() : allRecords(parent!, to))], rdd);
  to.blocks.put(rdd, partition, kept);
  // A copy: what is sent is transferred and would be gone here.
  to.stored({ rdd, partition, bytes: keep || kept instanceof Generation ? null : kept.slice() });
  return kept;
}

/** The records of a step that is computed wholly, even where the sink takes only the first ones. */
function allRecords(step: PlanStep, to: Evaluation): Generator<unknown> {
  return flatten(evaluate(step, { ...to, chunkSize: CHUNK }));
}

type Keyed = Extract<PlanStep, { kind: 'updatedState' | 'correctedWindow' }>;
const isKeyed = (step: PlanStep): step is Keyed => step.kind === 'updatedState' || step.kind === 'correctedWindow';

function keyed(step: Keyed, to: Evaluation): Generation {
  /** A function of two values of a key, whose failures are told with the record. */
  const caller = (id: FunctionId): ((key: unknown, first: unknown, second: unknown) => unknown) => {
    const f = to.fn(id);
    return (key, first, second) => {
      try {
        return f(first, second);
      } catch (cause) {
        throw new UserFailure(cause, id, step.rdd, { value: [key, [first, second]] });
      }
    };
  };
  to.calling(step.kind === 'updatedState' ? step.update : step.merge);
  const previous = step.previous ? generation(step.previous, to) : Generation.of([]);
  if (step.kind === 'updatedState') return previous.updated(allRecords(step.groups, to), caller(step.update));
  const [left, came] = [step.left, step.came].map((side) => side && allRecords(side, to)) as [Iterable<unknown> | null, Iterable<unknown> | null];
  return previous.corrected(left, came, caller(step.inverse), caller(step.merge), step.filter === null ? null : predicate(step, to.fn(step.filter)));
}

function predicate(step: Extract<Keyed, { kind: 'correctedWindow' }>, f: Callable): Callable {
  return (record) => {
    try {
      return f(record);
    } catch (cause) {
      throw new UserFailure(cause, step.filter, step.rdd, { value: record });
    }
  };
}

function generation(step: PlanStep, to: Evaluation): Generation {
  if (step.kind !== 'cached') return Generation.of(allRecords(step, to));
  const partition = stored(step, to);
  return partition instanceof Generation ? partition : Generation.of(deserialize(partition));
}

/** @throws UserFailure naming the record that cannot be sent */
export function serialized(records: readonly unknown[], rdd: number): Uint8Array {
  try {
    return serialize(records);
  } catch (cause) {
    for (const record of records) {
      try {
        serialize([record]);
      } catch (own) {
        throw new UserFailure(own, null, rdd, { value: record });
      }
    }
    throw cause;
  }
}

type Narrow = Extract<PlanStep, { kind: 'narrow' }>;

function narrow(step: Narrow, to: Evaluation): Iterable<Chunk> {
  const parent = evaluate(step.parent, to);
  const { operator } = step;
  if (operator === 'pass') return parent;
  if (operator === 'glom') return glom(parent);
  const f = to.fn(step.f!);
  if (operator === 'mapPartitions' || operator === 'mapPartitionsWithIndex') return partitionwise(step, f, parent, to);
  const ends = operator === 'flatMap' && step.parent.kind === 'lines' && to.chunkSize > 1 ? to.wordEnds(step.f!) : null;
  return ends ? words(step, step.parent as Lines, ends, to) : recordwise(step, each(operator, f), parent, to);
}

/** The words of lines, where a function splits them: each buffer's words are cut without making its lines. */
function* words(step: Narrow, source: Lines, ends: WordEnds, to: Evaluation): Generator<Chunk> {
  to.observe(source.rdd, 0, () => []);
  for (const index of source.buffers) {
    const bytes = to.buffers[index]!;
    const text = wordText(bytes, ends);
    if (text === null) {
      yield* recordwise(step, each('flatMap', to.fn(step.f!)), evaluate({ ...source, buffers: [index] }, to), to);
      continue;
    }
    for (const piece of wordPieces(bytes, text, ends, to.chunkSize)) {
      to.observe(source.rdd, piece.lines, () => lines(bytes.subarray(piece.from, piece.to), () => undefined));
      if (piece.words.length > 0) yield piece.words;
    }
  }
}

function* glom(parent: Iterable<Chunk>): Generator<Chunk> {
  yield [[...flatten(parent)]];
}

function* flatten(chunks: Iterable<Chunk>): Generator<unknown> {
  for (const chunk of chunks) yield* chunk;
}

/** How far an operator got in a chunk: the record on which its function failed. */
interface Cursor {
  at: number;
}
type EachRecord = (chunk: Chunk, out: unknown[], cursor: Cursor) => void;

/** The loop of an operator over the records of a chunk. One each, so that the compiler sees one function called in it. */
function each(operator: Exclude<NarrowOperator, 'pass' | 'glom' | 'mapPartitions' | 'mapPartitionsWithIndex'>, f: Callable): EachRecord {
  switch (operator) {
    case 'map':
      return (chunk, out, cursor) => {
        for (; cursor.at < chunk.length; cursor.at++) out.push(f(chunk[cursor.at]));
      };
    case 'filter':
      return (chunk, out, cursor) => {
        for (; cursor.at < chunk.length; cursor.at++) if (f(chunk[cursor.at])) out.push(chunk[cursor.at]);
      };
    case 'flatMap':
      return (chunk, out, cursor) => {
        for (; cursor.at < chunk.length; cursor.at++) {
          const items = iterable(f(chunk[cursor.at]));
          if (Array.isArray(items)) for (let i = 0; i < items.length; i++) out.push(items[i]);
          else for (const item of items) out.push(item);
        }
      };
    case 'mapValues':
      return (chunk, out, cursor) => {
        for (; cursor.at < chunk.length; cursor.at++) {
          const [key, value] = pairOf(chunk[cursor.at]);
          out.push([key, f(value)]);
        }
      };
    case 'flatMapValues':
      return (chunk, out, cursor) => {
        for (; cursor.at < chunk.length; cursor.at++) {
          const [key, value] = pairOf(chunk[cursor.at]);
          for (const item of iterable(f(value))) out.push([key, item]);
        }
      };
  }
}

function* recordwise(step: Narrow, apply: EachRecord, parent: Iterable<Chunk>, to: Evaluation): Generator<Chunk> {
  for (const chunk of parent) {
    to.calling(step.f!);
    const out: unknown[] = [];
    const cursor = { at: 0 };
    try {
      apply(chunk, out, cursor);
    } catch (cause) {
      throw new UserFailure(cause, step.f, step.rdd, { value: chunk[cursor.at] });
    }
    yield* chunked(out, to.chunkSize);
  }
}

function* partitionwise(step: Narrow, f: Callable, parent: Iterable<Chunk>, to: Evaluation): Generator<Chunk> {
  const records = flatten(parent);
  to.calling(step.f!);
  try {
    yield* chunked(iterable(step.operator === 'mapPartitions' ? f(records) : f(step.partition, records)), to.chunkSize);
  } catch (cause) {
    if (cause instanceof UserFailure) throw cause;
    throw new UserFailure(cause, step.f, step.rdd, null);
  }
}

function iterable(value: unknown): Iterable<unknown> {
  if (typeof value === 'string' || (typeof value === 'object' && value !== null && Symbol.iterator in value)) return value as Iterable<unknown>;
  throw new TypeError(`The function has to return something to iterate over, such as an array; it returned ${value === null ? 'null' : typeof value}.`);
}

function shuffleRead(step: Extract<PlanStep, { kind: 'shuffleRead' }>, to: Evaluation): unknown[] {
  const buckets = step.buckets.map((bucket) =>
    deserialize('buffer' in bucket ? to.buffers[bucket.buffer]! : to.kept.get(step.shuffleId, bucket.mapId, step.reduceId)),
  );
  if (!step.aggregator) return buckets.flat();
  return combine(buckets, step.aggregator, step.mapSideCombined, step.rdd, to);
}
