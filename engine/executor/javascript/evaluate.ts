import type { PlanStep } from '../../core/task';
import { combine } from './combine';
import { type Chunk, chunked, type Evaluation, flatten } from './evaluation';
import { lines } from './lines';
import { narrow } from './narrow';
import { cached, isKeyed, keyed } from './persisted';
import { deserialize } from './serialize';

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
      return chunked(held(step, linesOf(step, to), to), to.chunkSize);
    case 'records':
      return chunked(held(step, step.buffers.flatMap((index) => deserialize(to.buffers[index]!)), to), to.chunkSize);
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
      return chunked(cached(step, to, evaluate), to.chunkSize);
    case 'updatedState':
    case 'correctedWindow':
      return chunked(keyed(step, to, evaluate).pairs(), to.chunkSize);
    case 'narrow':
      return narrow(step, to, evaluate);
    case 'shuffleRead':
      return chunked(shuffleRead(step, to), to.chunkSize);
  }
}

function linesOf({ rdd, buffers }: Extract<PlanStep, { kind: 'lines' }>, to: Evaluation): string[] {
  return buffers.flatMap((index) => lines(to.buffers[index]!, (count) => to.replaced(rdd, count)));
}

/** Records that are there wholly: what came in is counted, however few of them an output shows. */
function held<T>({ rdd }: PlanStep, records: readonly T[], to: Evaluation): readonly T[] {
  to.holds(rdd, records.length);
  return records;
}

function binaryRecords(bytes: Uint8Array, length: number): Uint8Array[] {
  if (bytes.length % length > 0) throw new RangeError(`The last record has ${bytes.length % length} of ${length} bytes: the length of the file is no multiple of recordLength.`);
  return Array.from({ length: bytes.length / length }, (_, index) => bytes.slice(index * length, (index + 1) * length));
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

function shuffleRead(step: Extract<PlanStep, { kind: 'shuffleRead' }>, to: Evaluation): unknown[] {
  const buckets = step.buckets.map((bucket) =>
    deserialize('buffer' in bucket ? to.buffers[bucket.buffer]! : to.kept.get(step.shuffleId, bucket.mapId, step.reduceId)),
  );
  if (!step.aggregator) return buckets.flat();
  return combine(buckets, step.aggregator, step.mapSideCombined, step.rdd, to);
}
