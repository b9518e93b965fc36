/**
 * What the functions of a JavaScript pipeline get and return. One interface an operator, named as it is, with one
 * member a function parameter; the code fields complete from these lines (see declarations.ts), tests compile lambdas
 * against them. R is a record, K and V the key and the value of a pair, S a state; they are `any` where nothing is known.
 */
/* eslint-disable @typescript-eslint/no-explicit-any */

/** What a record may be: it can be sent to another executor. No promise, no function, nothing with methods of its own. */
export type Value = undefined | null | boolean | number | bigint | string | Date | Uint8Array | readonly Value[] | ReadonlyMap<Value, Value> | ReadonlySet<Value> | { readonly [field: string]: Value };

/** A [key, value] pair, an array of two; Python’s (key, value). */
export type Pair<K, V> = readonly [key: K, value: V];

/** The records of a partition, one after the other and once only: [...records] is an array of them, which takes their memory. */
export type Records<R> = IterableIterator<R>;

/** map: one record in, one record out. */
export interface map<R = any> {
  /** Gets each record; what it returns takes the record’s place. */
  f: (record: R) => Value;
}

/** flatMap: one record in, any number out. */
export interface flatMap<R = any> {
  /** Gets each record; returns an array of records, or anything else to iterate over. */
  f: (record: R) => Iterable<Value>;
}

/** filter: keeps some records. */
export interface filter<R = any> {
  /** Gets each record; those for which it returns something true stay. */
  f: (record: R) => Value;
}

/** reduce: all records of a batch in one. */
export interface reduce<R = any> {
  /** Gets two records; returns one. The order must not matter. */
  func: (a: R, b: R) => R;
}

/** mapPartitions: one call for all records of a partition. */
export interface mapPartitions<R = any> {
  /** Gets an iterator of a partition’s records; returns an array of records, or is a generator of them. */
  f: (records: Records<R>) => Iterable<Value>;
}

/** mapPartitionsWithIndex: mapPartitions that also gets the number of the partition. */
export interface mapPartitionsWithIndex<R = any> {
  /** Gets a partition’s number (from 0) and an iterator of its records; returns an array of records. */
  f: (index: number, records: Records<R>) => Iterable<Value>;
}

/** reduceByKey: merges the values of each key within a batch. */
export interface reduceByKey<V = any> {
  /** Gets two values of the same key; returns one. The order must not matter. */
  func: (a: V, b: V) => V;
}

/** mapValues: changes the values of pairs and leaves the keys. */
export interface mapValues<V = any> {
  /** Gets the value of each pair; what it returns takes the value’s place. */
  f: (value: V) => Value;
}

/** flatMapValues: one pair for each value of an array. */
export interface flatMapValues<V = any> {
  /** Gets the value of each pair; returns an array of values, each for a pair with the same key. */
  f: (value: V) => Iterable<Value>;
}

/** reduceByWindow: all records of a window in one. */
export interface reduceByWindow<R = any> {
  /** Gets two records; returns one. The order must not matter. */
  reduceFunc: (a: R, b: R) => R;
  /** Gets a result and what left the window; returns the result without it. */
  invReduceFunc: (result: R, left: R) => R;
}

/** reduceByKeyAndWindow: merges the values of each key within a window. */
export interface reduceByKeyAndWindow<K = any, V = any> {
  /** Gets two values of the same key; returns one. The order must not matter. */
  func: (a: V, b: V) => V;
  /** Gets a key’s result and what left the window; returns the result without it. */
  invFunc: (result: V, left: V) => V;
  /** Gets each pair of the result; those for which it returns something true stay. */
  filterFunc: (pair: Pair<K, V>) => Value;
}

/** updateStateByKey: keeps a state for each key, from batch to batch. */
export interface updateStateByKey<V = any, S = any> {
  /** Gets the values that came for a key and its state so far, null at first; returns the new state. null removes the key. */
  updateFunc: (newValues: V[], state: S | null) => S | null | undefined;
}
