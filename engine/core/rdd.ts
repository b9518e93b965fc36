import { type Dependency, narrowOn, type RddScope } from './dependency';
import { EngineError } from './errors';
import { hashPartitioner, samePartitioner } from './partitioner';
import type { SparkContext } from './spark-context';
import type { TaskBuilder } from './task-builder';
import type { Aggregator, FunctionId, NarrowOperator, Partitioner, PlanStep } from './task';

/**
 * A resilient distributed dataset: a plan for its partitions, never the data. Immutable, lazily evaluated, evaluated
 * anew by each job that reaches it unless it is persisted, checkpointed, or a shuffle before it was computed already
 * (org.apache.spark.rdd.RDD).
 */
export abstract class RDD {
  readonly id: number;
  readonly scope: RddScope;
  /** Node whose output wire carries this RDD's records; set by the stream that generated it. */
  outputOf: string | null = null;
  /** Batch for which a stream gave it last, ms since the epoch: that of an RDD which was there before, as in a queue. */
  givenAt: number | null = null;
  /** Asked for each record that it yields; see `WatchedRdd`. */
  condition: FunctionId | null = null;
  abstract readonly kind: string;
  abstract readonly numPartitions: number;
  /** How records were placed by key; null where that is not known (RDD.partitioner). */
  readonly partitioner: Partitioner | null;
  #dependencies: readonly Dependency[];
  #persisted = false;
  #checkpoint: 'none' | 'marked' | readonly Uint8Array[] = 'none';
  #batches: RDD | null = null;
  /** Where its partitions are saved. */
  #checkpointFolder: string | null = null;

  constructor(
    readonly context: SparkContext,
    dependencies: readonly Dependency[],
    partitioner: Partitioner | null = null,
  ) {
    this.id = context.nextRddId();
    this.scope = context.scope;
    this.#dependencies = dependencies;
    this.partitioner = partitioner;
  }

  /** What it is computed from; nothing once it is checkpointed, so that a stream's past can be forgotten. */
  get dependencies(): readonly Dependency[] {
    return this.#dependencies;
  }

  /** Of records that were spread (RDD.repartition): the tens that moved together, each with its number. */
  get batches(): RDD | null {
    return this.#persisted ? null : this.#batches;
  }

  /** How many records PySpark pickles together in it; 0 where it grows by what they weigh, as behind any function. */
  get pickledTogether(): number {
    return 0;
  }

  protected parent(index = 0): RDD {
    return this.#dependencies[index]!.rdd;
  }

  /** The numbers of all partitions, for a job on the whole RDD. */
  get partitions(): number[] {
    return Array.from({ length: this.numPartitions }, (_, index) => index);
  }

  /** The steps that compute one partition; `partition` is 0 … numPartitions - 1. */
  abstract plan(partition: number, builder: TaskBuilder): PlanStep;

  /** Bytes that enter a partition's task, as far as known; decides whether a job is small. */
  abstract inputBytes(partition: number): number;

  /** True where partitions are stored as live objects of one executor: they are too many to be sent about each batch. */
  get staysHome(): boolean {
    return false;
  }

  get isPersisted(): boolean {
    return this.#persisted;
  }

  /** Keeps computed partitions for later jobs, serialised (StorageLevel.MEMORY_ONLY of Python). */
  persist(): this {
    this.#persisted = true;
    return this;
  }

  unpersist(): this {
    this.#persisted = false;
    this.context.dropBlocks([this.id]);
    return this;
  }

  get checkpointed(): readonly Uint8Array[] | null {
    return typeof this.#checkpoint === 'string' ? null : this.#checkpoint;
  }

