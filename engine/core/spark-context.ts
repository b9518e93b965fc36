import { BlockTracker } from './block-tracker';
import { type BytesFormat, BytesRDD } from './bytes-rdd';
import type { RddScope } from './dependency';
import { hashPartitioner, samePartitioner } from './partitioner';
import { PartitionerAwareUnionRDD, UnionRDD } from './union-rdd';
import { DAGScheduler, type JobOptions, type ReplacedText, type TaskReport } from './dag-scheduler';
import type { ExecutorProvider } from './executor-provider';
import { lineageOf } from './lineage';
import { EngineError } from './errors';
import { FunctionVersions } from './function-versions';
import { MapOutputTracker } from './map-output-tracker';
import type { RDD } from './rdd';
import { storageShare } from './context-settings';
import { take } from './take';
import type { BuiltinFunction, FunctionDefinition, FunctionForm, FunctionId, Observation, TaskSink, TaskSuccess } from './task';
import { type Printed, TaskScheduler } from './task-scheduler';
import { unwritable } from './unwritable';

export interface SparkContextOptions {
  readonly executors: ExecutorProvider;
  /** n of local[n]: task slots, of which each receiver holds one. */
  readonly slots: number;
  /** n of local[n], or `spark.default.parallelism`. */
  readonly defaultParallelism: number;
  /** How often a task is tried; see `taskMaxFailures`. Left out: once. */
  readonly maxFailures?: number;
  readonly observe: Observation;
  readonly onTask?: (report: TaskReport) => void;
  readonly onPrint?: (printed: Printed) => void;
  readonly onExecutorLost?: (reason: string) => void;
  /** Told of each task that read text with bytes that are no UTF-8; of a partition that is read again, again. */
  readonly onReplaced?: (told: ReplacedText) => void;
  /** Of an executor's memory, for what it keeps between tasks; see `storageShare`. What is more goes to disk. */
  readonly storageShare?: number;
  /** Told the first time that executors put kept data on disk. */
  readonly onSpilled?: (bytes: number) => void;
  /** Updates of accumulators by a task that succeeded, serialised by the language. */
  readonly onAccumulators?: (updates: Uint8Array) => void;
  /** Saves a checkpointed RDD's partitions; absent: they are held in memory only. */
  readonly onCheckpoint?: (rdd: number, slices: readonly Uint8Array[]) => Promise</* where; null: nowhere */ string | null>;
}

/** The entry to RDDs (org.apache.spark.SparkContext): makes them, runs jobs on them, owns the executors' lease. */
export class SparkContext {
  readonly defaultParallelism: number;
  /** Where checkpoints are saved; null: nowhere yet, and state cannot be kept. */
  checkpointDirectory: string | null = null;
  /** The scope that RDDs made now belong to. */
  scope: RddScope = { name: '', nodeId: null, batchTime: null };
  readonly #tasks: TaskScheduler;
  readonly #scheduler: DAGScheduler;
  readonly #mapOutputs = new MapOutputTracker();
  readonly #functions = new Map<FunctionId, FunctionDefinition>();
  readonly #versions = new FunctionVersions();
  readonly #builtins = new Map<string, FunctionId>();
  readonly #blocks = new BlockTracker();
  readonly #toCheckpoint = new Set<RDD>();
  readonly #onCheckpoint: SparkContextOptions['onCheckpoint'];
  readonly #executors: ExecutorProvider;
  readonly #jobOptions: JobOptions;
  #lastRdd = 0;
  #spilled = false;

  constructor(options: SparkContextOptions) {
    this.defaultParallelism = options.defaultParallelism;
    this.#executors = options.executors;
    const functionOf = (id: FunctionId): FunctionDefinition => this.#functions.get(id)!;
    this.#tasks = new TaskScheduler(
      options.executors,
      options.slots,
      functionOf,
      (printed) => options.onPrint?.(printed),
      (executorId, reason) => {
        this.#mapOutputs.executorLost(executorId);
        this.#blocks.executorLost(executorId);
        options.onExecutorLost?.(reason);
      },
      options.storageShare ?? storageShare(new Map()),
      (bytes) => {
        if (!this.#spilled) options.onSpilled?.(bytes);
        this.#spilled = true;
      },
    );
    this.#scheduler = new DAGScheduler(this.#tasks, this.#mapOutputs, this.#blocks, functionOf, (updates) => options.onAccumulators?.(updates), options.maxFailures ?? 1);
    this.#onCheckpoint = options.onCheckpoint;
    this.#jobOptions = { observe: options.observe, onTask: (report) => options.onTask?.(report), onReplaced: (told) => options.onReplaced?.(told) };
  }

