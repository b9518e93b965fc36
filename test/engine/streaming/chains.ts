import fc from 'fast-check';
import type { DStream } from '#engine/streaming';
import type { Functions } from '../../fixtures/suites/suite-case';
import { INTERVAL } from './run-streams';

export type Pair = readonly [key: string, value: number];

/** What a stream gives, said by a plain loop: its records at each batch it is due in, batches counted from 1. */
export interface Model {
  /** in batches */
  readonly slide: number;
  readonly at: (batch: number) => readonly Pair[];
}

/** One operator on pairs: in the engine, and as a plain loop. */
export interface Link {
  readonly name: string;
  readonly apply: (stream: DStream, f: Functions) => DStream;
  readonly model: (parent: Model) => Model;
  /** It needs the slide of its parent to be that of the batches. */
  readonly everyBatch?: boolean;
}

const perBatch = (make: (records: readonly Pair[]) => readonly Pair[]) => (parent: Model): Model => ({ slide: parent.slide, at: (batch) => make(parent.at(batch)) });

export function summed(records: readonly Pair[]): Pair[] {
  const sums = new Map<string, number>();
  for (const [key, value] of records) sums.set(key, (sums.get(key) ?? 0) + value);
  return [...sums];
}

function within(parent: Model, length: number, batch: number): Pair[] {
  const records: Pair[] = [];
  for (let back = batch - length * parent.slide + parent.slide; back <= batch; back += parent.slide) if (back > 0) records.push(...parent.at(back));
  return records;
}

const windows = (length: number, every: number, make: (records: readonly Pair[]) => readonly Pair[]) => (parent: Model): Model => ({
  slide: parent.slide * every,
  at: (batch) => make(within(parent, length, batch)),
});

function stateOf(parent: Model): Model {
  const at = (batch: number): readonly Pair[] => (batch <= 0 ? [] : summed([...at(batch - parent.slide), ...parent.at(batch)]));
  return { slide: parent.slide, at };
}

function joinedWithItself(records: readonly Pair[]): Pair[] {
  return records.flatMap(([key, a]) => records.filter(([other]) => other === key).map(([, b]): Pair => [key, a + b]));
}

const constant = (link: Link): fc.Arbitrary<Link> => fc.constant(link);
const length = fc.integer({ min: 1, max: 7 });
const every = fc.constantFrom(1, 1, 2, 3);
const partitions = fc.constantFrom(null, 1, 3);
const ms = (stream: DStream, batches: number): number => stream.slideDuration * batches;

/** Links that keep the order of the records, whatever the partitions. */
const ordered: fc.Arbitrary<Link>[] = [
  constant({ name: 'mapValues', apply: (s, f) => s.mapValues(f.plus10), model: perBatch((all) => all.map(([key, value]) => [key, value + 10])) }),
  constant({ name: 'flatMapValues', apply: (s, f) => s.flatMapValues(f.withPlus10), model: perBatch((all) => all.flatMap(([key, value]): Pair[] => [[key, value], [key, value + 10]])) }),
  constant({ name: 'filter', apply: (s, f) => s.filter(f.evenValue), model: perBatch((all) => all.filter(([, value]) => value % 2 === 0)) }),
  constant({ name: 'mapPartitions', apply: (s, f) => s.mapPartitions(f.identity), model: (parent) => parent }),
  constant({ name: 'cache', apply: (s) => s.persist(), model: (parent) => parent }),
  constant({ name: 'union', apply: (s, f) => s.union([s.mapValues(f.plus4)]), model: perBatch((all) => [...all, ...all.map(([key, value]): Pair => [key, value + 4])]) }),
  fc.tuple(length, every).map(([l, e]) => ({ name: `window(${l}, ${e})`, apply: (s) => s.window(ms(s, l), ms(s, e)), model: windows(l, e, (all) => all) })),
];

