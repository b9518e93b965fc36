import type { BlockTracker } from './block-tracker';
import { EngineError } from './errors';
import type { MapOutputTracker } from './map-output-tracker';
import type { RddScope, ShuffleDependency } from './dependency';
import { lineageOf } from './lineage';
import type { RDD } from './rdd';
import type { FunctionDefinition, FunctionId, Observation, RddObservation, TaskFailure, TaskSink, TaskSuccess } from './task';
import { TaskBuilder } from './task-builder';
import type { ScheduledTask, TaskScheduler } from './task-scheduler';

/** What is told of each task, for metrics and lineage. Times are ms since the epoch. */
export interface TaskReport {
  readonly taskId: number;
  readonly stageId: number;
  readonly jobId: number;
  /** The RDD whose partition the task computed. */
  readonly rdd: number;
  readonly partition: number;
  readonly executorId: string;
  readonly launchTime: number;
  readonly finishTime: number;
  /** ms inside the language runtime */
  readonly duration: number;
  readonly error: TaskFailure['error'] | null;
  readonly observed: readonly (Pick<RddObservation, 'rdd' | 'records' | 'time' | 'found'> & { readonly partition: number })[];
  /** JSON, see core/task. */
  readonly samples: string;
}

export interface JobOptions {
  readonly observe: Observation;
  readonly onTask: (report: TaskReport) => void;
  readonly onReplaced: (told: ReplacedText) => void;
}

/** Bytes of a partition of text that are no UTF-8: each of `count` characters U+FFFD stands for some. */
export interface ReplacedText {
  readonly rdd: number;
  readonly partition: number;
  readonly scope: RddScope;
  readonly count: number;
}

/** Jobs whose input is smaller than this run on one executor: no records are serialised between their stages. */
const SMALL_STAGE_BYTES = 256 * 1024;

/** `spark.stage.maxConsecutiveAttempts`: how often a job is tried that loses its executors. */
const MAX_ATTEMPTS = 4;

interface StageTask {
  readonly partition: number;
  readonly sink: TaskSink;
}

/** What becomes of one attempt of a task. */
interface TaskOutcome {
  done(result: TaskSuccess): void;
  /** What it ran failed: it may be tried again. */
  failed(error: EngineError): void;
  /** It cannot be tried again by itself. */
  lost(error: EngineError): void;
}

/**
 * Cuts a job into stages at shuffles and runs them, parents first (org.apache.spark.scheduler.DAGScheduler).
 * In local mode a task is tried once, unless the master says otherwise: the first failure fails the job. An executor that
 * is lost is not the task's failure: the job is tried again, and what the executor held is computed again.
 */
export class DAGScheduler {
  #lastTask = 0;
  #lastStage = 0;
  #lastJob = 0;
  /** Map stages under way: two jobs that need the same shuffle wait for one computation. */
  readonly #computing = new Map<number, Promise<void>>();

  constructor(
    private readonly tasks: TaskScheduler,
    private readonly mapOutputs: MapOutputTracker,
    private readonly blocks: BlockTracker,
    private readonly functionOf: (id: FunctionId) => FunctionDefinition,
    private readonly onAccumulators: (updates: Uint8Array) => void,
    /** How often a task may fail before its job does. */
    private readonly maxFailures: number,
  ) {}

