import type { FunctionId, PlanStep } from '../../core/task';
import { CHUNK, type Evaluate, type Evaluation, flatten } from './evaluation';
import { Generation } from './keyed-state';
import { deserialize, serialize } from './serialize';
import type { StoredPartition } from './stored-blocks';
import { UserFailure } from './user-failure';
import type { Callable } from './user-function';

type Cached = Extract<PlanStep, { kind: 'cached' }>;

export function cached(step: Cached, to: Evaluation, evaluate: Evaluate): Iterable<unknown> {
  const partition = stored(step, to, evaluate);
  const records = partition instanceof Generation ? partition : deserialize(partition);
  // A state is as large as it is, however few of its keys an output shows.
  if (records instanceof Generation || (step.parent && isKeyed(step.parent))) to.holds(step.rdd, records.length);
  return records instanceof Generation ? records.pairs() : records;
}

/**
 * A persisted partition as it is kept: serialised, so that a function that changes a record in place changes nobody
 * else's; or a generation of keyed state in which nothing can be changed.
 */
function stored({ rdd, partition, keep, buffer, parent }: Cached, to: Evaluation, evaluate: Evaluate): StoredPartition {
  const known = buffer === null ? to.blocks.get(rdd, partition) : to.buffers[buffer];
  if (known) return known;
  const made = isKeyed(parent!) ? keyed(parent, to, evaluate) : null;
  const kept = made?.plain ? made : serialized([...(made ? made.pairs() : allRecords(parent!, to, evaluate))], rdd);
  to.blocks.put(rdd, partition, kept);
  // A copy: what is sent is transferred and would be gone here.
  to.stored({ rdd, partition, bytes: keep || kept instanceof Generation ? null : kept.slice() });
  return kept;
}

/** The records of a step that is computed wholly, even where the sink takes only the first ones. */
function allRecords(step: PlanStep, to: Evaluation, evaluate: Evaluate): Generator<unknown> {
  return flatten(evaluate(step, { ...to, chunkSize: CHUNK }));
}

type Keyed = Extract<PlanStep, { kind: 'updatedState' | 'correctedWindow' }>;
export const isKeyed = (step: PlanStep): step is Keyed => step.kind === 'updatedState' || step.kind === 'correctedWindow';

export function keyed(step: Keyed, to: Evaluation, evaluate: Evaluate): Generation {
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
  const previous = step.previous ? generation(step.previous, to, evaluate) : Generation.of([]);
  if (step.kind === 'updatedState') return previous.updated(allRecords(step.groups, to, evaluate), caller(step.update));
  const [left, came] = [step.left, step.came].map((side) => side && allRecords(side, to, evaluate)) as [Iterable<unknown> | null, Iterable<unknown> | null];
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

function generation(step: PlanStep, to: Evaluation, evaluate: Evaluate): Generation {
  if (step.kind !== 'cached') return Generation.of(allRecords(step, to, evaluate));
  const partition = stored(step, to, evaluate);
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