  /** Of the functions that it runs. */
  get language(): ExecutorProvider['language'] {
    return this.#executors.language;
  }

  nextRddId(): number {
    return this.#lastRdd++;
  }

  nextShuffleId(): number {
    return this.#executors.nextId();
  }

  /** A receiver holds a slot from its start to its stop. */
  holdSlots(count: number): void {
    this.#tasks.holdSlots(count);
  }

  /** Receivers hold all slots: jobs wait until one of them ends. */
  get starves(): boolean {
    return this.#tasks.taskSlots === 0;
  }

  /** Resolves when there is a slot for tasks. */
  slotFree(): Promise<void> {
    return this.#tasks.slotFree();
  }

  /** Makes a function known; executors get it with the first task that needs it. */
  register(form: FunctionForm, place: FunctionDefinition['place']): FunctionId {
    const id = this.#executors.nextId();
    this.#functions.set(id, { id, form, place });
    return id;
  }

  /** A function of which there are versions, the first still to come: what it refers to may change between two jobs. */
  reserve(): FunctionId {
    const id = this.#executors.nextId();
    this.#versions.reserve(id);
    return id;
  }

  /** What RDDs made from now on run for a reserved function, or why they cannot be made. */
  provide(reserved: FunctionId, form: FunctionForm | EngineError, place: FunctionDefinition['place']): void {
    const outdated = this.#versions.provide(reserved, form instanceof EngineError ? form : this.register(form, place));
    if (outdated.length > 0) this.#tasks.forget([], outdated, []);
  }

