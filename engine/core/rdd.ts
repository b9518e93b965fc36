import type { SparkContext } from './spark-context';
import type { TaskBuilder } from './task-builder';
import type { Aggregator, FunctionId, NarrowOperator, Partitioner, PlanStep } from './task';

export interface NarrowDependency {
  readonly kind: 'narrow';
  readonly rdd: RDD;
}

/** org.apache.spark.ShuffleDependency: the boundary between two stages. */
export interface ShuffleDependency {
  readonly kind: 'shuffle';
  readonly rdd: RDD;
  readonly shuffleId: number;
  readonly partitioner: Partitioner;
  /** What the map side combines with; null: it only cuts. */
  readonly mapSideAggregator: Aggregator | null;
}
export type Dependency = NarrowDependency | ShuffleDependency;

/** The operator for which an RDD was made, for lineage and errors. */
export interface RddScope {
  /** Spark's name of the operation, such as "reduceByKey". */
  readonly name: string;
  /** The pipeline's node; null in a script. */
  readonly nodeId: string | null;
  /** ms since the epoch; null outside of a stream. */
  readonly batchTime: number | null;
}

/**
 * A resilient distributed dataset: a plan for its partitions, never the data. Immutable, lazily evaluated, evaluated
 * anew by each job that reaches it unless a shuffle before it was computed already (org.apache.spark.rdd.RDD).
 */
export abstract class RDD {
  readonly id: number;
  readonly scope: RddScope;
  /** Node whose output wire carries this RDD's records; set by the stream that generated it. */
  outputOf: string | null = null;
  abstract readonly kind: string;
  abstract readonly numPartitions: number;
  abstract readonly dependencies: readonly Dependency[];

  constructor(readonly context: SparkContext) {
    this.id = context.nextRddId();
    this.scope = context.scope;
  }

  /** The steps that compute one partition; `partition` is 0 … numPartitions - 1. */
  abstract plan(partition: number, builder: TaskBuilder): PlanStep;

  /** Bytes that enter a partition's task, as far as known; decides whether a job is small. */
  abstract inputBytes(partition: number): number;

  /** Applies an operator to each partition, without moving records. */
  narrow(operator: NarrowOperator, f: FunctionId | null, scopeName: string = operator): RDD {
    return this.context.named(scopeName, () => new MapPartitionsRDD(this, operator, f));
  }

  /**
   * Generic aggregation by key, combining on the map side before the shuffle
   * (`pyspark.RDD.combineByKey`; reduceByKey is combineByKey with the identity).
   * @param numPartitions null: the context's default parallelism
   */
  combineByKey(aggregator: Aggregator, numPartitions: number | null, scopeName = 'combineByKey'): RDD {
    const partitioner: Partitioner = {
      kind: 'hash',
      numPartitions: numPartitions ?? this.context.defaultParallelism,
      partitionFunc: null,
    };
    return this.context.named(scopeName, () => new ShuffledRDD(this, partitioner, aggregator, true));
  }

  reduceByKey(func: FunctionId, numPartitions: number | null): RDD {
    const identity = this.context.builtin('identity');
    return this.combineByKey({ createCombiner: identity, mergeValue: func, mergeCombiners: func }, numPartitions, 'reduceByKey');
  }

  /** Moves each (key, value) to the partition of its key. */
  partitionBy(numPartitions: number | null, partitionFunc: FunctionId | null, scopeName = 'partitionBy'): RDD {
    const partitioner: Partitioner = {
      kind: 'hash',
      numPartitions: numPartitions ?? this.context.defaultParallelism,
      partitionFunc,
    };
    return this.context.named(scopeName, () => new ShuffledRDD(this, partitioner, null, false));
  }

  /** All partitions of this RDD, then all of the others (org.apache.spark.rdd.UnionRDD). */
  union(others: readonly RDD[]): RDD {
    return this.context.union([this, ...others]);
  }
}

