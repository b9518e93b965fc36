import { atNode, EngineError, type FunctionId, type RDD, type SparkContext, type TaskError, LONGEST_TIMER, within } from '#engine/core';
import type { FunctionSource, GraphBuilder, Stream } from '#engine/operators';
import type { SQLiteSink, SQLiteSinkTarget } from '#engine/sinks';
import type { Files, StartSocketReceiver } from '#engine/sources';
import type { BatchRun } from './batch-run';
import type { Checkpoint } from './checkpoint/checkpoint';
import { Checkpointing } from './checkpoint/checkpointing';
import type { DurableFiles } from './checkpoint/durable-files';
import { type Clock, ManualClock, SystemClock } from './clock';
import { DStream } from './dstream';
import { DStreamGraph } from './dstream-graph';
import { fileInput } from './inputs/file-input';
import { queueInput, type QueueInput } from './inputs/queue-input';
import { socketInput } from './inputs/socket-input';
import { Conditions } from './conditions';
import { transformed } from './computations/each-batch';
import { generateJobs } from './job-generator';
import { InputRecord } from './input-record';
import { JobScheduler } from './job-scheduler';
import type { StreamingEvent, StreamingListener } from './listener';
import { pythonDateTime } from './output/pprint';
import { ReceivedBlockTracker } from './received-block-tracker';
import { ReceiverTracker } from './receiver-tracker';
import { RecurringTimer } from './recurring-timer';
import { RunControl } from './run-control';
import { streamingSettings, type StreamingSettings } from './settings';

export interface StreamingContextOptions {
  readonly sparkContext: SparkContext;
  /** ms */
  readonly batchInterval: number;
  readonly startSocketReceiver: StartSocketReceiver;
  readonly sqliteSink?: SQLiteSink | null;
  /** Where a relative path of the pipeline leads. */
  readonly resolvePath?: (path: string) => string;
  readonly clock?: Clock;
  readonly conf?: ReadonlyMap<string, string>;
  /** Code that runs before the pipeline's functions, in their namespace. */
  readonly prelude?: string;
  /** Generate this many batches and no more; then the context stops by itself. */
  readonly maxBatches?: number | null;
  /** Where file streams read and text files are saved. */
  readonly files: Files;
  /** Holds the run between batches; left out: nobody does. */
  readonly control?: RunControl;
  /** What has to be done before a batch is generated; undefined: nothing now. */
  readonly beforeBatch?: () => Promise<void> | undefined;
}

/** ms */
const HOUR = 3_600_000;

type State = 'initialized' | 'active' | 'stopping' | 'stopped';

/** Which operation and node the streams made now belong to. */
interface BuildScope {
  readonly operation: string;
  readonly nodeId: string | null;
}

/** The entry to streams (org.apache.spark.streaming.StreamingContext), with its life cycle and its texts. */
export class StreamingContext implements GraphBuilder {
  readonly sparkContext: SparkContext;
  readonly batchInterval: number;
  readonly clock: Clock;
  readonly settings: StreamingSettings;
  readonly sqliteSink: SQLiteSink | null;
  readonly graph = new DStreamGraph();
  readonly blocks = new ReceivedBlockTracker(
    (bytes) => this.#tellFull(bytes),
    (error) => this.post({ type: 'log', level: 'warning', text: `A received block could not be logged for recovery: ${error.message}`, nodeId: null }),
  );
  readonly inputRecord = new InputRecord();
  readonly sinkTargets: SQLiteSinkTarget[] = [];
  readonly resolvePath: (path: string) => string;
  readonly files: Files;
  buildScope: BuildScope = { operation: '', nodeId: null };
  #state: State = 'initialized';
  readonly #prelude: string;
  readonly #maxBatches: number | null;
  #batches = 0;
  /** Batches are generated one after the other, whatever a function of the driver takes (JobGenerator's one thread). */
  #generating: Promise<void> = Promise.resolve();
  #error: TaskError | null = null;
  #clearing: Promise<void> = Promise.resolve();
  /** ms; newest batch that is done */
  #newestDone = -Infinity;
  readonly #listeners: StreamingListener[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #receivers: ReceiverTracker;
  readonly #jobs: JobScheduler;
  readonly #timer: RecurringTimer;
  #checkpointing: Checkpointing | null = null;
  #stopping: Promise<void> | null = null;
  readonly #beforeBatch: () => Promise<void> | undefined;
  readonly #control: RunControl;
  /** What breakpoints ask. */
  readonly conditions: Conditions;

