import type { Aggregator, FunctionId, NarrowOperator, RDD } from '#engine/core';
import type { FunctionSource, Stream } from '#engine/operators';
import type { StreamingContext } from './streaming-context';
import type { OutputAction } from './output/output-operation';
import { pprint } from './output/pprint';
import { saveToSQLite } from './output/save-to-sqlite';

/**
 * A discretised stream: for each batch time, an RDD (org.apache.spark.streaming.dstream.DStream). It holds no records;
 * `compute` only says how the batch's RDD is made of its parents' RDDs.
 */
export abstract class DStream implements Stream {
  /** The operation that the user wrote: "count", not the map and reduce that it is made of. */
  readonly operation: string;
  readonly nodeId: string | null;
  /** Node whose output wire this stream is. */
  outputOf: string | null = null;
  abstract readonly parents: readonly DStream[];
  /** ms between two RDDs of this stream */
  abstract readonly slideDuration: number;
  /** RDDs by batch time, as long as somebody may still ask for them. */
  readonly #generated = new Map<number, RDD>();
  #zeroTime: number | null = null;
  #rememberDuration = 0;

  constructor(readonly ssc: StreamingContext) {
    const scope = ssc.buildScope;
    this.operation = scope.operation;
    this.nodeId = scope.nodeId;
    ssc.graph.register(this);
  }

  /** How the RDD of a batch is made; null: this stream has none at that time. */
  protected abstract compute(time: number): RDD | null;

  /** Called once, when the context starts. */
  initialize(zeroTime: number): void {
    this.#zeroTime = zeroTime;
    this.#rememberDuration = Math.max(this.#rememberDuration, this.slideDuration);
  }

  /** The RDD of a batch, made at the first call and the same at every later one. */
  getOrCompute(time: number): RDD | null {
    const known = this.#generated.get(time);
    if (known) return known;
    if (!this.#isTimeValid(time)) return null;
    const scope = { name: this.operation, nodeId: this.nodeId, batchTime: time };
    const rdd = this.ssc.sparkContext.withScope(scope, () => this.compute(time));
    if (rdd) {
      rdd.outputOf ??= this.outputOf;
      this.#generated.set(time, rdd);
    }
    return rdd;
  }

  /** Drops RDDs that no later batch can ask for; returns them. */
  clearMetadata(time: number): RDD[] {
    const dropped: RDD[] = [];
    for (const [generatedAt, rdd] of this.#generated) {
      if (generatedAt > time - this.#rememberDuration) continue;
      this.#generated.delete(generatedAt);
      dropped.push(rdd);
    }
    return dropped;
  }

  /** A stream is due after the zero time, at multiples of its slide from there (DStream.isTimeValid). */
  #isTimeValid(time: number): boolean {
    return this.#zeroTime !== null && time > this.#zeroTime && (time - this.#zeroTime) % this.slideDuration === 0;
  }

  map(f: FunctionSource): DStream {
    return this.#narrow('map', f);
  }

  flatMap(f: FunctionSource): DStream {
    return this.#narrow('flatMap', f);
  }

  filter(f: FunctionSource): DStream {
    return this.#narrow('filter', f);
  }

  /** One RDD of one number; of a batch without partitions an empty one, as PySpark's count(). */
  count(): DStream {
    const context = this.ssc.sparkContext;
    return this.ssc.named('count', () => {
      const counts = this.narrow('mapPartitions', context.builtin('countRecords'));
      const keyed = counts.narrow('map', context.builtin('pairWithNone'));
      return keyed.combine(this.#reducer(context.builtin('add')), 1).narrow('map', context.builtin('second'));
    });
  }

  /** @throws EngineError where the slide durations differ, with PySpark's text */
  union(others: readonly Stream[]): DStream {
    return this.ssc.named('union', () => new UnionDStream(this.ssc, [this, ...others.map(asDStream)]));
  }

  reduceByKey(func: FunctionSource, numPartitions: number | null): DStream {
    return this.ssc.named('reduceByKey', () => this.combine(this.#reducer(this.ssc.register(func)), numPartitions));
  }

  pprint(num: number): void {
    this.ssc.named('pprint', () => this.output(pprint(num)));
  }

  saveToSQLite(file: string, table: string): void {
    this.ssc.named('saveToSQLite', () => this.output(saveToSQLite(this.ssc, file, table)));
  }

  /** Registers an output operation: `run` gets the RDD of each batch. */
  output(run: OutputAction): void {
    this.ssc.graph.addOutput(this.ssc, this, run);
  }

  /** Combines the values of each key within a batch; `numPartitions` null: the default parallelism. */
  combine(aggregator: Aggregator, numPartitions: number | null): DStream {
    return new ShuffledDStream(this, aggregator, numPartitions);
  }

  #reducer(func: FunctionId): Aggregator {
    return { createCombiner: this.ssc.sparkContext.builtin('identity'), mergeValue: func, mergeCombiners: func };
  }

  narrow(operator: NarrowOperator, f: FunctionId | null): DStream {
    return new NarrowDStream(this, operator, f);
  }

  #narrow(operator: 'map' | 'flatMap' | 'filter', f: FunctionSource): DStream {
    return this.ssc.named(operator, () => this.narrow(operator, this.ssc.register(f)));
  }
}

function asDStream(stream: Stream): DStream {
  if (stream instanceof DStream) return stream;
  throw new TypeError('Streams of different engines cannot be combined.');
}

/** Any operator that works within partitions. */
class NarrowDStream extends DStream {
  readonly parents: readonly [DStream];
  readonly slideDuration: number;

  constructor(
    parent: DStream,
    private readonly operator: NarrowOperator,
    private readonly f: FunctionId | null,
  ) {
    super(parent.ssc);
    this.parents = [parent];
    this.slideDuration = parent.slideDuration;
  }

  protected compute(time: number): RDD | null {
    return this.parents[0].getOrCompute(time)?.narrow(this.operator, this.f) ?? null;
  }
}

/** org.apache.spark.streaming.dstream.ShuffledDStream: reduceByKey within each batch. */
class ShuffledDStream extends DStream {
  readonly parents: readonly [DStream];
  readonly slideDuration: number;

  constructor(
    parent: DStream,
    private readonly aggregator: Aggregator,
    private readonly numPartitions: number | null,
  ) {
    super(parent.ssc);
    this.parents = [parent];
    this.slideDuration = parent.slideDuration;
  }

  protected compute(time: number): RDD | null {
    return this.parents[0].getOrCompute(time)?.combineByKey(this.aggregator, this.numPartitions) ?? null;
  }
}

/** org.apache.spark.streaming.dstream.UnionDStream: the batch's RDDs, one stream after the other. */
class UnionDStream extends DStream {
  readonly slideDuration: number;

  constructor(
    ssc: StreamingContext,
    readonly parents: readonly DStream[],
  ) {
    super(ssc);
    this.slideDuration = parents[0]!.slideDuration;
    if (parents.some((parent) => parent.slideDuration !== this.slideDuration)) {
      throw new RangeError('the two DStream should have same slide duration');
    }
  }

  protected compute(time: number): RDD | null {
    const rdds = this.parents.map((parent) => parent.getOrCompute(time)).filter((rdd) => rdd !== null);
    return rdds.length > 0 ? this.ssc.sparkContext.union(rdds) : null;
  }
}
