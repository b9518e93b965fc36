import { atNode, EngineError, type FunctionId, type RDD, type SparkContext, within } from '#engine/core';
import type { FunctionSource, GraphBuilder, Stream } from '#engine/operators';
import type { SQLiteSink, SQLiteSinkTarget } from '#engine/sinks';
import type { Files, StartSocketReceiver } from '#engine/sources';
import { BatchGenerator } from './batch-generator';
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
import { ContextWaiter } from './context-waiter';
import { type Missing, transformed } from './computations/each-batch';
import { InputRecord } from './input-record';
import { GenerationJobs } from './job-observer';
import { JobScheduler } from './job-scheduler';
import type { StreamingEvent, StreamingListener } from './listener';
import { ReceivedBlockTracker } from './received-block-tracker';
import { ReceiverTracker } from './receiver-tracker';
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
  /** Jobs of functions that make the RDDs of the batch that is made now. */
  generationJobs = new GenerationJobs();
  #state: State = 'initialized';
  readonly #prelude: string;
  readonly #listeners: StreamingListener[] = [];
  readonly #waiter = new ContextWaiter();
  readonly #receivers: ReceiverTracker;
  readonly #jobs: JobScheduler;
  readonly #batches: BatchGenerator;
  #checkpointing: Checkpointing | null = null;
  #stopping: Promise<void> | null = null;
  #hasten: () => void = () => undefined;
  /** Nobody waits for batches any more. */
  readonly #hastened = new Promise<true>((resolve) => (this.#hasten = (): void => resolve(true)));
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
    this.#control = options.control ?? new RunControl();
    this.conditions = new Conditions(this.#control, this.sparkContext.language, (fn) => this.register(fn));
    this.#control.attach({ clock: this.clock, batchInterval: this.batchInterval, wake: () => this.#jobs.next() });
    this.addStreamingListener(this.#control.listener);
    this.#prelude = options.prelude ?? '';
    this.#receivers = new ReceiverTracker(this, options.startSocketReceiver);
    this.#jobs = new JobScheduler(this.settings.concurrentJobs, () => this.clock.now(), {
      batchStarted: (batch) => this.post({ type: 'batchStarted', info: batch.info() }),
      operationStarted: (batch, index) =>
        this.post({ type: 'outputOperationStarted', batchTime: batch.time, operation: batch.operationInfo(index) }),
      operationCompleted: (batch, index) => {
        const operation = batch.operationInfo(index);
        // At a manual clock, where chance has no part, the batch's other outputs are done first.
        if (operation.failure) this.#waiter.failed(operation.failure, !(this.clock instanceof ManualClock));
        this.post({ type: 'outputOperationCompleted', batchTime: batch.time, operation });
      },
      batchCompleted: (batch) => this.#onBatchCompleted(batch),
    }, (batchTime) => this.#control.admit(batchTime));
    this.#batches = new BatchGenerator(this, {
      jobs: this.#jobs,
      checkpointing: () => this.#checkpointing,
      maxBatches: options.maxBatches ?? null,
      beforeBatch: options.beforeBatch ?? (() => undefined),
      failed: (error) => this.#waiter.failed(error),
      finished: () => void this.stop({ graceful: true }),
    });
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
  transform(parents: readonly DStream[], make: (rdds: readonly (RDD | null)[], time: number) => RDD | null | Promise<RDD | null>, missing: Missing): DStream {
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
    const startTime = this.#batches.startTime(recovered);
    try {
      this.graph.start(recovered?.zeroTime ?? startTime - this.batchInterval, this.sparkContext.checkpointDirectory !== null);
    } catch (error) {
      this.#state = 'stopped';
      throw error;
    }
    this.#state = 'active';
    this.#receivers.start();
    this.#batches.start(startTime, recovered);
    this.post({ type: 'streamingStarted', time: this.clock.now(), batchInterval: this.batchInterval, queuedBatches: this.graph.queuedBatches });
  }

  /**
   * Stops the stream; the SparkContext stays. Graceful: what was received is processed first. Else jobs that wait or run
   * have two seconds, then they are left to themselves. Calling it again waits for the same end; one that is not graceful
   * brings it about at once.
   */
  stop({ graceful }: { readonly graceful: boolean }): Promise<void> {
    if (this.#stopping && !graceful) this.#hasten();
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
      if (graceful) await Promise.race([this.#finishBatches(), this.#hastened]);
      this.#batches.stop();
      // What is queued by now is processed all the same (JobScheduler.stop).
      await within(graceful ? HOUR : 2000, Promise.race([this.#jobs.drained().then(() => true), this.#hastened]));
      this.#jobs.stop();
      await this.#batches.cleared;
      await this.#checkpointing?.stop();
    }
    this.#state = 'stopped';
    this.post({ type: 'streamingStopped', time: this.clock.now(), error: this.#waiter.error });
    this.#waiter.wakeAll();
  }

  /** Makes batches of what was received, and runs them; told if that takes longer than it may (JobGenerator.stop). */
  async #finishBatches(): Promise<void> {
    const finish = async (): Promise<true> => {
      await this.#batches.finish(() => this.#tellStopping('input'));
      this.#tellStopping('batches');
      await this.#jobs.drained();
      return true;
    };
    const limit = this.settings.gracefulStopTimeout ?? 10 * this.batchInterval;
    // At a manual clock nothing can be late.
    if (this.clock instanceof ManualClock ? await finish() : await within(limit, Promise.race([finish(), this.#hastened]))) return;
    const lost = this.blocks.hasUnallocated ? ' What was received and is in no batch yet is lost: to give it longer, set spark.streaming.gracefulStopTimeout.' : '';
    const text = `Timed out while stopping the job generator (timeout = ${limit}). No more batches are made; those that wait are still processed.${lost}`;
    this.post({ type: 'log', level: 'warning', text, nodeId: null });
  }

  #tellStopping(phase: 'receivers' | 'input' | 'batches'): void {
    if (this.#state === 'stopped') return;
    this.post({ type: 'streamingStopping', phase, jobs: this.#jobs.pending });
  }

  /**
   * Waits for the end.
   * @param timeout ms; null or negative: without limit
   * @returns false if the time was up first
   * @throws EngineError with the last failure of a batch, and again at each later call (ContextWaiter.notifyError)
   */
  async awaitTermination(timeout: number | null = null): Promise<boolean> {
    if (this.#state === 'stopped') this.#waiter.check();
    else await this.#waiter.wait(timeout);
    return this.#state === 'stopped';
  }

  #onBatchCompleted(batch: BatchRun): void {
    if (this.#waiter.error) this.#waiter.wakeAll();
    this.post({ type: 'batchCompleted', report: batch.report() });
    this.#batches.done(batch.time);
  }

  #tellFull(bytes: number): void {
    const text = `Receivers wait: ${Math.round(bytes / 1_000_000)} MB are received and not processed yet. Senders wait too, nothing is lost. Batches take longer than they should: see their processing time.`;
    this.post({ type: 'log', level: 'warning', text, nodeId: null });
  }
}
