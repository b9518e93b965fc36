import { DAGScheduler, type JobOptions, type TaskReport } from './dag-scheduler';
import type { ExecutorProvider } from './executor-provider';
import { MapOutputTracker } from './map-output-tracker';
import { BytesRDD, type RDD, type RddScope, UnionRDD } from './rdd';
import { take } from './take';
import type { BuiltinFunction, FunctionDefinition, FunctionForm, FunctionId, Observation, TaskSink, TaskSuccess } from './task';
import { TaskScheduler } from './task-scheduler';

export interface SparkContextOptions {
  readonly executors: ExecutorProvider;
  /** n of local[n]: task slots, of which each receiver holds one. */
  readonly slots: number;
  /** n of local[n], or `spark.default.parallelism`. */
  readonly defaultParallelism: number;
  readonly observe: Observation;
  readonly onTask?: (report: TaskReport) => void;
  /** What user code printed; `nodeId` where the operator is known. */
  readonly onPrint?: (stream: 'stdout' | 'stderr', text: string) => void;
  readonly onExecutorLost?: (reason: string) => void;
}

/** The entry to RDDs (org.apache.spark.SparkContext): makes them, runs jobs on them, owns the executors' lease. */
export class SparkContext {
  readonly defaultParallelism: number;
  /** The scope that RDDs made now belong to. */
  scope: RddScope = { name: '', nodeId: null, batchTime: null };
  readonly #tasks: TaskScheduler;
  readonly #scheduler: DAGScheduler;
  readonly #mapOutputs = new MapOutputTracker();
  readonly #functions = new Map<FunctionId, FunctionDefinition>();
  readonly #builtins = new Map<BuiltinFunction, FunctionId>();
  readonly #executors: ExecutorProvider;
  readonly #jobOptions: JobOptions;
  #lastRdd = 0;

  constructor(options: SparkContextOptions) {
    this.defaultParallelism = options.defaultParallelism;
    this.#executors = options.executors;
    const functionOf = (id: FunctionId): FunctionDefinition => this.#functions.get(id)!;
    this.#tasks = new TaskScheduler(
      options.executors,
      options.slots,
      functionOf,
      (stream, text) => options.onPrint?.(stream, text),
      (executorId, reason) => {
        this.#mapOutputs.executorLost(executorId);
        options.onExecutorLost?.(reason);
      },
    );
    this.#scheduler = new DAGScheduler(this.#tasks, this.#mapOutputs, functionOf);
    this.#jobOptions = { observe: options.observe, onTask: (report) => options.onTask?.(report) };
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

  /** Makes a function known; executors get it with the first task that needs it. */
  register(form: FunctionForm, place: FunctionDefinition['place']): FunctionId {
    const id = this.#executors.nextId();
    this.#functions.set(id, { id, form, place });
    return id;
  }

  builtin(name: BuiltinFunction): FunctionId {
    const known = this.#builtins.get(name);
    if (known !== undefined) return known;
    const id = this.register({ kind: 'builtin', name }, {});
    this.#builtins.set(name, id);
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

  /** @param slices one a partition, each a list serialised by the language */
  parallelize(slices: readonly Uint8Array[]): RDD {
    return this.named('parallelize', () => new BytesRDD(this, 'ParallelCollectionRDD', slices));
  }

  /** @param blocks one a partition: whole lines of text */
  blocks(blocks: readonly Uint8Array[]): RDD {
    return this.named('socketTextStream', () => new BytesRDD(this, 'BlockRDD', blocks));
  }

  union(rdds: readonly RDD[]): RDD {
    return this.named('union', () => new UnionRDD(this, rdds));
  }

  /** Computes partitions and hands each to `sink`; see DAGScheduler.runJob. */
  runJob(rdd: RDD, partitions: readonly number[], sink: TaskSink, onTask?: (report: TaskReport) => void): Promise<TaskSuccess[]> {
    const { observe, onTask: always } = this.#jobOptions;
    const told = (report: TaskReport): void => {
      always(report);
      onTask?.(report);
    };
    return this.#scheduler.runJob(rdd, partitions, sink, { observe, onTask: told });
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
    this.#tasks.forget(shuffles, functions);
  }

  /** Gives the executors back. Jobs under way fail. */
  async stop(): Promise<void> {
    this.#tasks.forget([], [...this.#functions.keys()]);
    await this.#tasks.stop();
  }
}