  /** Marks it: the first job that computes it saves it and forgets what it was computed from (RDD.checkpoint). */
  checkpoint(): void {
    if (this.#checkpoint !== 'none') return;
    this.#checkpoint = 'marked';
    this.context.checkpointWhenComputed(this);
  }

  get checkpointFolder(): string | null {
    return this.#checkpointFolder;
  }

  /** @param folder null: its partitions are in memory only */
  markCheckpointed(slices: readonly Uint8Array[], folder: string | null): void {
    this.#checkpoint = slices;
    this.#checkpointFolder = folder;
    this.#dependencies = [];
  }

  /**
   * Applies an operator to each partition, without moving records.
   * @param preservesPartitioning true where keys stay as they are
   */
  narrow(operator: NarrowOperator, f: FunctionId | null, preservesPartitioning = PRESERVING.has(operator), scopeName: string = operator): RDD {
    const now = f === null ? null : this.context.current(f);
    return this.context.named(scopeName, () => new MapPartitionsRDD(this, operator, now, preservesPartitioning));
  }

  /**
   * Generic aggregation by key, combining on the map side before the shuffle (`pyspark.RDD.combineByKey`). Records that
   * lie where the partitioner wants them are not moved.
   * @param numPartitions null: the context's default parallelism
   */
  combineByKey(aggregator: Aggregator, numPartitions: number | null, scopeName = 'combineByKey', partitionFunc: FunctionId | null = null): RDD {
    const partitioner = this.#placedBy(numPartitions, partitionFunc);
    return this.context.named(scopeName, () => {
      const { createCombiner, mergeValue, mergeCombiners } = aggregator;
      if (!samePartitioner(this.partitioner, partitioner)) {
        const current = (f: FunctionId): FunctionId => this.context.current(f);
        return new ShuffledRDD(this, partitioner, { createCombiner: current(createCombiner), mergeValue: current(mergeValue), mergeCombiners: current(mergeCombiners) }, true);
      }
      return this.narrow('mapPartitions', this.context.builtin('combineLocally', [mergeValue, createCombiner]), true);
    });
  }

  reduceByKey(func: FunctionId, numPartitions: number | null, partitionFunc: FunctionId | null = null): RDD {
    const identity = this.context.builtin('identity');
    return this.combineByKey({ createCombiner: identity, mergeValue: func, mergeCombiners: func }, numPartitions, 'reduceByKey', partitionFunc);
  }

  /** (key, list of its values) for each key, the lists not yet in the language's clothes. */
  groupToLists(numPartitions: number | null, partitionFunc: FunctionId | null = null): RDD {
    const builtin = (name: 'listOf' | 'append' | 'extend'): FunctionId => this.context.builtin(name);
    const aggregator = { createCombiner: builtin('listOf'), mergeValue: builtin('append'), mergeCombiners: builtin('extend') };
    return this.combineByKey(aggregator, numPartitions, 'groupByKey', partitionFunc);
  }

  groupByKey(numPartitions: number | null, partitionFunc: FunctionId | null = null): RDD {
    return this.context.named('groupByKey', () =>
      this.groupToLists(numPartitions, partitionFunc).narrow('mapValues', this.context.builtin('resultIterable')),
    );
  }

  /** Moves each (key, value) to the partition of its key. */
  partitionBy(numPartitions: number | null, partitionFunc: FunctionId | null = null, scopeName = 'partitionBy'): RDD {
    const partitioner = this.#placedBy(numPartitions, partitionFunc);
    if (samePartitioner(this.partitioner, partitioner)) return this;
    return this.context.named(scopeName, () => new ShuffledRDD(this, partitioner, null, false));
  }

  #placedBy(numPartitions: number | null, partitionFunc: FunctionId | null): Partitioner {
    return hashPartitioner(numPartitions ?? this.context.defaultParallelism, partitionFunc === null ? null : this.context.current(partitionFunc));
  }

  /** All partitions of this RDD, then all of the others (SparkContext.union). */
  union(others: readonly RDD[]): RDD {
    return this.context.union([this, ...others]);
  }

  /** (key, one group of values an RDD) for every key of any of them (pyspark.join.python_cogroup). */
  cogroup(others: readonly RDD[], numPartitions: number | null): RDD {
    return this.context.named('cogroup', () => {
      const all = [this, ...others];
      return this.#tagged(all, 0)
        .groupToLists(numPartitions)
        .narrow('mapValues', this.context.builtin('cogrouped', [], [all.length]));
    });
  }

  /** (key, (left, right)) for each pair of values of a key (pyspark.join). */
  join(other: RDD, numPartitions: number | null, kind: JoinKind = 'join'): RDD {
    return this.context.named(kind, () =>
      this.#tagged([this, other], 1).groupToLists(numPartitions).narrow('flatMapValues', this.context.builtin('joined', [], PADDED[kind])),
    );
  }

