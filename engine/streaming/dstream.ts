import { type Aggregator, EngineError, type FunctionId, type JoinKind, type NarrowOperator, type RDD } from '#engine/core';
import type { FunctionSource, Stream } from '#engine/operators';
import { each, eachUnited, transformed } from './computations/each-batch';
import { reducedWindow } from './computations/reduced-window';
import { state, type StateUpdate } from './computations/state';
import { windowed } from './computations/windowed';
import type { OutputAction } from './output/output-operation';
import { pprint } from './output/pprint';
import { saveAsTextFiles } from './output/save-as-text-files';
import { saveToSQLite } from './output/save-to-sqlite';
import { RddSeries } from './rdd-series';

/** A reduction over a window; durations are ms, `slideDuration` null means the parent's. */
export interface WindowReduction {
  readonly func: FunctionId;
  /** Undoes `func`: the window before is corrected instead of computed anew. Null: always computed anew. */
  readonly invFunc: FunctionId | null;
  readonly windowDuration: number;
  readonly slideDuration: number | null;
  /** null: the default parallelism */
  readonly numPartitions: number | null;
  /** Keeps the (key, value) pairs for which it is true. */
  readonly filterFunc: FunctionId | null;
}

/** A discretised stream: a series of RDDs with the operators on it (org.apache.spark.streaming.dstream.DStream). */
export class DStream extends RddSeries implements Stream {
  // --- Operators ----------------------------------------------------------------------------------------------------

  map(f: FunctionSource): DStream {
    return this.#recordwise('map', f);
  }

  flatMap(f: FunctionSource): DStream {
    return this.#recordwise('flatMap', f);
  }

  filter(f: FunctionSource): DStream {
    return this.#recordwise('filter', f);
  }

  mapValues(f: FunctionSource): DStream {
    return this.#recordwise('mapValues', f);
  }

  flatMapValues(f: FunctionSource): DStream {
    return this.#recordwise('flatMapValues', f);
  }

  mapPartitions(f: FunctionSource): DStream {
    return this.#recordwise('mapPartitions', f);
  }

  mapPartitionsWithIndex(f: FunctionSource): DStream {
    return this.#recordwise('mapPartitionsWithIndex', f);
  }

  glom(): DStream {
    return this.ssc.named('glom', () => this.narrow('glom', null));
  }