  /**
   * The function that an RDD made now runs for this one.
   * @throws EngineError that was provided instead of a version
   */
  current(id: FunctionId): FunctionId {
    if (this.#versions.isEmpty) return id;
    const version = this.#versions.get(id);
    if (version !== undefined) return version;
    const form = this.#functions.get(id)?.form;
    if (form?.kind !== 'builtin' || !form.functions) return id;
    const functions = form.functions.map((bound) => this.current(bound));
    return functions.every((bound, index) => bound === form.functions![index]) ? id : this.builtin(form.name, functions, form.args);
  }

  /** One of the runtime's own functions, bound to users' functions or to numbers. */
  builtin(name: BuiltinFunction, functions: readonly FunctionId[] = [], args: readonly number[] = []): FunctionId {
    const key = JSON.stringify([name, functions, args]);
    const known = this.#builtins.get(key);
    if (known !== undefined) return known;
    const id = this.register({ kind: 'builtin', name, functions, args }, {});
    this.#builtins.set(key, id);
    return id;
  }

  /** Runs `make` with RDDs belonging to another operator, node or batch. */
  withScope<T>(scope: Partial<RddScope>, make: () => T): T {
    const outer = this.scope;
    this.scope = { ...outer, ...scope };
    try {
      return make();
    } finally {
      this.scope = outer;
    }
  }

  /** The outermost operation gives the name: count() is not shown as the map and reduce it is made of. */
  named<T>(name: string, make: () => T): T {
    return this.scope.name === '' ? this.withScope({ name }, make) : make();
  }

  /**
   * @param slices one a partition, each a list serialised by the language
   * @param together see RDD.pickledTogether
   */
  parallelize(slices: readonly Uint8Array[], together = 0): RDD {
    return this.named('parallelize', () => new BytesRDD(this, 'ParallelCollectionRDD', slices, { kind: 'records', together }));
  }

  /** @param blocks one a partition: whole lines of text */
  blocks(blocks: readonly Uint8Array[]): RDD {
    return this.named('socketTextStream', () => new BytesRDD(this, 'BlockRDD', blocks, { kind: 'lines' }));
  }

  /** @param splits one a partition: a file's part, cut where a record ends */
  files(splits: readonly Uint8Array[], format: BytesFormat, scopeName: string): RDD {
    return this.named(scopeName, () => new BytesRDD(this, 'HadoopRDD', splits, format));
  }

  /**
   * An RDD as an earlier program saved it (SparkContext.checkpointFile).
   * @param hashed its records were placed by the language's own hash of their keys
   */
  checkpointed(slices: readonly Uint8Array[], folder: string, hashed: boolean): RDD {
    const partitioner = hashed ? hashPartitioner(slices.length, null) : null;
    const rdd = this.named('checkpoint', () => new BytesRDD(this, 'ReliableCheckpointRDD', slices, { kind: 'records' }, partitioner));
    rdd.markCheckpointed(slices, folder);
    return rdd;
  }

  /** One RDD after the other; where all are placed by the same partitioner, partition with partition (SparkContext.union). */
  union(rdds: readonly RDD[]): RDD {
    const some = rdds.filter(({ numPartitions }) => numPartitions > 0);
    const first = some[0]?.partitioner ?? null;
    const together = first !== null && some.every(({ partitioner }) => samePartitioner(partitioner, first));
    return this.named('union', () => (together ? new PartitionerAwareUnionRDD(this, some) : new UnionRDD(this, some)));
  }

  /** Computes partitions and hands each to `sink`; see DAGScheduler.runJob. */
  async runJob(rdd: RDD, partitions: readonly number[], sink: TaskSink, onTask?: (report: TaskReport) => void): Promise<TaskSuccess[]> {
    const results = await this.#run(rdd, partitions, sink, onTask);
    if (this.#toCheckpoint.size > 0) await this.#doCheckpoint(rdd, onTask);
    return results;
  }

  #run(rdd: RDD, partitions: readonly number[], sink: TaskSink, onTask?: (report: TaskReport) => void): Promise<TaskSuccess[]> {
    const { onTask: always, ...options } = this.#jobOptions;
    const told = (report: TaskReport): void => {
      always(report);
      onTask?.(report);
    };
    return this.#scheduler.runJob(rdd, partitions, sink, { ...options, onTask: told });
  }

  checkpointWhenComputed(rdd: RDD): void {
    this.#toCheckpoint.add(rdd);
  }

  /** Saves what is marked among the RDDs that a job has just computed (RDD.doCheckpoint). */
  async #doCheckpoint(computed: RDD, onTask?: (report: TaskReport) => void): Promise<void> {
    for (const rdd of lineageOf(computed).filter((each) => this.#toCheckpoint.has(each))) {
      this.#toCheckpoint.delete(rdd);
      const results = await this.#run(rdd, rdd.partitions, { kind: 'collect', form: 'serialized', limit: null }, onTask);
      const slices = results.map(({ outputs }) => outputs[0]!);
      rdd.markCheckpointed(slices, await this.#save(rdd.id, slices));
    }
  }

  /** @throws EngineError `checkpoint-unwritable`: the job fails, as Spark's does */
  async #save(rdd: number, slices: readonly Uint8Array[]): Promise<string | null> {
    try {
      return (await this.#onCheckpoint?.(rdd, slices)) ?? null;
    } catch (error) {
      throw unwritable('checkpoint-unwritable', this.checkpointDirectory ?? '', error);
    }
  }

  /** Forgets stored partitions. */
  dropBlocks(rdds: readonly number[]): void {
    const stored = this.#blocks.drop(rdds);
    if (stored.length > 0) this.#tasks.forget([], [], stored);
  }

  /** The first `num` records as the language's str(); reads no more partitions than that needs. */
  takeText(rdd: RDD, num: number, onTask?: (report: TaskReport) => void): Promise<string[]> {
    return take(rdd.numPartitions, num, async (partitions, limit) => {
      const results = await this.runJob(rdd, partitions, { kind: 'collect', form: 'text', limit }, onTask);
      return results.map(({ outputs }) => JSON.parse(new TextDecoder().decode(outputs[0])) as string[]);
    });
  }

  /** Forgets shuffles and functions that nothing will read again. */
  forget(shuffles: readonly number[], functions: readonly FunctionId[] = []): void {
    if (shuffles.length === 0 && functions.length === 0) return;
    for (const id of shuffles) this.#mapOutputs.forget(id);
    for (const id of functions) this.#functions.delete(id);
    this.#tasks.forget(shuffles, functions, []);
  }

  /** Gives the executors back. Jobs under way fail. */
  async stop(): Promise<void> {
    this.#tasks.forget([], [...this.#functions.keys()], []);
    await this.#tasks.stop();
  }
}
