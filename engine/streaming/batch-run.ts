import { lineageOf, type RDD, type TaskError, type TaskReport } from '#engine/core';
import type { BatchInfo, BatchReport, InputBlock, OutputOperationInfo, RddInfo, StreamInputInfo, TaskInfo, UncountedInput } from './listener';
import { type GenerationJobs, ProgramJobs } from './job-observer';
import type { OutputOperation } from './output/output-operation';

interface OperationState {
  readonly operation: OutputOperation;
  startTime: number | null;
  endTime: number | null;
  failure: TaskError | null;
}

/** One batch from its submission to its report (org.apache.spark.streaming.scheduler.JobSet and BatchInfo). */
export class BatchRun {
  #processingStart: number | null = null;
  #processingEnd: number | null = null;
  readonly #operations: OperationState[];
  readonly #tasks: TaskInfo[] = [];
  readonly #program = new ProgramJobs();
  #console = '';

  constructor(
    readonly time: number,
    private readonly submissionTime: number,
    private readonly inputs: readonly StreamInputInfo[],
    private readonly recorded: { readonly blocks: readonly InputBlock[]; readonly uncounted: readonly UncountedInput[] },
    /** Operations that have a job in this batch, with the RDD each works on. */
    private readonly jobs: readonly { readonly operation: OutputOperation; readonly rdd: RDD }[],
  ) {
    this.#operations = jobs.map(({ operation }) => ({ operation, startTime: null, endTime: null, failure: null }));
  }

  get hasStarted(): boolean {
    return this.#processingStart !== null;
  }

  /** True the first time. */
  start(now: number): boolean {
    if (this.#processingStart !== null) return false;
    this.#processingStart = now;
    return true;
  }

  operationStarted(index: number, now: number): void {
    this.#operations[index]!.startTime = now;
  }

  /** True if it was the batch's last. */
  operationEnded(index: number, now: number, failure: TaskError | null): boolean {
    Object.assign(this.#operations[index]!, { endTime: now, failure });
    if (this.#operations.some(({ endTime }) => endTime === null)) return false;
    this.#processingEnd = now;
    return true;
  }

  taskEnded(index: number, task: TaskReport): void {
    this.#tasks.push({ ...task, outputOperation: this.#operations[index]!.operation.id });
  }

  /** A function of the program computes an RDD. @returns whether the job's tasks are to be told */
  jobStarted(rdd: RDD): boolean {
    return this.#program.onJob(rdd);
  }

  /** What ran while the batch was made counts as its first operation's. */
  generatedBy({ rdds, tasks }: GenerationJobs): void {
    if (this.#operations.length === 0) return;
    for (const rdd of rdds) this.#program.onJob(rdd);
    for (const task of tasks) this.taskEnded(0, task);
  }

  printed(text: string): void {
    this.#console += text;
  }

  operationInfo(index: number): OutputOperationInfo {
    const { operation, startTime, endTime, failure } = this.#operations[index]!;
    const { id, name, nodeId } = operation;
    return { id, name, nodeId, description: `${name} at batch ${this.time}`, startTime, endTime, failure };
  }

  info(): BatchInfo {
    const start = this.#processingStart;
    const end = this.#processingEnd;
    return {
      batchTime: this.time,
      inputs: this.inputs,
      submissionTime: this.submissionTime,
      processingStartTime: start,
      processingEndTime: end,
      numRecords: this.inputs.reduce((sum, { numRecords }) => sum + numRecords, 0),
      schedulingDelay: start === null ? null : start - this.submissionTime,
      processingDelay: start === null || end === null ? null : end - start,
      totalDelay: end === null ? null : end - this.submissionTime,
      outputOperations: this.#operations.map((_, index) => this.operationInfo(index)),
    };
  }

  report(): BatchReport {
    return {
      info: this.info(),
      rdds: lineage([...this.jobs.map(({ rdd }) => rdd), ...this.#program.rdds], this.time),
      tasks: this.#tasks,
      console: this.#console,
      inputBlocks: this.recorded.blocks,
      uncounted: this.recorded.uncounted,
    };
  }
}

/** What is told of every RDD that the batch's outputs depend on, parents first. */
function lineage(outputs: readonly RDD[], batchTime: number): RddInfo[] {
  return lineageOf(...outputs).map((rdd) => ({
    id: rdd.id,
    kind: rdd.kind,
    scope: rdd.scope.name,
    nodeId: rdd.outputOf ?? rdd.scope.nodeId,
    isNodeOutput: rdd.outputOf !== null,
    batchTime: rdd.scope.batchTime ?? rdd.givenAt ?? batchTime,
    partitions: rdd.numPartitions,
    dependencies: rdd.dependencies.map((dependency) => ({ rdd: dependency.rdd.id, kind: dependency.kind, ...('role' in dependency ? { role: dependency.role } : {}) })),
  }));
}
