import type { BuiltinFunction } from '../../core/task';
import { literal } from './display';
import { Grouped } from './grouped';
import { pairOf } from './pair';
import { firstPosition } from './xorshift';

export type Callable = (...args: unknown[]) => unknown;

/** Records that RDD.repartition moves together, as PySpark does. */
const RECORDS_A_BATCH = 10;

const list = (values: unknown): unknown[] => [...(values as Iterable<unknown>)];

/** The runtime's own functions, of which the engine composes operators; see BuiltinFunction in core/task. */
const BUILTINS: Readonly<Record<BuiltinFunction, (functions: readonly Callable[], args: readonly number[]) => Callable>> = {
  identity: () => (x) => x,
  pairWithNone: () => (x) => [null, x],
  second: () => (pair) => (pair as readonly unknown[])[1],
  countRecords: () => (records) => [list(records).length],
  add: () => (a, b) => (a as number) + (b as number),
  subtract: () => (a, b) => (a as number) - (b as number),
  one: () => () => 1,
  pairWithOne: () => (x) => [x, 1],
  keyOne: () => (x) => [1, x],
  positiveValue: () => (pair) => (pairOf(pair)[1] as number) > 0,
  listOf: () => (value) => [value],
  // In place, as in Python: copying would make a group cost the square of its length.
  append: () => (values, value) => {
    (values as unknown[]).push(value);
    return values;
  },
  extend: () => (values, more) => {
    for (const value of more as unknown[]) (values as unknown[]).push(value);
    return values;
  },
  withoutBeginning: () => (values, beginning) => (values as unknown[]).slice((beginning as unknown[]).length),
  resultIterable: () => (values) => values,
  tag: (_, [tag]) => (value) => [tag, value],
  cogrouped: (_, [count]) => (tagged) => {
    const groups: unknown[][] = Array.from({ length: count! }, () => []);
    for (const [tag, value] of tagged as [number, unknown][]) groups[tag]!.push(value);
    return groups;
  },
  joined: (_, [padLeft, padRight]) => (tagged) => {
    const side = (wanted: number, pad: number): unknown[] => {
      const values = (tagged as [number, unknown][]).filter(([tag]) => tag === wanted).map(([, value]) => value);
      return values.length === 0 && pad === 1 ? [null] : values;
    };
    const right = side(2, padRight!);
    return side(1, padLeft!).flatMap((a) => right.map((b) => [a, b]));
  },
  combineLocally: ([merge, create]) => (records) => {
    const grouped = new Grouped();
    for (const record of records as Iterable<unknown>) grouped.add(...pairOf(record), create!, merge!);
    return grouped.pairs;
  },
  distribute: (_, [count, spreadBefore]) => (index, records) => {
    const start = firstPosition(index as number, count!) + 1;
    const batches = spreadBefore ? list(records).map((pair) => pairOf(pair)[1]) : batchesOf(list(records));
    return batches.map((batch, at) => [start + at, batch]);
  },
  numbered: (_, [first]) => (index, records) => list(records).map((record, at) => [`${first! + (index as number)} ${at}`, record]),
  without: (_, positions) => {
    const left = new Set(positions.flatMap((partition, at) => (at % 2 === 0 ? [`${partition} ${positions[at + 1]}`] : [])));
    return (index, records) => list(records).filter((_record, at) => !left.has(`${index as number} ${at}`));
  },
  kept: ([f]) => (value) => (f!(value) ? [value] : []),
  onValue: ([f]) => (pair) => onValue(pair, f!),
  onValues: ([f]) => (pair) => list(f!(pairOf(pair)[1])).map((value) => [pairOf(pair)[0], value]),
  shown: () => literal,
  shownKey: () => (pair) => literal(pairOf(pair)[0]),
};

function batchesOf(records: readonly unknown[]): unknown[][] {
  return Array.from({ length: Math.ceil(records.length / RECORDS_A_BATCH) }, (_, batch) => records.slice(batch * RECORDS_A_BATCH, (batch + 1) * RECORDS_A_BATCH));
}

function onValue(pair: unknown, f: Callable): readonly [unknown, unknown] {
  const [key, value] = pairOf(pair);
  return [key, f(value)];
}

/** @param functions users' functions that it is bound to */
export function builtin(name: BuiltinFunction, functions: readonly Callable[], args: readonly number[]): Callable {
  return BUILTINS[name](functions, args);
}