  #tagged(rdds: readonly RDD[], first: number): RDD {
    return this.context.union(rdds.map((rdd, index) => rdd.narrow('mapValues', this.context.builtin('tag', [], [index + first]))));
  }

  cartesian(other: RDD): RDD {
    return this.context.named('cartesian', () => new PairedRDD('cartesian', this, other));
  }

  /**
   * @param batch records that are compared at a time, as PySpark pickles them: where sizes differ, it decides which error tells it
   * @throws EngineError with Spark's text where the numbers of partitions differ
   */
  zip(other: RDD, batch = 1): RDD {
    if (this.numPartitions !== other.numPartitions) {
      throw new EngineError('invalid-argument', 'Can only zip with RDD which has the same number of partitions');
    }
    return this.context.named('zip', () => new PairedRDD('zip', this, other, batch));
  }

  /** Fewer partitions without moving single records (RDD.coalesce with shuffle = false). */
  coalesce(numPartitions: number): RDD {
    requirePartitions(numPartitions);
    return this.context.named('coalesce', () => new CoalescedRDD(this, numPartitions));
  }

  /** Spreads the records evenly over partitions, ten at a time as PySpark does (RDD.repartition); tens that were spread before stay together. */
  repartition(numPartitions: number): RDD {
    requirePartitions(numPartitions);
    return this.context.named('repartition', () => {
      const before = this.batches;
      const spread = (before ?? this).narrow('mapPartitionsWithIndex', this.context.builtin('distribute', [], [numPartitions, before ? 1 : 0]));
      const batches = spread.partitionBy(numPartitions, this.context.builtin('identity'));
      const made = batches.narrow('flatMap', this.context.builtin('second'));
      made.#batches = batches;
      return made;
    });
  }
}

/** @throws EngineError `invalid-argument` with Spark's text */
function requirePartitions(count: number): void {
  if (!(count > 0)) throw new EngineError('invalid-argument', `requirement failed: Number of partitions (${count}) must be positive.`);
}

export type JoinKind = 'join' | 'leftOuterJoin' | 'rightOuterJoin' | 'fullOuterJoin';
/** 1 where a missing left, a missing right value becomes None. */
const PADDED: Readonly<Record<JoinKind, readonly [left: number, right: number]>> = { join: [0, 0], leftOuterJoin: [0, 1], rightOuterJoin: [1, 0], fullOuterJoin: [1, 1] };

/** Operators that leave keys as they are. */
const PRESERVING: ReadonlySet<NarrowOperator> = new Set<NarrowOperator>(['filter', 'mapValues', 'flatMapValues']);

/** org.apache.spark.rdd.MapPartitionsRDD: any operator that works within a partition. */
export class MapPartitionsRDD extends RDD {
  readonly kind = 'MapPartitionsRDD';
  readonly numPartitions: number;

  constructor(
    parent: RDD,
    private readonly operator: NarrowOperator,
    private readonly f: FunctionId | null,
    preservesPartitioning: boolean,
  ) {
    super(parent.context, [narrowOn(parent)], preservesPartitioning ? parent.partitioner : null);
    this.numPartitions = parent.numPartitions;
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    const f = builder.use(this.f);
    return { kind: 'narrow', rdd: this.id, operator: this.operator, f, partition, parent: builder.plan(this.parent(), partition) };
  }

  inputBytes(partition: number): number {
    return this.dependencies.length > 0 ? this.parent().inputBytes(partition) : 0;
  }
}

/** org.apache.spark.rdd.ShuffledRDD: the reduce side of a shuffle. */
export class ShuffledRDD extends RDD {
  readonly kind = 'ShuffledRDD';
  readonly numPartitions: number;
  readonly #shuffleId: number;

