import type { TaskError } from '#engine/core';
import type { Checkpoint } from './checkpoint/checkpoint';
import type { Checkpointing } from './checkpoint/checkpointing';
import { generateJobs } from './job-generator';
import type { JobScheduler } from './job-scheduler';
import { pythonDateTime } from './output/pprint';
import { RecurringTimer } from './recurring-timer';
import type { StreamingContext } from './streaming-context';

export interface BatchGeneratorOptions {
  readonly jobs: JobScheduler;
  readonly checkpointing: () => Checkpointing | null;
  /** Generate this many batches and no more; null: without limit. */
  readonly maxBatches: number | null;
  /** What has to be done before a batch is generated; undefined: nothing now. */
  readonly beforeBatch: () => Promise<void> | undefined;
  /** A batch could not be generated. */
  readonly failed: (error: TaskError) => void;
  /** The last batch that `maxBatches` allows is generated. */
  readonly finished: () => void;
}

/**
 * Generates a batch at each tick of the clock, one after the other, and forgets what no later batch needs once it is done
 * (org.apache.spark.streaming.scheduler.JobGenerator).
 */
export class BatchGenerator {
  readonly #timer: RecurringTimer;
  #batches = 0;
  /** Batches are generated one after the other, whatever a function of the driver takes (JobGenerator's one thread). */
  #generating: Promise<void> = Promise.resolve();
  #clearing: Promise<void> = Promise.resolve();
  /** ms; newest batch that is done */
  #newestDone = -Infinity;

  constructor(
    private readonly ssc: StreamingContext,
    private readonly options: BatchGeneratorOptions,
  ) {
    this.#timer = new RecurringTimer(ssc.clock, ssc.batchInterval, (time) => this.#onTick(time), (text) => this.#log('warning', text));
  }

  /** ms: the first batch's time, after an earlier run's at whole intervals from its zero time */
  startTime(recovered: Checkpoint | null): number {
    return recovered ? this.#timer.restartTime(recovered.zeroTime) : this.#timer.startTime();
  }

  start(startTime: number, recovered: Checkpoint | null): void {
    if (recovered) this.#runAgain(recovered, startTime);
    this.#timer.start(startTime);
  }

  stop(): void {
    this.#timer.stop();
  }

  /** Makes batches of all that was received, then no more. @param waits called where the clock has to get to the next batch first */
  async finish(waits: () => void): Promise<void> {
    await this.#generating;
    if (this.ssc.blocks.hasUnallocated) waits();
    await this.#processWhatWasReceived();
    this.#timer.stop();
    await this.#generating;
  }

  /** The batch of `time` is done: what no later one needs is dropped. */
  done(time: number): void {
    this.#clearing = this.#clearing.then(() => this.#clear(time));
  }

  /** Resolves when what was to be dropped is. */
  get cleared(): Promise<void> {
    return this.#clearing;
  }

  /** Lets the clock run until every block has its batch; a limit of batches that is reached ends it too. */
  async #processWhatWasReceived(): Promise<void> {
    await this.#generating;
    if (this.#batchesLeft() && this.ssc.blocks.hasUnallocated) {
      await new Promise<void>((resolve) => this.ssc.clock.at(this.#timer.startTime(), resolve));
      await this.#processWhatWasReceived();
    }
  }

  /** Batches that an earlier run did not get done, and those that fell due since, before the first new one. */
  #runAgain({ checkpointTime }: Checkpoint, restartTime: number): void {
    const times = this.options.checkpointing()!.timesToRunAgain(restartTime);
    this.ssc.inputRecord.countFrom(times[0] ?? restartTime);
    this.#log('info', `Recovered from the checkpoint of ${pythonDateTime(checkpointTime)}: ${times.length} ${times.length === 1 ? 'batch is' : 'batches are'} run again.`);
    for (const time of times) this.#generating = this.#generating.then(() => this.#generate(time));
  }

  #batchesLeft(): boolean {
    return this.options.maxBatches === null || this.#batches < this.options.maxBatches;
  }

  #onTick(time: number): void {
    if (!this.#batchesLeft()) return;
    this.#batches++;
    const last = !this.#batchesLeft();
    this.#generating = this.#generating.then(() => this.#generate(time));
    if (last) void this.#generating.then(() => this.options.finished());
  }

  async #generate(time: number): Promise<void> {
    const { jobs, beforeBatch, checkpointing, failed } = this.options;
    const first = beforeBatch();
    if (first) await first;
    const generated = await generateJobs(this.ssc, time);
    const submitted = 'batch' in generated && generated.jobs.length > 0;
    if ('error' in generated) {
      const { error } = generated;
      failed(error);
      this.#log('error', `${error.type}: ${error.message}`, error.place.nodeId);
    } else if (submitted) {
      this.ssc.post({ type: 'batchSubmitted', info: generated.batch.info() });
      jobs.submit(generated.jobs);
    }
    await checkpointing()?.save(time);
    this.ssc.post({ type: 'jobsGenerated', batchTime: time, submitted });
  }

  async #clear(time: number): Promise<void> {
    const { graph, blocks, batchInterval, sparkContext } = this.ssc;
    this.#newestDone = Math.max(this.#newestDone, time);
    // With concurrent jobs an older batch may still run: what it needs stays until it is done.
    const done = Math.min(this.#newestDone, this.options.jobs.oldestUnfinished - batchInterval);
    const { dropped, shuffles } = await graph.clearMetadata(done);
    // With a checkpoint, blocks are needed until it holds that their batch is done, and by windows after a recovery.
    const checkpointing = this.options.checkpointing();
    const keep = checkpointing ? graph.inputRememberDuration : 0;
    const clear = (): Promise<void> => Promise.resolve(blocks.clear(done - keep));
    if (checkpointing) await checkpointing.save(time, clear);
    else await clear();
    sparkContext.dropBlocks(dropped.map(({ id }) => id));
    sparkContext.forget(shuffles);
  }

  #log(level: 'info' | 'warning' | 'error', text: string, nodeId: string | null = null): void {
    this.ssc.post({ type: 'log', level, text, nodeId });
  }
}
