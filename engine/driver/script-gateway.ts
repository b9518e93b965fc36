import { EngineError, localSlots, SparkContext } from '#engine/core';
import type { RunEnvironment } from '#engine/run';
import { durableFiles, nodeFiles } from '#engine/sources';
import { findCheckpoint, type FoundCheckpoint, partFile, StreamingContext, type StreamingEvent } from '#engine/streaming';
import { BuildLog, replay } from './build-log';
import type { Answer, Arguments, RunCallback } from './calls';
import { RddCalls } from './rdd-calls';
import { decodeProgram, encodeProgram, type ScriptProgram } from './script-program';
import { StreamCalls } from './stream-calls';

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

/** A script's calls, carried out on the engine: the far side of `pyspark._gateway`. */
export class ScriptGateway {
  #context: SparkContext | null = null;
  #streaming: StreamingContext | null = null;
  #rdds: RddCalls | null = null;
  #streams: StreamCalls | null = null;
  readonly #built = new BuildLog();
  /** A checkpoint between the two calls of its recovery. */
  #found: { readonly directory: string; readonly checkpoint: FoundCheckpoint['checkpoint']; readonly program: ScriptProgram } | null = null;
  #conf = new Map<string, string>();
  /** By their pickles. */
  readonly #functions = new Map<string, number>();
  /** Updates of accumulators that the script has not heard of yet. */
  #accumulators: Uint8Array[] = [];
  readonly #runCallback: RunCallback;

  constructor(
    private readonly environment: RunEnvironment,
    /** Master and name of the command line, for a script that sets none. */
    private readonly defaults: { readonly master: string; readonly appName: string },
    private readonly script: ScriptProgram['script'],
    runCallback: (callback: number, args: string) => Promise<unknown>,
  ) {
    this.#runCallback = (callback, args) => runCallback(callback, JSON.stringify({ args, accumulators: this.takeAccumulators() }));
  }

  /** What tasks added since the last call, in base64, for the next message to the script. */
  takeAccumulators(): string[] {
    return this.#accumulators.splice(0).map((bytes) => Buffer.from(bytes).toString('base64'));
  }

  /** @throws EngineError for a call that cannot be carried out */
  async call(method: string, args: Arguments, buffers: readonly Uint8Array[]): Promise<Answer> {
    this.#rdds?.release(args.released as number[] | undefined);
    const answer = await this.#carryOut(method, args, buffers);
    this.#built.record(method, args, buffers, answer);
    return answer;
  }

