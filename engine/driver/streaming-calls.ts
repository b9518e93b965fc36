import { basename } from 'node:path';
import { EngineError, localSlots, type SparkContext, within } from '#engine/core';
import { openSinks, type RunEnvironment, warnOfStarvation } from '#engine/run';
import { durableFiles, nodeFiles } from '#engine/sources';
import { type CallSite, ManualClock, StreamingContext, type StreamingEvent } from '#engine/streaming';
import { type BuildLog, replay } from './build-log';
import type { Answer, Arguments, Call, RunCallback } from './calls';
import type { DriverActivity } from './driver-activity';
import type { FoundScript } from './find-checkpoint';
import type { PipelineScript } from './pipeline-script';
import type { RddCalls } from './rdd-calls';
import { copyStreams, functionsOf, type HoldStreams } from './held-streams';
import { scriptGraph } from './script-graph';
import { encodeProgram, type ScriptProgram } from './script-program';
import { StreamCalls } from './stream-calls';

/** ms that a batch waits for a script that computes. */
const LONGEST_WAIT = 1000;

/** Events that a script's StreamingListener hears, by the engine's names. */
const HEARD: ReadonlySet<StreamingEvent['type']> = new Set<StreamingEvent['type']>([
  'streamingStarted',
  'receiverState',
  'batchSubmitted',
  'batchStarted',
  'batchCompleted',
  'outputOperationStarted',
  'outputOperationCompleted',
]);

/** What streaming calls stand on: one SparkContext of a script. */
export interface ScriptApplication {
  readonly environment: RunEnvironment;
  readonly script: ScriptProgram['script'];
  /** The pipeline that it stands for; null: it is a script of its own. */
  readonly pipeline: PipelineScript | null;
  readonly conf: ReadonlyMap<string, string>;
  readonly master: string;
  readonly context: SparkContext;
  readonly rdds: RddCalls;
  readonly built: BuildLog;
  readonly runCallback: RunCallback;
  /** The same for what changes nothing in the script. */
  readonly askScript: RunCallback;
  readonly activity: DriverActivity;
  /** Whether the script looked for a checkpoint. */
  readonly recovers: () => boolean;
  /** Told once for each start. */
  readonly isFirstStart: () => boolean;
  /** Gets the streams that the script would start; null: they start. */
  readonly hold: HoldStreams | null;
  /** Numbers that were never used before: what belongs to a context that was stopped is not mistaken for another's. */
  readonly nextNumber: () => number;
}

/** A script's calls on its StreamingContexts, of which one at a time may be active. */
export class StreamingCalls {
  readonly #contexts = new Map<number, StreamingContext>();
  readonly #streams: StreamCalls;
  /** By context: the script's callback that tells which of its functions changed; null where none can. */
  readonly #changes = new Map<number, number | null>();
  /** Contexts that go on from a checkpoint. */
  readonly #recovered = new Map<number, 'recovered' | 'outdated'>();
  #asking: Promise<boolean> | null = null;

  constructor(private readonly app: ScriptApplication) {
    this.#streams = new StreamCalls((number) => this.#context(number), app);
  }