/** org.apache.spark.rdd.MapPartitionsRDD: any operator that works within a partition. */
export class MapPartitionsRDD extends RDD {
  readonly kind = 'MapPartitionsRDD';
  readonly numPartitions: number;
  readonly dependencies: readonly [NarrowDependency];

  constructor(
    private readonly parent: RDD,
    private readonly operator: NarrowOperator,
    private readonly f: FunctionId | null,
  ) {
    super(parent.context);
    this.numPartitions = parent.numPartitions;
    this.dependencies = [{ kind: 'narrow', rdd: parent }];
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    const f = builder.use(this.f);
    return { kind: 'narrow', rdd: this.id, operator: this.operator, f, partition, parent: builder.plan(this.parent, partition) };
  }

  inputBytes(partition: number): number {
    return this.parent.inputBytes(partition);
  }
}

/** org.apache.spark.rdd.ShuffledRDD: the reduce side of a shuffle. */
export class ShuffledRDD extends RDD {
  readonly kind = 'ShuffledRDD';
  readonly numPartitions: number;
  readonly dependencies: readonly [ShuffleDependency];

  constructor(
    parent: RDD,
    partitioner: Partitioner,
    private readonly aggregator: Aggregator | null,
    private readonly mapSideCombine: boolean,
  ) {
    super(parent.context);
    this.numPartitions = partitioner.numPartitions;
    this.dependencies = [
      {
        kind: 'shuffle',
        rdd: parent,
        shuffleId: parent.context.nextShuffleId(),
        partitioner,
        mapSideAggregator: mapSideCombine ? aggregator : null,
      },
    ];
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    const { shuffleId } = this.dependencies[0];
    return {
      kind: 'shuffleRead',
      rdd: this.id,
      shuffleId,
      reduceId: partition,
      aggregator: builder.useAggregator(this.aggregator),
      mapSideCombined: this.mapSideCombine,
      buckets: builder.buckets(shuffleId, partition),
    };
  }

  inputBytes(): number {
    return 0;
  }
}

/** org.apache.spark.rdd.UnionRDD: the parents' partitions, one parent after the other. */
export class UnionRDD extends RDD {
  readonly kind = 'UnionRDD';
  readonly numPartitions: number;
  readonly dependencies: readonly NarrowDependency[];

  constructor(
    context: SparkContext,
    private readonly parents: readonly RDD[],
  ) {
    super(context);
    this.numPartitions = parents.reduce((sum, parent) => sum + parent.numPartitions, 0);
    this.dependencies = parents.map((rdd) => ({ kind: 'narrow', rdd }));
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    const [parent, index] = this.#parentOf(partition);
    return { kind: 'narrow', rdd: this.id, operator: 'pass', f: null, partition, parent: builder.plan(parent, index) };
  }

  inputBytes(partition: number): number {
    const [parent, index] = this.#parentOf(partition);
    return parent.inputBytes(index);
  }

  #parentOf(partition: number): [RDD, number] {
    let index = partition;
    for (const parent of this.parents) {
      if (index < parent.numPartitions) return [parent, index];
      index -= parent.numPartitions;
    }
    throw new RangeError(`UnionRDD ${this.id} has ${this.numPartitions} partitions; ${partition} was asked for.`);
  }
}

/** Data that the driver holds as bytes: received blocks, or serialised records of parallelize. */
export class BytesRDD extends RDD {
  readonly numPartitions: number;
  readonly dependencies = [] as const;

  /** @param slices one a partition */
  constructor(
    context: SparkContext,
    readonly kind: 'BlockRDD' | 'ParallelCollectionRDD',
    private readonly slices: readonly Uint8Array[],
  ) {
    super(context);
    this.numPartitions = slices.length;
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    const buffers = [builder.buffer(this.slices[partition]!)];
    return { kind: this.kind === 'BlockRDD' ? 'lines' : 'records', rdd: this.id, buffers };
  }

  inputBytes(partition: number): number {
    return this.slices[partition]?.byteLength ?? 0;
  }
}