  async #carryOut(method: string, args: Arguments, buffers: readonly Uint8Array[]): Promise<Answer> {
    switch (method) {
      case 'context.create':
        return { value: this.#createContext(args.conf as [string, string][]) };
      case 'context.stop':
        await this.stop(false);
        return {};
      case 'context.setCheckpointDir':
        this.#sc.checkpointDirectory = args.directory as string;
        return {};
      case 'function.register':
        return { value: this.#register(buffers[0]!, args.place as { file?: string; line?: number }) };
      case 'sleep':
        await new Promise((resolve) => setTimeout(resolve, args.ms as number));
        return {};
      case 'streaming.create':
        return { value: this.#createStreaming(args.batchInterval as number) };
      case 'streaming.start':
        await this.#start(args.checkpointDirectory as string | null, args.callbacks as number[], buffers);
        return {};
      case 'streaming.findCheckpoint':
        return this.#findCheckpoint(args.directory as string);
      case 'streaming.recover':
        await this.#recover(args.callbacks as [number, number][]);
        return {};
      case 'streaming.remember':
        return { value: this.#ssc.remember(args.duration as number) };
      case 'streaming.addListener':
        this.#listen(args.callback as number);
        return {};
      case 'streaming.await':
        return { value: await this.#ssc.awaitTermination(args.timeout as number | null) };
      case 'streaming.stop':
        await this.#streaming?.stop({ graceful: args.graceful as boolean });
        return {};
      default:
        if (method.startsWith('rdd.')) return this.#rddCalls.call(method, args, buffers);
        return { value: await this.#streamCalls.call(method, args) };
    }
  }

  /** Ends whatever the script left running. */
  async stop(graceful: boolean): Promise<void> {
    await this.#streaming?.stop({ graceful });
    await this.#context?.stop();
    this.#context = null;
    this.#streaming = null;
    this.#rdds = null;
    this.#streams = null;
  }

  get #sc(): SparkContext {
    if (!this.#context) throw new EngineError('context-state', 'Cannot call methods on a stopped SparkContext.');
    return this.#context;
  }

  get #ssc(): StreamingContext {
    if (!this.#streaming) throw new EngineError('context-state', 'There is no StreamingContext.');
    return this.#streaming;
  }

  get #rddCalls(): RddCalls {
    return (this.#rdds ??= new RddCalls(this.#sc, this.#conf.has('spark.default.parallelism'), (rdd) => this.#built.released(rdd)));
  }

  get #streamCalls(): StreamCalls {
    return (this.#streams ??= new StreamCalls(this.#ssc, this.#rddCalls, this.#runCallback));
  }

  #createContext(conf: readonly [string, string][]): unknown {
    const { executors, cores, observe, listener } = this.environment;
    const settings = new Map([...this.environment.conf, ...conf]);
    this.#conf = settings;
    const master = settings.get('spark.master') ?? this.defaults.master;
    const slots = localSlots(master, cores);
    const defaultParallelism = Number(settings.get('spark.default.parallelism') ?? slots);
    const application = crypto.randomUUID();
    const context: SparkContext = new SparkContext({
      executors: executors.of('python'),
      slots,
      defaultParallelism,
      observe,
      onPrint: (stream, text) => listener({ type: 'log', level: stream === 'stderr' ? 'warning' : 'info', text, nodeId: null }),
      onExecutorLost: (reason) => listener({ type: 'log', level: 'error', text: reason, nodeId: null }),
      onAccumulators: (updates) => this.#accumulators.push(updates),
      onCheckpoint: async (rdd, slices) => {
        const folder = `${context.checkpointDirectory}/${application}/rdd-${rdd}`;
        for (const [index, bytes] of slices.entries()) await durableFiles.write(partFile(folder, index), bytes);
        return folder;
      },
    });
    context.checkpointDirectory = settings.get('spark.checkpoint.dir') ?? null;
    this.#context = context;
    this.#functions.clear();
    const appName = settings.get('spark.app.name') ?? this.defaults.appName;
    const all = [...settings, ['spark.master', master], ['spark.app.name', appName]];
    return { master, appName, defaultParallelism, application: `local-${Date.now()}`, startTime: Date.now(), conf: [...new Map(all as [string, string][])] };
  }

  /** The same function has the same number: a lambda in foreachRDD is sent anew with every batch. */
  #register(pickle: Uint8Array, place: { readonly file?: string; readonly line?: number }): number {
    const key = Buffer.from(pickle).toString('latin1');
    const known = this.#functions.get(key);
    if (known !== undefined) return known;
    const id = this.#sc.register({ kind: 'pickle', bytes: pickle }, place);
    this.#functions.set(key, id);
    return id;
  }

  #createStreaming(batchInterval: number): null {
    const { startSocketReceiver, sqliteSink, clock, maxBatches, listener, resolvePath } = this.environment;
    this.#streaming = new StreamingContext({ sparkContext: this.#sc, batchInterval, startSocketReceiver, sqliteSink, clock, maxBatches, conf: this.#conf, files: nodeFiles, resolvePath });
    this.#streams = null;
    this.#built.clearStreams();
    this.#streaming.addStreamingListener(listener);
    return null;
  }

  async #start(checkpointDirectory: string | null, callbacks: readonly number[], pickles: readonly Uint8Array[]): Promise<void> {
    const ssc = this.#ssc;
    if (checkpointDirectory !== null && ssc.state === 'initialized') {
      const program = { script: this.script, conf: [...this.#conf], callbacks: callbacks.map((number, index) => ({ number, pickle: pickles[index]! })), ...this.#built.saved() };
      await ssc.checkpointInto(durableFiles, checkpointDirectory, encodeProgram(program));
    }
    ssc.start();
  }

  /** What the script's side needs first: the settings, and the functions that run there. */
  async #findCheckpoint(directory: string): Promise<Answer> {
    const found = await findCheckpoint(durableFiles, directory);
    this.#found = null;
    if (!found) return { value: null };
    const program = decodeProgram(found.program);
    for (const text of found.unreadable) this.#warn(`Error reading checkpoint from ${directory}: ${text}. An older one is used.`);
    if (program.calls.some(({ method }) => method === 'streaming.queueStream')) {
      throw new EngineError('invalid-argument', "queueStream doesn't support checkpointing. Please don't use queueStream when checkpointing is enabled.");
    }
    if (program.script.hash !== this.script.hash) {
      this.#warn(`The checkpoint in ${directory} was made by another version of this script (${program.script.name}). Its streams are made as they were then; what was changed since has no effect. To use the changes, delete the directory or name another one.`);
    }
    this.#found = { directory, checkpoint: found.checkpoint, program };
    // The master of the command line counts, as for spark-submit.
    const conf = program.conf.filter(([key]) => key !== 'spark.master');
    return { value: { conf, callbacks: program.callbacks.map(({ number }) => number) }, buffers: program.callbacks.map(({ pickle }) => pickle) };
  }

  /** Makes the streams of the checkpoint that was found. */
  async #recover(callbacks: readonly (readonly [then: number, now: number])[]): Promise<void> {
    const { directory, checkpoint, program } = this.#found!;
    this.#found = null;
    this.#createStreaming(checkpoint.batchInterval);
    await replay(program, new Map(callbacks), (method, args, buffers) => this.call(method, args, buffers));
    await this.#ssc.recover(durableFiles, directory, checkpoint);
  }

  #warn(text: string): void {
    this.environment.listener({ type: 'log', level: 'warning', text, nodeId: null });
  }

  #listen(callback: number): void {
    this.#ssc.addStreamingListener((event) => {
      if (!HEARD.has(event.type)) return;
      const { report, ...plain } = event as StreamingEvent & { readonly report?: { readonly info: unknown } };
      // A listener that fails must not fail the stream; Python has told its traceback.
      this.#runCallback(callback, [{ ...plain, ...(report ? { info: report.info } : {}) }]).catch(() => undefined);
    });
  }
}
