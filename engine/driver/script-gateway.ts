import { userInfo } from 'node:os';
import { defaultParallelism, EngineError, type FunctionDefinition, type FunctionForm, localSlots, SparkContext, storageShare, taskMaxFailures, unwritable } from '#engine/core';
import type { RunEnvironment } from '#engine/run';
import { durableFiles, nodeFiles } from '#engine/sources';
import { partFile, printedEvent, ReplacedTextLog, spilledEvent } from '#engine/streaming';
import { BuildLog } from './build-log';
import { findScriptCheckpoint, type FoundScript } from './find-checkpoint';
import { type Answer, type Arguments, type CallbackScope, driverError, type RunCallback, type ToldError } from './calls';
import { DriverActivity } from './driver-activity';
import type { HeldStreams, HoldStreams } from './held-streams';
import type { PipelineScript } from './pipeline-script';
import { RddCalls } from './rdd-calls';
import type { ScriptProgram } from './script-program';
import { StreamingCalls } from './streaming-calls';

/** Calls that run jobs. */
const ACTIONS: ReadonlySet<string> = new Set(['rdd.collect', 'rdd.saveAsTextFile']);

/** Calls by which a script that is asked tells what changed in it: it does not go on with their answer. */
const TELLS_CHANGES: ReadonlySet<string> = new Set(['function.provide', 'streaming.queueAppended']);

/** A script's calls, carried out on the engine: the far side of `pyspark._gateway`. */
export class ScriptGateway {
  #application: Application | null = null;
  /** Streams of applications that ended: how they ended may be asked for later. */
  readonly #ended: StreamingCalls[] = [];
  /** Its streams are held: whoever holds them ends them. */
  #isHeld = false;
  readonly #built = new BuildLog();
  #found: FoundScript | null = null;
  /** It looked for a checkpoint. */
  #recovers = false;
  /** The script has a handler of its own for signals. */
  handlesSignals = false;
  /** Streams that it started. */
  #starts = 0;
  /** Called where the script ends itself at once (os._exit). */
  onExit: (status: number) => void = () => undefined;
  #lastNumber = 0;
  readonly #activity = new DriverActivity();
  /** Updates of accumulators that the script has not heard of yet. */
  #accumulators: Uint8Array[] = [];
  /** Functions of the script that run now, in `transform` and `foreachRDD`. */
  #inCallbacks = 0;
  #lastRun = 0;
  /** Of each that runs now, by a number that its calls name. */
  readonly #scopes = new Map<number, CallbackScope>();
  readonly #runCallback: RunCallback;
  readonly #askScript: RunCallback;