  constructor(
    parent: RDD,
    partitioner: Partitioner,
    private readonly aggregator: Aggregator | null,
    private readonly mapSideCombine: boolean,
  ) {
    const shuffleId = parent.context.nextShuffleId();
    super(parent.context, [{ kind: 'shuffle', rdd: parent, shuffleId, partitioner, scope: parent.context.scope, mapSideAggregator: mapSideCombine ? aggregator : null }], partitioner);
    this.#shuffleId = shuffleId;
    this.numPartitions = partitioner.numPartitions;
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    return {
      kind: 'shuffleRead',
      rdd: this.id,
      shuffleId: this.#shuffleId,
      reduceId: partition,
      aggregator: builder.useAggregator(this.aggregator),
      mapSideCombined: this.mapSideCombine,
      buckets: builder.buckets(this.#shuffleId, partition),
    };
  }

  inputBytes(): number {
    return 0;
  }
}

/** org.apache.spark.rdd.CoalescedRDD without localities: neighbouring partitions in one, the groups of even size. */
export class CoalescedRDD extends RDD {
  readonly kind = 'CoalescedRDD';
  readonly numPartitions: number;
  readonly #parentPartitions: number;

  constructor(parent: RDD, numPartitions: number) {
    super(parent.context, [narrowOn(parent)]);
    this.#parentPartitions = parent.numPartitions;
    this.numPartitions = Math.min(numPartitions, parent.numPartitions);
  }

  override get batches(): RDD | null {
    const spread = this.isPersisted || this.dependencies.length === 0 ? null : this.parent().batches;
    return spread && new CoalescedRDD(spread, this.numPartitions);
  }

  override get pickledTogether(): number {
    return this.dependencies.length === 0 ? 0 : this.parent().pickledTogether;
  }

  #members(partition: number): number[] {
    const start = Math.floor((partition * this.#parentPartitions) / this.numPartitions);
    const end = Math.floor(((partition + 1) * this.#parentPartitions) / this.numPartitions);
    return Array.from({ length: end - start }, (_, index) => start + index);
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    return { kind: 'concat', rdd: this.id, parents: this.#members(partition).map((member) => builder.plan(this.parent(), member)) };
  }

  inputBytes(partition: number): number {
    if (this.dependencies.length === 0) return 0;
    return this.#members(partition).reduce((sum, member) => sum + this.parent().inputBytes(member), 0);
  }
}

/** PySpark's RDD.zip pickles its sides anew where they are not pickled alike. */
const ZIPPED_TOGETHER = 100;
/** In place of a number of records: they are in the tens in which they were spread (RDD.batches). */
const MOVED_TOGETHER = -1;

/** CartesianRDD and ZippedPartitionsRDD: records of two RDDs side by side. */
export class PairedRDD extends RDD {
  readonly kind: 'CartesianRDD' | 'ZippedPartitionsRDD2';
  readonly numPartitions: number;
  readonly #rightPartitions: number;
  readonly #together: readonly [number, number];

  constructor(
    private readonly way: 'cartesian' | 'zip',
    left: RDD,
    right: RDD,
    private readonly batch = 1,
  ) {
    const sideOf = (rdd: RDD): RDD => (way === 'cartesian' ? (rdd.batches ?? rdd) : rdd);
    super(left.context, [narrowOn(sideOf(left)), narrowOn(sideOf(right))]);
    const together = (rdd: RDD): number => (rdd.batches ? MOVED_TOGETHER : rdd.pickledTogether);
    this.#together = [together(left), together(right)];
    this.kind = way === 'cartesian' ? 'CartesianRDD' : 'ZippedPartitionsRDD2';
    this.#rightPartitions = right.numPartitions;
    this.numPartitions = way === 'cartesian' ? left.numPartitions * right.numPartitions : left.numPartitions;
  }

  override get pickledTogether(): number {
    return this.way === 'cartesian' ? 0 : Math.max(0, Math.min(...this.#together)) || ZIPPED_TOGETHER;
  }

  #sides(partition: number): [number, number] {
    if (this.way === 'zip') return [partition, partition];
    return [Math.floor(partition / this.#rightPartitions), partition % this.#rightPartitions];
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    const [left, right] = this.#sides(partition);
    const sides = { rdd: this.id, left: builder.plan(this.parent(0), left), right: builder.plan(this.parent(1), right) };
    return this.way === 'zip' ? { kind: 'zip', ...sides, batch: this.batch } : { kind: 'cartesian', ...sides, together: this.#together };
  }

  inputBytes(partition: number): number {
    if (this.dependencies.length === 0) return 0;
    const [left, right] = this.#sides(partition);
    return this.parent(0).inputBytes(left) + this.parent(1).inputBytes(right);
  }
}
