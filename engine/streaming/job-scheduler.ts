import type { TaskError } from '#engine/core';
import type { BatchRun } from './batch-run';

/** One output operation of one batch. */
export interface Job {
  readonly batch: BatchRun;
  readonly operation: number;
  /** Never rejects: a failure is an answer. */
  run(): Promise<TaskError | null>;
}

export interface JobSchedulerEvents {
  batchStarted(batch: BatchRun): void;
  operationStarted(batch: BatchRun, operation: number): void;
  operationCompleted(batch: BatchRun, operation: number): void;
  batchCompleted(batch: BatchRun): void;
}

/**
 * Runs the jobs of batches first in, first out, `spark.streaming.concurrentJobs` at a time
 * (org.apache.spark.streaming.scheduler.JobScheduler).
 */
export class JobScheduler {
  readonly #queue: Job[] = [];
  /** Batches that are not done: those whose last operation failed stay, and are run again by a recovery. */
  readonly #pending = new Set<number>();
  /** Batch times of which operations wait or run. */
  readonly #unfinished = new Set<number>();
  #running = 0;
  #stopped = false;
  readonly #drained: (() => void)[] = [];

  constructor(
    private readonly concurrentJobs: number,
    private readonly now: () => number,
    private readonly events: JobSchedulerEvents,
    /** Whether a batch may begin now. */
    private readonly admit: (batchTime: number) => boolean = () => true,
  ) {}

  submit(jobs: readonly Job[]): void {
    if (this.#stopped) return;
    for (const { batch } of jobs) {
      this.#pending.add(batch.time);
      this.#unfinished.add(batch.time);
    }
    this.#queue.push(...jobs);
    this.next();
  }

  /** Batch times, oldest first (JobScheduler.getPendingTimes). */
  get pendingTimes(): number[] {
    return [...this.#pending].sort((a, b) => a - b);
  }

  /** Batch time of the oldest batch of which something waits or runs; Infinity: there is none. */
  get oldestUnfinished(): number {
    return Math.min(Infinity, ...this.#unfinished);
  }

  /** Jobs that wait or run. */
  get pending(): number {
    return this.#queue.length + this.#running;
  }

  /** Resolves when nothing waits or runs. */
  drained(): Promise<void> {
    return this.pending === 0 ? Promise.resolve() : new Promise((resolve) => this.#drained.push(resolve));
  }

  /** Starts nothing more; what waits is dropped. */
  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#unfinished.clear();
    this.#tellDrained();
  }

  /** Begins what may begin. */
  next(): void {
    while (this.#running < this.concurrentJobs) {
      const job = this.#queue[0];
      if (!job || (!job.batch.hasStarted && !this.admit(job.batch.time))) return;
      this.#queue.shift();
      this.#running++;
      void this.#run(job);
    }
  }

  async #run(job: Job): Promise<void> {
    const { batch, operation } = job;
    if (batch.start(this.now())) this.events.batchStarted(batch);
    batch.operationStarted(operation, this.now());
    this.events.operationStarted(batch, operation);
    const failure = await job.run();
    const last = batch.operationEnded(operation, this.now(), failure);
    this.events.operationCompleted(batch, operation);
    if (last && !failure) this.#pending.delete(batch.time);
    if (last) this.#unfinished.delete(batch.time);
    if (last) this.events.batchCompleted(batch);
    this.#running--;
    this.next();
    this.#tellDrained();
  }

  #tellDrained(): void {
    if (this.#running === 0 && this.#queue.length === 0) for (const resolve of this.#drained.splice(0)) resolve();
  }
}