  constructor(
    private readonly environment: RunEnvironment,
    /** Master and name of the command line, for a script that sets none. */
    private readonly defaults: { readonly master: string; readonly appName: string; readonly hold?: HoldStreams; readonly pipeline?: PipelineScript },
    private readonly script: ScriptProgram['script'],
    runCallback: (callback: number, args: string) => Promise<unknown>,
  ) {
    const ask = (callback: number, args: readonly unknown[], run: number | null): Promise<unknown> => runCallback(callback, JSON.stringify({ args, accumulators: this.takeAccumulators(), run }));
    this.#askScript = (callback, args) => ask(callback, args, null);
    this.#runCallback = async (callback, args, scope) => {
      this.#activity.ran();
      const run = ++this.#lastRun;
      if (scope) this.#scopes.set(run, scope);
      this.#inCallbacks++;
      try {
        return await ask(callback, args, run);
      } finally {
        this.#inCallbacks--;
        this.#scopes.delete(run);
      }
    };
  }

  /** What tasks added since the last call, in base64, for the next message to the script. */
  takeAccumulators(): string[] {
    return this.#accumulators.splice(0).map((bytes) => Buffer.from(bytes).toString('base64'));
  }

  /** @throws EngineError for a call that cannot be carried out */
  async call(method: string, { run, ...args }: Arguments, buffers: readonly Uint8Array[]): Promise<Answer> {
    this.#application?.rdds.release(args.released as number[] | undefined);
    // One that stops its streams at once wants no further batch.
    if (method !== 'context.stop' && !(method === 'streaming.stop' && args.graceful === false)) this.#activity.called();
    try {
      const answer = await this.#carryOut(method, args, buffers, this.#scopes.get(run as number));
      this.#built.record(method, args, buffers, answer);
      return answer;
    } finally {
      // The script goes on with the answer; not so while it tells what changed.
      if (!TELLS_CHANGES.has(method)) this.#activity.ran();
    }
  }

  async #carryOut(method: string, args: Arguments, buffers: readonly Uint8Array[], scope: CallbackScope | undefined): Promise<Answer> {
    if (this.#isHeld && method === 'streaming.await') throw new EngineError('context-state', 'awaitTermination was called within a batch, which would wait for itself for ever. Call it after ssc.start().');
    if (this.#isHeld && (method === 'context.stop' || method === 'streaming.stop')) return {};
    switch (method) {
      case 'context.create':
        return { value: this.#createContext(args.conf as [string, string][]) };
      case 'context.stop':
        await this.stop(false);
        return {};
      case 'context.setCheckpointDir':
        await this.#setCheckpointDirectory(args.directory as string);
        return {};
      case 'function.register':
        return { value: this.#sc.register(pickled(args, buffers), this.#placeOf(args)) };
      case 'function.reserve':
        return { value: this.#sc.reserve() };
      case 'function.provide':
        this.#sc.provide(args.function as number, args.error ? driverError(args.error as ToldError) : pickled(args, buffers), this.#placeOf(args));
        return {};
      case 'sleep':
        // Nothing comes meanwhile.
        if (this.defaults.hold) return {};
        this.#application?.streaming.scriptWaits(args.ms as number);
        await new Promise((resolve) => setTimeout(resolve, args.ms as number));
        return {};
      case 'exit':
        this.onExit(args.status as number);
        // The script is ended from outside; it must not go on meanwhile.
        return new Promise(() => undefined);
      case 'signal.handled':
        this.handlesSignals = true;
        return {};
      case 'streaming.findCheckpoint':
        // Of streams that are held none went before.
        return this.defaults.hold ? { value: null } : this.#findCheckpoint(args.directory as string, args.python as string);
      case 'streaming.recover':
        return { value: await this.#streaming.recover(this.#found!, args.callbacks as [number, number][], (...call) => this.call(...call)) };
      case 'streaming.start':
        if (!this.#application) throw new EngineError('context-state', 'StreamingContext has already been stopped');
        return this.#streaming.call(method, args, buffers);
      case 'streaming.await':
        return ([this.#application?.streaming, ...this.#ended].find((calls) => calls?.has(args.context as number)) ?? this.#streaming).call(method, args, buffers);
      case 'streaming.stop':
        // After the SparkContext there is nothing left to stop, as in Spark.
        return this.#application ? this.#streaming.call(method, args, buffers) : {};
      default:
        if (!method.startsWith('rdd.')) return this.#streaming.call(method, args, buffers);
        if (this.#inCallbacks > 0 && ACTIONS.has(method) && this.#sc.starves) {
          // The script has one thread: it could not go on, stop its streams for one, while this waits.
          throw new EngineError('no-slots', 'Receivers hold all task slots: this job waits until one of them ends. Use a master with more slots, such as local[2].');
        }
        return this.#running.rdds.call(method, args, buffers, scope);
    }
  }

  /** Ends the script's streams; its SparkContext stays, for what it does after them. */
  async stopStreams(onlyStarted = false): Promise<void> {
    await this.#application?.streaming.stop(true, onlyStarted);
  }

  /** Ends whatever the script left running. */
  async stop(graceful: boolean): Promise<void> {
    await this.#application?.streaming.stop(graceful);
    await this.#application?.context.stop();
    if (this.#application) this.#ended.push(this.#application.streaming);
    this.#application = null;
  }

  get #hold(): HoldStreams | null {
    const { hold } = this.defaults;
    const held = (streams: HeldStreams): void => {
      this.#isHeld = true;
      hold!(streams);
    };
    return hold ? held : null;
  }

  /** A function of a pipeline belongs to the node on whose line it stands. */
  #placeOf({ place }: Arguments): FunctionPlace {
    const given = place as FunctionPlace & { readonly line?: number };
    const nodeId = given.line === undefined ? undefined : this.defaults.pipeline?.at(given.line);
    return nodeId === undefined ? given : { ...given, nodeId };
  }

  get #running(): Application {
    if (!this.#application) throw new EngineError('context-state', 'Cannot call methods on a stopped SparkContext.');
    return this.#application;
  }

  get #sc(): SparkContext {
    return this.#running.context;
  }

  get #streaming(): StreamingCalls {
    return this.#running.streaming;
  }

  /** @throws EngineError `checkpoint-unwritable`, as Spark does at once */
  async #setCheckpointDirectory(directory: string): Promise<void> {
    if (this.defaults.hold) {
      this.#sc.checkpointDirectory = IN_MEMORY;
      return;
    }
    try {
      await durableFiles.makeFolder(directory);
    } catch (error) {
      throw unwritable('checkpoint-unwritable', directory, error);
    }
    this.#sc.checkpointDirectory = directory;
  }

  readonly #warn = (text: string): void => this.environment.listener({ type: 'log', level: 'warning', text, nodeId: null });

  #createContext(conf: readonly [string, string][]): unknown {
    const { executors, cores, observe, listener } = this.environment;
    const settings = new Map([...this.environment.conf, ...conf]);
    const master = settings.get('spark.master') ?? this.defaults.master;
    const slots = localSlots(master, cores);
    const application = crypto.randomUUID();
    // The first one comes up while the script makes its streams, and is there for the first batch.
    executors.warm('python', 1);
    const replaced: ReplacedTextLog = new ReplacedTextLog(listener, (nodeId) => streaming.placeOf(nodeId));
    const context: SparkContext = new SparkContext({
      executors: executors.of('python'),
      slots,
      maxFailures: taskMaxFailures(master),
      defaultParallelism: defaultParallelism(settings, slots),
      observe,
      onPrint: (printed) => listener(printedEvent(printed)),
      storageShare: storageShare(settings),
      onSpilled: (bytes) => listener(spilledEvent(bytes)),
      onReplaced: replaced.add,
      onExecutorLost: (reason) => listener({ type: 'log', level: 'error', text: reason, nodeId: null }),
      onAccumulators: (updates) => this.#accumulators.push(updates),
      onCheckpoint: this.defaults.hold ? undefined : async (rdd, slices) => {
        // Of RDD.localCheckpoint: held by the executors alone.
        if (context.checkpointDirectory === null) return null;
        const folder = `${context.checkpointDirectory}/${application}/rdd-${rdd}`;
        await Promise.all(slices.map((bytes, index) => durableFiles.write(partFile(folder, index), bytes)));
        return folder;
      },
    });
    const directory = settings.get('spark.checkpoint.dir') ?? null;
    context.checkpointDirectory = directory !== null && this.defaults.hold ? IN_MEMORY : directory;
    const rdds = new RddCalls(context, this.environment.files ?? nodeFiles, settings.has('spark.default.parallelism'), (rdd) => this.#built.released(rdd), this.#warn);
    const environment: RunEnvironment = { ...this.environment, listener: replaced.listener };
    const { script } = this;
    const streaming: StreamingCalls = new StreamingCalls({ environment, script, pipeline: this.defaults.pipeline ?? null, conf: settings, master, context, rdds, built: this.#built, runCallback: this.#runCallback, askScript: this.#askScript, activity: this.#activity, recovers: () => this.#recovers, isFirstStart: () => this.#starts++ === 0, hold: this.#hold, nextNumber: () => this.#lastNumber++ });
    this.#application = { context, rdds, streaming };
    const appName = settings.get('spark.app.name') ?? this.defaults.appName;
    const [id, now] = [`local-${Date.now()}`, String(Date.now())];
    const own = { 'spark.app.id': id, 'spark.app.startTime': now, 'spark.app.submitTime': now, 'spark.driver.host': 'localhost', 'spark.executor.id': 'driver', 'spark.serializer.objectStreamReset': '100', 'spark.submit.deployMode': 'client', 'spark.submit.pyFiles': '' };
    const all = [...Object.entries(own), ...settings, ['spark.master', master], ['spark.app.name', appName]];
    return { master, appName, defaultParallelism: context.defaultParallelism, application: id, startTime: Number(now), user: userInfo().username, conf: [...new Map(all as [string, string][])] };
  }

  /** What the script's side needs first: the settings, and the functions that run there. */
  async #findCheckpoint(directory: string, python: string): Promise<Answer> {
    this.#recovers = true;
    this.#found = await findScriptCheckpoint(directory, this.script, python, this.#warn);
    if (!this.#found) return { value: null };
    if (this.#found.isOutdated) this.environment.listener({ type: 'codeNotRecovered', directory, text: this.#found.program.script.text ?? null });
    const { conf, callbacks } = this.#found.program;
    // The master of the command line counts, as for spark-submit.
    const settings = conf.filter(([key]) => key !== 'spark.master');
    return { value: { conf: settings, callbacks: callbacks.map(({ number }) => number) }, buffers: callbacks.map(({ pickle }) => pickle) };
  }
}

/** Where streams that write nothing have their checkpoints. */
const IN_MEMORY = 'memory';

type FunctionPlace = FunctionDefinition['place'];

function pickled({ broadcasts }: Arguments, buffers: readonly Uint8Array[]): FunctionForm {
  return { kind: 'pickle', bytes: buffers[0]!, functions: broadcasts as number[] | undefined };
}

/** A script's SparkContext, and the calls on what belongs to it. */
interface Application {
  readonly context: SparkContext;
  readonly rdds: RddCalls;
  readonly streaming: StreamingCalls;
}