  /**
   * Computes some partitions of an RDD and hands each to `sink`.
   * @returns the results, in the order of `partitions`
   * @throws EngineError `task-failed` with the task's error, `executor-lost` where executors were lost again and again; work without a slot waits
   */
  async runJob(rdd: RDD, partitions: readonly number[], sink: TaskSink, options: JobOptions): Promise<TaskSuccess[]> {
    const jobId = this.#lastJob++;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#computeParents(rdd, jobId, options);
        return await this.#runStage(rdd, partitions.map((partition) => ({ partition, sink })), jobId, null, options);
      } catch (error) {
        if (!(error instanceof EngineError) || error.code !== 'executor-lost') throw error;
        if (attempt === MAX_ATTEMPTS) throw new EngineError('executor-lost', `${error.message} The job was tried ${MAX_ATTEMPTS} times.`, { cause: error });
      }
    }
  }

  async #computeParents(rdd: RDD, jobId: number, options: JobOptions): Promise<void> {
    for (const dependency of shufflesOf(rdd, this.blocks)) await this.#computeShuffle(dependency, jobId, options);
  }

  async #computeShuffle(dependency: ShuffleDependency, jobId: number, options: JobOptions): Promise<void> {
    const { shuffleId, rdd } = dependency;
    while (this.mapOutputs.missing(shuffleId, rdd.numPartitions).length > 0) {
      const underWay = this.#computing.get(shuffleId);
      if (underWay) {
        await underWay;
        continue;
      }
      const computation = this.#runMapStage(dependency, jobId, options);
      this.#computing.set(shuffleId, computation);
      try {
        await computation;
      } finally {
        this.#computing.delete(shuffleId);
      }
    }
  }

  async #runMapStage(dependency: ShuffleDependency, jobId: number, options: JobOptions): Promise<void> {
    const { shuffleId, rdd, partitioner, mapSideAggregator: aggregator } = dependency;
    await this.#computeParents(rdd, jobId, options);
    const missing = this.mapOutputs.missing(shuffleId, rdd.numPartitions);
    const executorId = this.#runsAtHome(rdd, missing) ? this.tasks.homeExecutor : null;
    const keep = executorId !== null;
    const stage = missing.map((partition): StageTask => {
      const sink: TaskSink = { kind: 'shuffleWrite', shuffleId, mapId: partition, partitioner, aggregator, keep };
      return { partition, sink };
    });
    const results = await this.#runStage(rdd, stage, jobId, executorId, options, dependency.scope);
    for (const [index, { partition }] of stage.entries()) {
      const { outputs, records } = results[index]!;
      this.mapOutputs.register(shuffleId, partition, keep ? { kind: 'kept', executorId, records } : { kind: 'bytes', buckets: outputs });
    }
  }

  #runsAtHome(rdd: RDD, partitions: readonly number[]): boolean {
    if (this.tasks.taskSlots <= 1) return true;
    if (this.tasks.homeIsBusy) return false;
    let bytes = 0;
    for (const partition of partitions) bytes += rdd.inputBytes(partition);
    return bytes <= SMALL_STAGE_BYTES;
  }

  /** @param sinkScope the operator for which the stage writes its shuffle */
  #runStage(rdd: RDD, stage: readonly StageTask[], jobId: number, executorId: string | null, options: JobOptions, sinkScope = rdd.scope): Promise<TaskSuccess[]> {
    const stageId = this.#lastStage++;
    return new Promise((resolve, reject) => {
      const results: TaskSuccess[] = [];
      let remaining = stage.length;
      let failed = false;
      if (remaining === 0) resolve(results);
      const scheduled: ScheduledTask[] = [];
      const fail = (error: EngineError): void => {
        failed = true;
        this.tasks.withdraw(scheduled);
        reject(error);
      };
      const prepare = ({ partition, sink }: StageTask, index: number, attempt: number): ScheduledTask => {
        const task = this.#prepare(rdd, partition, sink, { stageId, jobId, executorId, options, sinkScope, attempt }, {
          done: (result) => {
            results[index] = result;
            if (--remaining === 0) resolve(results);
          },
          failed: (error) => {
            if (failed) return;
            if (attempt + 1 >= this.maxFailures) fail(error);
            else this.tasks.submit([prepare({ partition, sink }, index, attempt + 1)]);
          },
          lost: fail,
        });
        scheduled.push(task);
        return task;
      };
      this.tasks.submit(stage.map((task, index) => prepare(task, index, 0)));
    });
  }

  #prepare(
    rdd: RDD,
    partition: number,
    sink: TaskSink,
    { stageId, jobId, executorId, options, sinkScope, attempt }: { stageId: number; jobId: number; executorId: string | null; options: JobOptions; sinkScope: RddScope; attempt: number },
    outcome: TaskOutcome,
  ): ScheduledTask {
    const builder = new TaskBuilder(this.mapOutputs, this.blocks, this.functionOf, executorId !== null, this.tasks.homeExecutor);
    const plan = builder.plan(rdd, partition);
    if (sink.kind === 'shuffleWrite') {
      builder.useAggregator(sink.aggregator);
      builder.usePartitioner(sink.partitioner);
    }
    const taskId = this.#lastTask++;
    const observe = builder.conditions.length === 0 ? options.observe : { ...options.observe, conditions: builder.conditions };
    let launchTime = 0;
    return {
      description: { taskId, stageId, partition, attempt, plan, sink, observe, buffers: builder.buffers },
      functions: builder.functions,
      scope: rdd.scope,
      executorId: builder.requiredExecutor ?? executorId,
      started: () => (launchTime = Date.now()),
      finished: (result, ranOn) => {
        const observed = result.observed.map((seen) => ({ ...seen, partition: builder.visited.get(seen.rdd) ?? partition }));
        for (const { rdd: id, partition: part, replaced: count } of observed) {
          if (count > 0) options.onReplaced({ rdd: id, partition: part, scope: lineageOf(rdd).find((each) => each.id === id)?.scope ?? rdd.scope, count });
        }
        options.onTask({
          taskId,
          stageId,
          jobId,
          rdd: rdd.id,
          partition,
          executorId: ranOn,
          launchTime,
          finishTime: Date.now(),
          duration: result.duration,
          error: result.ok ? null : this.#placed(result.error, rdd, sinkScope),
          observed,
          samples: result.samples,
        });
        if (result.ok) {
          this.#stored(result, ranOn);
          return outcome.done(result);
        }
        const error = this.#placed(result.error, rdd, sinkScope);
        outcome.failed(new EngineError('task-failed', `${error.type}: ${error.message}`, { task: error }));
      },
      failed: (error) => {
        if (error.code !== 'out-of-memory' || !error.task) return outcome.lost(error);
        const task = this.#placed(error.task, rdd, sinkScope);
        outcome.lost(new EngineError('task-failed', `${task.type}: ${task.message}`, { cause: error, task }));
      },
    };
  }

  #stored({ blocks, accumulators }: TaskSuccess, executorId: string): void {
    for (const { rdd, partition, bytes } of blocks) {
      this.blocks.put(rdd, partition, bytes ? { kind: 'bytes', bytes } : { kind: 'kept', executorId });
    }
    if (accumulators) this.onAccumulators(accumulators);
  }

  /** A runtime knows the function and its line; the function's definition, or else the RDD, knows the node. */
  #placed(error: TaskFailure['error'], rdd: RDD, sinkScope: RddScope): TaskFailure['error'] {
    const place = { ...this.#placeOf(error.functionId), ...error.place };
    if (place.nodeId !== undefined || place.file !== undefined) return { ...error, place };
    const inside = error.rdd === null || error.rdd === rdd.id ? undefined : lineageOf(rdd).find(({ id }) => id === error.rdd);
    // What a function of the driver made of RDDs is known by the node that it was made for.
    const nodeId = (inside?.scope ?? sinkScope).nodeId ?? rdd.outputOf;
    return { ...error, place: nodeId === null ? place : { ...place, nodeId } };
  }

  #placeOf(id: FunctionId | null): FunctionDefinition['place'] {
    if (id === null) return {};
    const { form, place } = this.functionOf(id);
    // One of ours that is bound to a user's function fails in that.
    const bound = form.kind === 'builtin' ? form.functions?.[0] : undefined;
    return bound === undefined ? place : this.functionOf(bound).place;
  }
}

/** Shuffles that lie directly before `rdd`'s stage, in order of first use. */
export function shufflesOf(rdd: RDD, blocks: BlockTracker): ShuffleDependency[] {
  const shuffles = new Map<number, ShuffleDependency>();
  const seen = new Set<number>();
  // An explicit stack: a stream that unions or folds for hours makes chains that recursion could not walk.
  const stack: RDD[] = [rdd];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (seen.has(next.id)) continue;
    seen.add(next.id);
    if (next.isPersisted && blocks.isComplete(next.id, next.numPartitions)) continue;
    for (const dependency of next.dependencies) {
      if (dependency.kind === 'shuffle') shuffles.set(dependency.shuffleId, dependency);
      else stack.push(dependency.rdd);
    }
  }
  return [...shuffles.values()].sort((a, b) => a.shuffleId - b.shuffleId);
}
