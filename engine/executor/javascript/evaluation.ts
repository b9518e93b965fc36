import type { FunctionId, PlanStep, StoredBlock } from '../../core/task';
import type { KeptBuckets } from './kept-buckets';
import type { StoredBlocks } from './stored-blocks';
import type { Callable } from './user-function';
import type { WordEnds } from './words';

export type Chunk = readonly unknown[];

/** Records that go through an operator together. */
export const CHUNK = 256;

/** Gives the records of a step. */
export type Evaluate = (step: PlanStep, to: Evaluation) => Iterable<Chunk>;

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
  /** A partition of so many records is in memory: how many of them are drawn is no matter. */
  holds(rdd: number, count: number): void;
  /** Measures one pull on a step. */
  timed<T>(rdd: number, next: () => T): T;
  /** Tells of characters of text that stand for bytes that are no UTF-8. */
  replaced(rdd: number, count: number): void;
}

/** Records, as lists of at most `size`. */
export function* chunked(records: Iterable<unknown>, size: number): Generator<Chunk> {
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

export function* flatten(chunks: Iterable<Chunk>): Generator<unknown> {
  for (const chunk of chunks) yield* chunk;
}