  /** One RDD of one number; of a batch without partitions an empty one, as PySpark's count(). */
  count(): DStream {
    return this.ssc.named('count', () => this.narrow('mapPartitions', this.#builtin('countRecords')).reduceRecords(this.#builtin('add')));
  }

  reduce(func: FunctionSource): DStream {
    return this.ssc.named('reduce', () => this.reduceRecords(this.ssc.register(func)));
  }

  reduceRecords(func: FunctionId): DStream {
    return this.narrow('map', this.#builtin('pairWithNone')).combine(this.#reducer(func), 1).narrow('map', this.#builtin('second'));
  }

  /**
   * @param needsAll a batch in which one of them has no RDD fails
   * @throws EngineError where the slide durations differ, with PySpark's text
   */
  union(others: readonly Stream[], needsAll = false): DStream {
    return this.ssc.named('union', () => new DStream(this.ssc, eachUnited([this, ...others.map(asDStream)], needsAll)));
  }

  reduceByKey(func: FunctionSource, numPartitions: number | null): DStream {
    return this.reduceByKeyWith(this.ssc.register(func), numPartitions);
  }

  reduceByKeyWith(func: FunctionId, numPartitions: number | null): DStream {
    return this.ssc.named('reduceByKey', () => this.combine(this.#reducer(func), numPartitions));
  }

  groupByKey(numPartitions: number | null): DStream {
    return this.#perBatch('groupByKey', (rdd) => rdd.groupByKey(numPartitions));
  }

  countByValue(): DStream {
    return this.ssc.named('countByValue', () => this.narrow('map', this.#builtin('pairWithOne')).combine(this.#reducer(this.#builtin('add')), null));
  }

  repartition(numPartitions: number): DStream {
    return this.#perBatch('repartition', (rdd) => rdd.repartition(numPartitions));
  }

  partitionBy(numPartitions: number | null, partitionFunc: FunctionId | null = null): DStream {
    return this.#perBatch('partitionBy', (rdd) => rdd.partitionBy(numPartitions, partitionFunc));
  }

  cogroup(other: Stream, numPartitions: number | null): DStream {
    return this.#withOther('cogroup', other, (a, b) => a.cogroup([b], numPartitions));
  }

  join(other: Stream, numPartitions: number | null): DStream {
    return this.#join('join', other, numPartitions);
  }

  leftOuterJoin(other: Stream, numPartitions: number | null): DStream {
    return this.#join('leftOuterJoin', other, numPartitions);
  }

  rightOuterJoin(other: Stream, numPartitions: number | null): DStream {
    return this.#join('rightOuterJoin', other, numPartitions);
  }

  fullOuterJoin(other: Stream, numPartitions: number | null): DStream {
    return this.#join('fullOuterJoin', other, numPartitions);
  }

  // --- Windows and state --------------------------------------------------------------------------------------------

  /** All records of the last `windowDuration` ms, every `slideDuration` ms. */
  window(windowDuration: number, slideDuration: number | null): DStream {
    this.#validateWindow(windowDuration, slideDuration);
    return this.ssc.named('window', () => new DStream(this.ssc, windowed(this, windowDuration, slideDuration ?? this.slideDuration)));
  }

  reduceByKeyAndWindow(func: FunctionSource, invFunc: FunctionSource | null, windowDuration: number, slideDuration: number | null, numPartitions: number | null, filterFunc: FunctionSource | null): DStream {
    const register = (fn: FunctionSource | null): FunctionId | null => (fn ? this.ssc.register(fn) : null);
    return this.reduceWindow({ func: this.ssc.register(func), invFunc: register(invFunc), windowDuration, slideDuration, numPartitions, filterFunc: register(filterFunc) });
  }

  reduceWindow(reduction: WindowReduction): DStream {
    this.#validateWindow(reduction.windowDuration, reduction.slideDuration);
    return this.ssc.named('reduceByKeyAndWindow', () => {
      const { func, numPartitions } = reduction;
      const reduced = this.combine(this.#reducer(func), numPartitions);
      if (reduction.invFunc === null) return reduced.window(reduction.windowDuration, reduction.slideDuration).combine(this.#reducer(func), numPartitions);
      return new DStream(this.ssc, reducedWindow(reduced, { ...reduction, invFunc: reduction.invFunc, slideDuration: reduction.slideDuration ?? this.slideDuration }));
    });
  }

  reduceByWindow(func: FunctionSource, invFunc: FunctionSource | null, windowDuration: number, slideDuration: number): DStream {
    return this.reduceRecordsInWindow(this.ssc.register(func), invFunc ? this.ssc.register(invFunc) : null, windowDuration, slideDuration);
  }

  reduceRecordsInWindow(func: FunctionId, invFunc: FunctionId | null, windowDuration: number, slideDuration: number): DStream {
    return this.ssc.named('reduceByWindow', () => {
      const keyed = this.narrow('map', this.#builtin('keyOne'));
      return keyed.reduceWindow({ func, invFunc, windowDuration, slideDuration, numPartitions: 1, filterFunc: null }).narrow('map', this.#builtin('second'));
    });
  }

  countByWindow(windowDuration: number, slideDuration: number): DStream {
    return this.ssc.named('countByWindow', () =>
      this.narrow('map', this.#builtin('one')).reduceRecordsInWindow(this.#builtin('add'), this.#builtin('subtract'), windowDuration, slideDuration),
    );
  }

  countByValueAndWindow(windowDuration: number, slideDuration: number, numPartitions: number | null): DStream {
    return this.ssc.named('countByValueAndWindow', () => {
      const reduction = { func: this.#builtin('add'), invFunc: this.#builtin('subtract'), windowDuration, slideDuration, numPartitions, filterFunc: null };
      return this.narrow('map', this.#builtin('pairWithOne')).reduceWindow(reduction).narrow('filter', this.#builtin('positiveValue'));
    });
  }

  groupByKeyAndWindow(windowDuration: number, slideDuration: number, numPartitions: number | null): DStream {
    return this.ssc.named('groupByKeyAndWindow', () => {
      const reduction = { func: this.#builtin('extend'), invFunc: this.#builtin('withoutBeginning'), windowDuration, slideDuration, numPartitions, filterFunc: null };
      return this.narrow('mapValues', this.#builtin('listOf')).reduceWindow(reduction).narrow('mapValues', this.#builtin('resultIterable'));
    });
  }

  updateStateByKey(updateFunc: FunctionSource, numPartitions: number | null): DStream {
    return this.updateState({ update: this.ssc.register(updateFunc), numPartitions, initialRDD: null });
  }

  updateState(update: StateUpdate): DStream {
    return this.ssc.named('updateStateByKey', () => new DStream(this.ssc, state(this, update)));
  }

  // --- Outputs ------------------------------------------------------------------------------------------------------

  pprint(num: number): void {
    this.ssc.named('pprint', () => this.output(pprint(num)));
  }

  saveAsTextFiles(prefix: string, suffix: string | null): void {
    this.ssc.named('saveAsTextFiles', () => this.output(saveAsTextFiles(this.ssc, prefix, suffix)));
  }

  saveToSQLite(file: string, table: string): void {
    this.ssc.named('saveToSQLite', () => this.output(saveToSQLite(this.ssc, file, table)));
  }

  /** Registers an output operation: `run` gets the RDD of each batch. */
  output(run: OutputAction): void {
    this.ssc.graph.addOutput(this.ssc, this, run);
  }

  // --- What operators are made of -----------------------------------------------------------------------------------

  /** Combines the values of each key within a batch; `numPartitions` null: the default parallelism. */
  combine(aggregator: Aggregator, numPartitions: number | null): DStream {
    return new DStream(this.ssc, each(this, (rdd) => rdd.combineByKey(aggregator, numPartitions)));
  }

  narrow(operator: NarrowOperator, f: FunctionId | null, preservesPartitioning?: boolean): DStream {
    return new DStream(this.ssc, each(this, (rdd) => rdd.narrow(operator, f, preservesPartitioning)));
  }

  #perBatch(operation: string, make: (rdd: RDD) => RDD): DStream {
    return this.ssc.named(operation, () => new DStream(this.ssc, each(this, make)));
  }

  #withOther(operation: string, other: Stream, make: (a: RDD, b: RDD) => RDD): DStream {
    const make2 = ([a, b]: readonly (RDD | null)[]): RDD => make(a!, b!);
    return this.ssc.named(operation, () => new DStream(this.ssc, transformed([this, asDStream(other)], make2, 'empty')));
  }

  #join(kind: JoinKind, other: Stream, numPartitions: number | null): DStream {
    return this.#withOther(kind, other, (a, b) => a.join(b, numPartitions, kind));
  }

  #recordwise(operator: Exclude<NarrowOperator, 'pass' | 'glom'>, f: FunctionSource): DStream {
    return this.ssc.named(operator, () => this.narrow(operator, this.ssc.register(f)));
  }

  #reducer(func: FunctionId): Aggregator {
    return { createCombiner: this.#builtin('identity'), mergeValue: func, mergeCombiners: func };
  }

  #builtin(name: Parameters<RDD['context']['builtin']>[0]): FunctionId {
    return this.ssc.sparkContext.builtin(name);
  }

  /** @throws EngineError `invalid-argument` with PySpark's texts */
  #validateWindow(windowDuration: number, slideDuration: number | null): void {
    const slide = this.slideDuration;
    for (const [name, duration] of [['windowDuration', windowDuration], ['slideDuration', slideDuration]] as const) {
      if (duration === null || (duration > 0 && duration % slide === 0)) continue;
      if (!(duration > 0)) throw new EngineError('invalid-argument', `${name} has to be longer than 0 ms; it is ${duration} ms. Make it a multiple of ${slide} ms.`);
      throw new EngineError('invalid-argument', `${name} must be multiple of the parent dstream's slide (batch) duration (${slide} ms)`);
    }
  }
}

function asDStream(stream: Stream): DStream {
  if (stream instanceof DStream) return stream;
  throw new TypeError('Streams of different engines cannot be combined.');
}