  constructor(options: StreamingContextOptions) {
    if (!(options.batchInterval > 0 && Number.isSafeInteger(options.batchInterval))) {
      throw new EngineError('invalid-argument', `The batch interval has to be a whole number of ms, longer than 0; it is ${options.batchInterval} ms.`);
    }
    this.sparkContext = options.sparkContext;
    this.batchInterval = options.batchInterval;
    this.clock = options.clock ?? new SystemClock();
    this.settings = streamingSettings(options.conf ?? new Map());
    this.sqliteSink = options.sqliteSink ?? null;
    this.resolvePath = options.resolvePath ?? ((path) => path);
    this.files = options.files;
    this.#beforeBatch = options.beforeBatch ?? (() => undefined);
    this.#control = options.control ?? new RunControl();
    this.conditions = new Conditions(this.#control, this.sparkContext.language, (fn) => this.register(fn));
    this.#control.attach({ clock: this.clock, batchInterval: this.batchInterval, wake: () => this.#jobs.next() });
    this.addStreamingListener(this.#control.listener);
    this.#prelude = options.prelude ?? '';
    this.#maxBatches = options.maxBatches ?? null;
    this.#receivers = new ReceiverTracker(this, options.startSocketReceiver);
    this.#timer = new RecurringTimer(this.clock, this.batchInterval, (time) => this.#onTick(time), (text) => this.post({ type: 'log', level: 'warning', text, nodeId: null }));
    this.#jobs = new JobScheduler(this.settings.concurrentJobs, () => this.clock.now(), {
      batchStarted: (batch) => this.post({ type: 'batchStarted', info: batch.info() }),
      operationStarted: (batch, index) =>
        this.post({ type: 'outputOperationStarted', batchTime: batch.time, operation: batch.operationInfo(index) }),
      operationCompleted: (batch, index) => {
        const operation = batch.operationInfo(index);
        // At a manual clock, where chance has no part, the batch's other outputs are done first.
        if (operation.failure) this.#reportError(operation.failure, !(this.clock instanceof ManualClock));
        this.post({ type: 'outputOperationCompleted', batchTime: batch.time, operation });
      },
      batchCompleted: (batch) => this.#onBatchCompleted(batch),
    }, (batchTime) => this.#control.admit(batchTime));
  }

  get state(): State {
    return this.#state;
  }

  addStreamingListener(listener: StreamingListener): void {
    this.#listeners.push(listener);
  }

  post(event: StreamingEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  // --- Building -----------------------------------------------------------------------------------------------------

  socketTextStream(hostname: string, port: number): DStream {
    return this.named('socketTextStream', () => new DStream(this, socketInput(this, hostname, port)));
  }

  textFileStream(directory: string): DStream {
    return this.named('textFileStream', () => new DStream(this, fileInput(this, this.resolvePath(directory), { kind: 'lines' })));
  }

  /** @param recordLength bytes */
  binaryRecordsStream(directory: string, recordLength: number): DStream {
    return this.named('binaryRecordsStream', () => new DStream(this, fileInput(this, this.resolvePath(directory), { kind: 'binary', recordLength })));
  }

  queueStream(queue: QueueInput): DStream {
    return this.named('queueStream', () => new DStream(this, queueInput(this, queue)));
  }

  /**
   * A stream whose RDDs a function of the driver makes of other streams' RDDs. It is called when the batch is generated.
   * @param missing what a parent without an RDD counts as
   */
  transform(parents: readonly DStream[], make: (rdds: readonly RDD[], time: number) => RDD | null | Promise<RDD | null>, missing: 'empty' | 'error' | 'none'): DStream {
    if (missing === 'error' && parents.some(({ slideDuration }) => slideDuration !== parents[0]!.slideDuration)) {
      throw new EngineError('invalid-argument', 'requirement failed: Some of the DStreams have different slide durations');
    }
    return this.named('transform', () => new DStream(this, transformed(parents, make, missing)));
  }

  /** Every stream keeps its RDDs for at least `duration` ms. */
  remember(duration: number): void {
    this.graph.remember(duration);
  }

  /** Streams and outputs made by `build` belong to this node; the stream it returns is what the node's wire carries. */
  withNode<T extends Stream | undefined>(nodeId: string, build: () => T): T {
    this.assertBuilding();
    const outer = this.buildScope;
    this.buildScope = { operation: '', nodeId };
    try {
      const stream = build();
      if (stream instanceof DStream) stream.outputOf = nodeId;
      return stream;
    } catch (error) {
      throw atNode(error, nodeId);
    } finally {
      this.buildScope = outer;
    }
  }

  /** The outermost operation gives the name: a count() is not shown as the map and reduce it is made of. */
  named<T>(operation: string, build: () => T): T {
    this.assertBuilding();
    const outer = this.buildScope;
    if (outer.operation !== '') return build();
    this.buildScope = { ...outer, operation };
    try {
      return build();
    } finally {
      this.buildScope = outer;
    }
  }

  register(fn: FunctionSource): FunctionId {
    return this.sparkContext.register({ kind: 'source', text: fn.text, prelude: this.#prelude }, fn.place);
  }

  addSinkTarget(target: SQLiteSinkTarget): void {
    this.sinkTargets.push(target);
  }

  /** @throws EngineError `context-state` once it was started */
  assertBuilding(): void {
    if (this.#state === 'initialized') return;
    const when = this.#state === 'active' ? 'starting' : 'stopping';
    throw new EngineError('context-state', `Adding new inputs, transformations, and output operations after ${when} a context is not supported`);
  }

  // --- Life ---------------------------------------------------------------------------------------------------------

  /**
   * Makes this context, whose streams were made again, go on where a checkpoint left off. It saves its own there too.
   * @param directory of the checkpoint
   */
  async recover(files: DurableFiles, directory: string, checkpoint: Checkpoint): Promise<void> {
    this.#checkpointing = new Checkpointing(this, files, directory);
    // At a manual clock no time passes between two runs.
    if (this.clock instanceof ManualClock) this.clock.set(checkpoint.checkpointTime);
    await this.#checkpointing.recover(checkpoint);
  }

  /**
   * Saves what a recovery needs, from the start on (StreamingContext.checkpoint).
   * @param program how the streams are made, for whoever recovers; the engine only keeps it
   */
  async checkpointInto(files: DurableFiles, directory: string, program: Uint8Array): Promise<void> {
    if (this.#checkpointing?.directory !== directory) this.#checkpointing = new Checkpointing(this, files, directory);
    await this.#checkpointing.begin(program);
  }

  /** Times of the batches that are generated and not done. */
  get pendingTimes(): number[] {
    return this.#jobs.pendingTimes;
  }

  /** @throws EngineError `context-state`, `no-output-operations` with Spark's texts */
  start(): void {
    if (this.#state === 'active') {
      this.post({ type: 'log', level: 'warning', text: 'StreamingContext has already been started', nodeId: null });
      return;
    }
    if (this.#state !== 'initialized') throw new EngineError('context-state', 'StreamingContext has already been stopped');
    if (this.graph.outputs.length === 0) {
      this.#state = 'stopped';
      throw new EngineError('no-output-operations', 'requirement failed: No output operations registered, so nothing to execute');
    }
    const recovered = this.#checkpointing?.recovered ?? null;
    const startTime = recovered ? this.#timer.restartTime(recovered.zeroTime) : this.#timer.startTime();
    try {
      this.graph.start(recovered?.zeroTime ?? startTime - this.batchInterval, this.sparkContext.checkpointDirectory !== null);
    } catch (error) {
      this.#state = 'stopped';
      throw error;
    }
    this.#state = 'active';
    this.#receivers.start();
    if (recovered) this.#runAgain(recovered, startTime);
    this.#timer.start(startTime);
    this.post({ type: 'streamingStarted', time: this.clock.now(), batchInterval: this.batchInterval, queuedBatches: this.graph.queuedBatches });
  }

  /**
   * Stops the stream; the SparkContext stays. Graceful: what was received is processed first. Else jobs that wait or run
   * have two seconds, then they are left to themselves. Calling it again waits for the same end.
   */
  stop({ graceful }: { readonly graceful: boolean }): Promise<void> {
    this.#stopping ??= this.#stop(graceful);
    return this.#stopping;
  }

  async #stop(graceful: boolean): Promise<void> {
    const active = this.#state === 'active';
    this.#state = 'stopping';
    // What is held would never end.
    this.#control.release();
    if (active) {
      if (graceful) this.#tellStopping('receivers');
      await this.#receivers.stop();
      if (graceful) await this.#finishBatches();
      this.#timer.stop();
      // What is queued by now is processed all the same (JobScheduler.stop).
      await within(graceful ? HOUR : 2000, this.#jobs.drained().then(() => true));
      this.#jobs.stop();
      await this.#clearing;
      await this.#checkpointing?.stop();
    }
    this.#state = 'stopped';
    this.post({ type: 'streamingStopped', time: this.clock.now(), error: this.#error });
    this.#wakeAll();
  }

  /** Makes batches of what was received, and runs them; told if that takes longer than it may (JobGenerator.stop). */
  async #finishBatches(): Promise<void> {
    const finish = async (): Promise<true> => {
      await this.#processWhatWasReceived();
      this.#timer.stop();
      await this.#generating;
      this.#tellStopping('batches');
      await this.#jobs.drained();
      return true;
    };
    const limit = this.settings.gracefulStopTimeout ?? 10 * this.batchInterval;
    // At a manual clock nothing can be late.
    if (this.clock instanceof ManualClock ? await finish() : await within(limit, finish())) return;
    const lost = this.blocks.hasUnallocated ? ' What was received and is in no batch yet is lost: to give it longer, set spark.streaming.gracefulStopTimeout.' : '';
    const text = `Timed out while stopping the job generator (timeout = ${limit}). No more batches are made; those that wait are still processed.${lost}`;
    this.post({ type: 'log', level: 'warning', text, nodeId: null });
  }

  #tellStopping(phase: 'receivers' | 'batches'): void {
    this.post({ type: 'streamingStopping', phase, jobs: this.#jobs.pending });
  }

  /** Lets the clock run until every block has its batch; a limit of batches that is reached ends it too. */
  async #processWhatWasReceived(): Promise<void> {
    await this.#generating;
    if (this.#batchesLeft() && this.blocks.hasUnallocated) {
      await new Promise<void>((resolve) => this.clock.at(this.#timer.startTime(), resolve));
      await this.#processWhatWasReceived();
    }
  }

  /** Batches that an earlier run did not get done, and those that fell due since, before the first new one. */
  #runAgain({ checkpointTime }: Checkpoint, restartTime: number): void {
    const times = this.#checkpointing!.timesToRunAgain(restartTime);
    const text = `Recovered from the checkpoint of ${pythonDateTime(checkpointTime)}: ${times.length} ${times.length === 1 ? 'batch is' : 'batches are'} run again.`;
    this.post({ type: 'log', level: 'info', text, nodeId: null });
    for (const time of times) this.#generating = this.#generating.then(() => this.#generate(time));
  }

  #batchesLeft(): boolean {
    return this.#maxBatches === null || this.#batches < this.#maxBatches;
  }

  /**
   * Waits for the end.
   * @param timeout ms; null or negative: without limit
   * @returns false if the time was up first
   * @throws EngineError with the last failure of a batch, and again at each later call (ContextWaiter.notifyError)
   */
  async awaitTermination(timeout: number | null = null): Promise<boolean> {
    if (this.#error === null && this.#state !== 'stopped') {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        const timeIsUp = (): void => {
          this.#waiting.delete(resolve);
          resolve();
        };
        if (timeout !== null && timeout >= 0) timer = setTimeout(timeIsUp, Math.min(timeout, LONGEST_TIMER));
      });
      clearTimeout(timer);
    }
    if (this.#error) throw new EngineError('task-failed', `${this.#error.type}: ${this.#error.message}`, { task: this.#error });
    return this.#state === 'stopped';
  }

  // --- Batches ------------------------------------------------------------------------------------------------------

  #onTick(time: number): void {
    if (!this.#batchesLeft()) return;
    this.#batches++;
    const last = !this.#batchesLeft();
    this.#generating = this.#generating.then(() => this.#generate(time));
    if (last) void this.#generating.then(() => this.stop({ graceful: true }));
  }

  async #generate(time: number): Promise<void> {
    const first = this.#beforeBatch();
    if (first) await first;
    const generated = await generateJobs(this, time);
    if ('error' in generated) {
      this.#reportError(generated.error);
      this.post({ type: 'log', level: 'error', text: `${generated.error.type}: ${generated.error.message}`, nodeId: generated.error.place.nodeId ?? null });
      await this.#checkpointing?.save(time);
      this.post({ type: 'jobsGenerated', batchTime: time, submitted: false });
      return;
    }
    const submitted = generated.jobs.length > 0;
    if (submitted) {
      this.post({ type: 'batchSubmitted', info: generated.batch.info() });
      this.#jobs.submit(generated.jobs);
    }
    await this.#checkpointing?.save(time);
    this.post({ type: 'jobsGenerated', batchTime: time, submitted });
  }

  #onBatchCompleted(batch: BatchRun): void {
    if (this.#error) this.#wakeAll();
    this.post({ type: 'batchCompleted', report: batch.report() });
    this.#clearing = this.#clearing.then(() => this.#clear(batch.time));
  }

  async #clear(time: number): Promise<void> {
    this.#newestDone = Math.max(this.#newestDone, time);
    // With concurrent jobs an older batch may still run: what it needs stays until it is done.
    const done = Math.min(this.#newestDone, this.#jobs.oldestUnfinished - this.batchInterval);
    const { dropped, shuffles } = await this.graph.clearMetadata(done);
    // With a checkpoint, blocks are needed until it holds that their batch is done, and by windows after a recovery.
    const keep = this.#checkpointing ? this.graph.inputRememberDuration : 0;
    const clear = (): Promise<void> => Promise.resolve(this.blocks.clear(done - keep));
    if (this.#checkpointing) await this.#checkpointing.save(time, clear);
    else await clear();
    this.sparkContext.dropBlocks(dropped.map(({ id }) => id));
    this.sparkContext.forget(shuffles);
  }

  #tellFull(bytes: number): void {
    const text = `Receivers wait: ${Math.round(bytes / 1_000_000)} MB are received and not processed yet. Senders wait too, nothing is lost. Batches take longer than they should: see their processing time.`;
    this.post({ type: 'log', level: 'warning', text, nodeId: null });
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #reportError(error: TaskError, wake = true): void {
    this.#error = error;
    if (wake) this.#wakeAll();
  }
}