const unordered: fc.Arbitrary<Link>[] = [
  partitions.map((n) => ({ name: `reduceByKey(${n})`, apply: (s, f) => s.reduceByKey(f.add, n), model: perBatch(summed) })),
  partitions.map((n) => ({ name: `groupByKey(${n})`, apply: (s, f) => s.groupByKey(n).mapValues(f.sumOf), model: perBatch(summed) })),
  fc.integer({ min: 1, max: 4 }).map((n) => ({ name: `repartition(${n})`, apply: (s) => s.repartition(n), model: (parent) => parent })),
  partitions.map((n) => ({ name: `partitionBy(${n})`, apply: (s) => s.partitionBy(n), model: (parent) => parent })),
  partitions.map((n) => ({ name: `join(${n})`, apply: (s, f) => s.reduceByKey(f.add, n).join(s, n).mapValues(f.sumOfBoth), model: perBatch((all) => summed(all).flatMap(([key, a]) => all.filter(([other]) => other === key).map(([, b]): Pair => [key, a + b]))) })),
  partitions.map((n) => ({ name: `fullOuterJoin(${n})`, apply: (s, f) => { const small = s.reduceByKey(f.add, n); return small.fullOuterJoin(small, n).mapValues(f.sumOfBoth); }, model: perBatch((all) => joinedWithItself(summed(all))) })),
  partitions.map((n) => ({ name: `cogroup(${n})`, apply: (s, f) => s.cogroup(s, n).mapValues(f.total), model: perBatch((all) => summed(all).map(([key, value]): Pair => [key, 2 * value])) })),
  fc.tuple(length, every, partitions).map(([l, e, n]) => ({ name: `reduceByKeyAndWindow(add, null, ${l}, ${e}, ${n})`, apply: (s, f) => s.reduceByKeyAndWindow(f.add, null, ms(s, l), ms(s, e), n, null), model: windows(l, e, summed) })),
  // Values are positive: a key at 0 is one that left.
  fc.tuple(length, every, partitions).map(([l, e, n]) => ({ name: `reduceByKeyAndWindow(add, subtract, ${l}, ${e}, ${n})`, apply: (s, f) => s.reduceByKeyAndWindow(f.add, f.subtract, ms(s, l), ms(s, e), n, f.notZero), model: windows(l, e, summed) })),
  fc.tuple(length, every).map(([l, e]) => ({ name: `groupByKeyAndWindow(${l}, ${e})`, apply: (s, f) => s.groupByKeyAndWindow(ms(s, l), ms(s, e), null).mapValues(f.sumOf).filter(f.notZero), model: windows(l, e, summed) })),
  partitions.map((n) => ({ name: `updateStateByKey(${n})`, apply: (s, f) => s.updateStateByKey(f.count, n), model: stateOf })),
  fc.tuple(partitions, fc.integer({ min: 1, max: 3 })).map(([n, k]) => ({ name: `updateStateByKey(${n}).checkpoint(${k})`, apply: (s, f) => s.updateStateByKey(f.count, n).checkpoint(ms(s, k)), model: stateOf })),
];

const chainOf = (links: readonly fc.Arbitrary<Link>[]): fc.Arbitrary<readonly Link[]> => fc.array(fc.oneof(...links), { minLength: 1, maxLength: 4 });
export const orderedChains = chainOf(ordered);
export const chains = chainOf([...ordered, ...unordered]);

const pair = fc.tuple(fc.constantFrom('a', 'b', 'c', '', '__proto__', 'é'), fc.integer({ min: 1, max: 20 }));
export const inputs: fc.Arbitrary<Pair[][]> = fc.array(fc.array(pair, { maxLength: 8 }), { minLength: 1, maxLength: 10 });

/** What a chain gives for each batch it is due in, by batch time in ms. */
export function expected(chain: readonly Link[], input: readonly (readonly Pair[])[]): Map<number, readonly Pair[]> {
  const start: Model = { slide: 1, at: (batch) => input[batch - 1] ?? [] };
  const { slide, at } = chain.reduce((model, link) => link.model(model), start);
  const batches = new Map<number, readonly Pair[]>();
  for (let batch = slide; batch <= input.length; batch += slide) batches.set(batch * INTERVAL, at(batch));
  return batches;
}

export const applied = (chain: readonly Link[]) => ([stream]: readonly DStream[], f: Functions): DStream => chain.reduce((s, link) => link.apply(s, f), stream!);
