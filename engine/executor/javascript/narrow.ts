import type { NarrowOperator, PlanStep } from '../../core/task';
import { type Chunk, chunked, type Evaluate, type Evaluation, flatten } from './evaluation';
import { lines } from './lines';
import { pairOf } from './pair';
import { UserFailure } from './user-failure';
import type { Callable } from './user-function';
import { type WordEnds, wordPieces, wordText } from './words';

type Narrow = Extract<PlanStep, { kind: 'narrow' }>;
type Lines = Extract<PlanStep, { kind: 'lines' }>;

/** @param evaluate gives the records of the step before */
export function narrow(step: Narrow, to: Evaluation, evaluate: Evaluate): Iterable<Chunk> {
  const parent = evaluate(step.parent, to);
  const { operator } = step;
  if (operator === 'pass') return parent;
  if (operator === 'glom') return glom(parent);
  const f = to.fn(step.f!);
  if (operator === 'mapPartitions' || operator === 'mapPartitionsWithIndex') return partitionwise(step, f, parent, to);
  const ends = operator === 'flatMap' && step.parent.kind === 'lines' && to.chunkSize > 1 ? to.wordEnds(step.f!) : null;
  return ends ? words(step, step.parent as Lines, ends, to, evaluate) : recordwise(step, each(operator, f), parent, to);
}

/** The words of lines, where a function splits them: each buffer's words are cut without making its lines. */
function* words(step: Narrow, source: Lines, ends: WordEnds, to: Evaluation, evaluate: Evaluate): Generator<Chunk> {
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