  async call(method: string, args: Arguments, buffers: readonly Uint8Array[]): Promise<Answer> {
    switch (method) {
      case 'streaming.create':
        return { value: this.#create(args.batchInterval as number) };
      case 'streaming.start':
        this.#changes.set(args.context as number, args.beforeBatch as number | null);
        await this.#start(args as unknown as StartArguments, buffers);
        return {};
      case 'streaming.remember':
        return { value: this.#context(args.context).remember(args.duration as number) };
      case 'streaming.addListener':
        this.#listen(this.#context(args.context), args.callback as number);
        return {};
      case 'streaming.queueAppended':
        this.app.environment.listener({ type: 'queueAppended', nodeId: this.#streams.nodeOf(args.stream as number) });
        return {};
      case 'streaming.await':
        if (args.timeout !== null) this.scriptWaits(args.timeout as number);
        return { value: await this.#awaitTermination(this.#context(args.context), args.timeout as number | null) };
      case 'streaming.stop':
        await this.#contexts.get(args.context as number)?.stop({ graceful: args.graceful as boolean });
        return {};
      default:
        return { value: await this.#streams.call(method, args) };
    }
  }

  /** Tells it where streams run. @param duration ms */
  scriptWaits(duration: number): void {
    if ([...this.#contexts.values()].some(({ state }) => state === 'active')) this.app.environment.listener({ type: 'scriptWaits', duration });
  }

  has(context: number): boolean {
    return this.#contexts.has(context);
  }

  /** Makes the streams of a checkpoint. @returns the number of their context */
  async recover({ directory, checkpoint, program, isOutdated }: FoundScript, callbacks: readonly (readonly [then: number, now: number])[], call: Call): Promise<number> {
    const context = this.#create(checkpoint.batchInterval);
    await replay(program, context, new Map(callbacks), call);
    await this.#context(context).recover(durableFiles, directory, checkpoint);
    this.#recovered.set(context, isOutdated ? 'outdated' : 'recovered');
    return context;
  }

  /** Where the script made a stream, for people; null: it is not known. */
  placeOf(nodeId: string): string | null {
    const site = this.#streams.sites.get(nodeId);
    return site ? `${basename(site.file)}, line ${site.line}:` : null;
  }

  /** @param onlyStarted leaves those alone that the script has still to start */
  async stop(graceful: boolean, onlyStarted = false): Promise<void> {
    const contexts = [...this.#contexts.values()].filter(({ state }) => !onlyStarted || state !== 'initialized');
    await Promise.all(contexts.map((context) => context.stop({ graceful })));
  }

  #context(number: unknown): StreamingContext {
    const context = this.#contexts.get(number as number);
    if (!context) throw new EngineError('context-state', 'This StreamingContext belongs to a SparkContext that was stopped.');
    return context;
  }

  async #awaitTermination(ssc: StreamingContext, timeout: number | null): Promise<boolean> {
    if (this.app.pipeline?.goesOn && timeout === null && ssc.state === 'active') return stopped(ssc);
    // The batches of a manual clock are known before; how many of them a script sees must not depend on how fast the machine is.
    const limit = this.app.environment.clock instanceof ManualClock ? null : timeout;
    try {
      return await ssc.awaitTermination(limit);
    } catch (error) {
      this.app.activity.failed();
      throw this.#placed(error);
    }
  }

  /** A failure of which no traceback tells the line names that of its function, or the one that made the stream. */
  #placed(error: unknown): unknown {
    const failed = error instanceof EngineError ? error.task : null;
    if (!failed || /^ {2}File "/m.test(failed.traceback)) return error;
    const { nodeId, file, line } = failed.place;
    const site = file !== undefined && line !== undefined ? { file, line } : nodeId === undefined ? undefined : this.#streams.sites.get(nodeId);
    if (!site) return error;
    const told = failed.traceback === '' ? { message: `${basename(site.file)}, line ${site.line}: ${failed.message}` } : { traceback: withFrame(failed.traceback, site) };
    return new EngineError('task-failed', (error as EngineError).message, { cause: error, task: { ...failed, ...told } });
  }

  #create(batchInterval: number, environment = this.app.environment): number {
    const { context, conf, nextNumber } = this.app;
    const { startSocketReceiver, sqliteSink, clock, control, maxBatches, listener, resolvePath, files = nodeFiles } = environment;
    const number = nextNumber();
    // No time passes at a manual clock: a script that ends with a failure ends before the next batch.
    const untilCaughtUp = (): Promise<void> => within(LONGEST_WAIT, this.app.activity.caughtUp).then(() => this.#askForChanges(number));
    const beforeBatch = clock instanceof ManualClock ? untilCaughtUp : (): Promise<void> | undefined => this.#askForChanges(number);
    const ssc = new StreamingContext({ sparkContext: context, batchInterval, startSocketReceiver, sqliteSink, clock, control, maxBatches, conf, files, resolvePath, beforeBatch });
    ssc.addStreamingListener(listener);
    this.#contexts.set(number, ssc);
    return number;
  }

  /**
   * Functions are pickled again where code of the script ran since the last batch; a script that waits costs nothing. One
   * that computes on and on keeps the stream waiting for a short time only.
   */
  #askForChanges(context: number): Promise<void> | undefined {
    const callback = this.#changes.get(context) ?? null;
    const { activity, askScript } = this.app;
    if (callback === null || (!activity.take() && !this.#asking)) return undefined;
    const told = (): true => {
      this.#asking = null;
      return true;
    };
    // A script that has ended changes nothing more.
    this.#asking ??= askScript(callback, []).then(told, told);
    return within(LONGEST_WAIT, this.#asking).then(() => undefined);
  }

  async #start({ context, checkpointDirectory, callbacks, python, readRecords }: StartArguments, pickles: readonly Uint8Array[]): Promise<void> {
    const number = context;
    const ssc = this.#context(number);
    if (ssc.state === 'initialized' && [...this.#contexts.values()].some(({ state }) => state === 'active')) {
      throw new EngineError('context-state', 'Only one StreamingContext may be started in this JVM. Currently running StreamingContext was started at an earlier call of start(). Stop that one first: ssc.stop(stopSparkContext=False).');
    }
    if (this.app.hold && ssc.state === 'initialized') return this.#hold(number, this.app.hold, readRecords);
    if (checkpointDirectory !== null && ssc.state === 'initialized') {
      const { script, conf, built } = this.app;
      const program = { script, python, conf: [...conf], callbacks: callbacks.map((callback, index) => ({ number: callback, pickle: pickles[index]! })), ...built.saved(number) };
      await ssc.checkpointInto(durableFiles, checkpointDirectory, encodeProgram(program));
    }
    if (ssc.state === 'initialized') this.app.environment.listener({ type: 'streamGraph', master: this.app.master, batchInterval: ssc.batchInterval, recovers: this.app.recovers(), notFirst: this.app.isFirstStart() ? (this.#recovered.get(number) ?? null) : 'later', nodes: scriptGraph(ssc.graph, this.#streams) });
    const [unwritable] = ssc.state === 'initialized' ? await openSinks(ssc) : [];
    if (unwritable) throw new EngineError('sink-failed', unwritable.message);
    if (ssc.state === 'initialized') warnOfStarvation(ssc, localSlots(this.app.master, this.app.environment.cores));
    ssc.start();
  }

  /** Gives the streams away instead of starting them; the script waits for ever. */
  #hold(number: number, hold: HoldStreams, readRecords: number): Promise<never> {
    const { master, context, built, environment, rdds, runCallback } = this.app;
    const { graph, batchInterval } = this.#context(number);
    hold({
      master,
      batchInterval,
      context,
      nodes: scriptGraph(graph, this.#streams),
      functions: functionsOf(built, number, (made) => this.#streams.nodeOf(made)),
      recordsOf: async (partitions) => {
        const [rdd, unread] = (await runCallback(readRecords, [partitions])) as [number, [number, number, string][]];
        return { rdd: rdds.get(rdd), unread: unread.map(([partition, place, why]) => ({ partition, place, why })) };
      },
      copy: async ({ clock, listener, ...how }) => {
        const copy = this.#create(batchInterval, { ...environment, clock, listener });
        this.#changes.set(copy, this.#changes.get(number) ?? null);
        await copyStreams(built, number, copy, { outputs: graph.outputs.map(({ nodeId }) => nodeId), ofStream: (made) => this.#streams.nodeOf(made) }, how, this.#streams.standIns, (method, args, buffers) => (method.startsWith('rdd.') ? rdds.call(method, args, buffers) : this.call(method, args, buffers)));
        return this.#context(copy);
      },
    });
    return new Promise(() => undefined);
  }

  #listen(ssc: StreamingContext, callback: number): void {
    ssc.addStreamingListener((event) => {
      if (!HEARD.has(event.type)) return;
      const { report, ...plain } = event as StreamingEvent & { readonly report?: { readonly info: unknown } };
      // A listener that fails must not fail the stream; Python has told its traceback.
      this.app.runCallback(callback, [{ ...plain, ...(report ? { info: report.info } : {}) }]).catch(() => undefined);
    });
  }
}

function stopped(ssc: StreamingContext): Promise<true> {
  return new Promise((resolve) => ssc.addStreamingListener(({ type }) => void (type === 'streamingStopped' && resolve(true))));
}

/** What a script's `ssc.start()` tells. */
interface StartArguments {
  readonly context: number;
  readonly checkpointDirectory: string | null;
  /** Functions that a checkpoint has to save. */
  readonly callbacks: readonly number[];
  /** Python's version. */
  readonly python: string;
  /** The callback that makes an RDD of texts. */
  readonly readRecords: number;
}

const HEADER = 'Traceback (most recent call last):\n';

/** A traceback of which all frames were ours, with the script's line as Python tells one. */
function withFrame(traceback: string, { file, line }: Pick<CallSite, 'file' | 'line'>): string {
  const frame = `  File "${file}", line ${line}\n`;
  const at = traceback.lastIndexOf(HEADER);
  return at < 0 ? HEADER + frame + traceback : traceback.slice(0, at + HEADER.length) + frame + traceback.slice(at + HEADER.length);
}
