import { EngineError, type FunctionId, localSlots, type NarrowOperator, type RDD, SparkContext } from '#engine/core';
import type { RunEnvironment } from '#engine/run';
import { nodeFiles } from '#engine/sources';
import { DStream, type OutputContext, StreamingContext } from '#engine/streaming';

/** What came from the script, as plain data. */
type Arguments = Readonly<Record<string, unknown>>;
type Answer = { readonly value?: unknown; readonly buffers?: readonly Uint8Array[] };

/** Runs a function of the script with plain arguments; rejects with its error. */
export type RunCallback = (callback: number, args: readonly unknown[]) => Promise<void>;

/** A script's calls, carried out on the engine: the far side of `pyspark._gateway`. */
export class ScriptGateway {
  #context: SparkContext | null = null;
  #streaming: StreamingContext | null = null;
  readonly #rdds = new Map<number, RDD>();
  readonly #streams: DStream[] = [];
  #defaultConf = new Map<string, string>();

  constructor(
    private readonly environment: RunEnvironment,
    /** Master and name of the command line, for a script that sets none. */
    private readonly defaults: { readonly master: string; readonly appName: string },
    private readonly runCallback: RunCallback,
  ) {}

  /** @throws EngineError for a call that cannot be carried out */
  async call(method: string, args: Arguments, buffers: readonly Uint8Array[]): Promise<Answer> {
    switch (method) {
      case 'context.create':
        return { value: this.#createContext(args.conf as [string, string][]) };
      case 'context.stop':
        await this.stop(false);
        return {};
      case 'function.register':
        return { value: this.#sc.register({ kind: 'pickle', bytes: buffers[0]! }, args.place as { file?: string; line?: number }) };
      case 'sleep':
        await new Promise((resolve) => setTimeout(resolve, args.ms as number));
        return {};
      case 'streaming.create':
        return { value: this.#createStreaming(args.batchInterval as number) };
      case 'streaming.start':
        return { value: this.#ssc.start() };
      case 'streaming.await':
        return { value: await this.#ssc.awaitTermination(args.timeout as number | null) };
      case 'streaming.stop':
        await this.#streaming?.stop({ graceful: args.graceful as boolean });
        return {};
      default:
        return method.startsWith('rdd.') ? this.#rddCall(method, args, buffers) : { value: this.#streamCall(method, args) };
    }
  }

  /** Ends whatever the script left running. */
  async stop(graceful: boolean): Promise<void> {
    await this.#streaming?.stop({ graceful });
    await this.#context?.stop();
    this.#context = null;
    this.#streaming = null;
  }

  get #sc(): SparkContext {
    if (!this.#context) throw new EngineError('context-state', 'The SparkContext was stopped.');
    return this.#context;
  }

  get #ssc(): StreamingContext {
    if (!this.#streaming) throw new EngineError('context-state', 'There is no StreamingContext.');
    return this.#streaming;
  }

  #createContext(conf: readonly [string, string][]): unknown {
    const { executors, cores, observe, listener } = this.environment;
    const settings = new Map([...this.environment.conf, ...conf]);
    this.#defaultConf = settings;
    const master = settings.get('spark.master') ?? this.defaults.master;
    const slots = localSlots(master, cores);
    const defaultParallelism = Number(settings.get('spark.default.parallelism') ?? slots);
    this.#context = new SparkContext({
      executors: executors.of('python'),
      slots,
      defaultParallelism,
      observe,
      onPrint: (stream, text) => listener({ type: 'log', level: stream === 'stderr' ? 'warning' : 'info', text, nodeId: null }),
      onExecutorLost: (reason) => listener({ type: 'log', level: 'error', text: reason, nodeId: null }),
    });
    return { master, appName: settings.get('spark.app.name') ?? this.defaults.appName, defaultParallelism };
  }

  #createStreaming(batchInterval: number): null {
    const { startSocketReceiver, sqliteSink, clock, maxBatches, listener } = this.environment;
    this.#streaming = new StreamingContext({ sparkContext: this.#sc, batchInterval, startSocketReceiver, sqliteSink, clock, maxBatches, conf: this.#defaultConf, files: nodeFiles });
    this.#streaming.addStreamingListener(listener);
    return null;
  }

  // --- RDDs ---------------------------------------------------------------------------------------------------------

  async #rddCall(method: string, args: Arguments, buffers: readonly Uint8Array[]): Promise<Answer> {
    if (method === 'rdd.collect') {
      const sink = { kind: 'collect', form: 'serialized', limit: args.limit as number | null } as const;
      const results = await this.#sc.runJob(this.#rdd(args.rdd), args.partitions as number[], sink);
      return { buffers: results.map(({ outputs }) => outputs[0]!) };
    }
    const rdd = this.#made(method, args, buffers);
    this.#rdds.set(rdd.id, rdd);
    return { value: { rdd: rdd.id, partitions: rdd.numPartitions } };
  }

  #made(method: string, args: Arguments, buffers: readonly Uint8Array[]): RDD {
    const partitions = args.partitions as number | null;
    switch (method) {
      case 'rdd.parallelize':
        return this.#sc.parallelize(buffers);
      case 'rdd.union':
        return this.#sc.union((args.rdds as unknown[]).map((id) => this.#rdd(id)));
      case 'rdd.narrow':
        return this.#rdd(args.rdd).narrow(args.operator as NarrowOperator, args.f as FunctionId | null);
      case 'rdd.reduceByKey':
        return this.#rdd(args.rdd).reduceByKey(args.f as FunctionId, partitions);
      case 'rdd.combineByKey':
        return this.#rdd(args.rdd).combineByKey(aggregatorOf(args), partitions);
      default:
        throw new EngineError('invalid-argument', `The engine has no ${method}.`);
    }
  }

  #rdd(id: unknown): RDD {
    const rdd = this.#rdds.get(id as number);
    if (!rdd) throw new EngineError('invalid-argument', `RDD ${String(id)} is not there any more: it belonged to a batch that is over.`);
    return rdd;
  }

  // --- Streams ------------------------------------------------------------------------------------------------------

  #streamCall(method: string, args: Arguments): number | null {
    const stream = this.#streams[args.stream as number];
    const partitions = args.partitions as number | null;
    switch (method) {
      case 'streaming.socketTextStream':
        return this.#add(this.#ssc.socketTextStream(args.hostname as string, args.port as number));
      case 'streaming.queueStream': {
        const fallback = args.default === null ? null : this.#rdd(args.default);
        const rdds = (args.rdds as unknown[]).map((id) => this.#rdd(id));
        const empty = this.#rdd(args.empty);
        return this.#add(this.#ssc.queueStream({ rdds, oneAtATime: args.oneAtATime as boolean, fallback, makeEmpty: () => empty }));
      }
      case 'dstream.narrow':
        return this.#add(this.#ssc.named(args.operator as string, () => stream!.narrow(args.operator as NarrowOperator, args.f as FunctionId | null)));
      case 'dstream.count':
        return this.#add(stream!.count());
      case 'dstream.reduceByKey':
        return this.#add(this.#ssc.named('reduceByKey', () => stream!.combine(reducer(this.#sc, args.f as FunctionId), partitions)));
      case 'dstream.combineByKey':
        return this.#add(this.#ssc.named('combineByKey', () => stream!.combine(aggregatorOf(args), partitions)));
      case 'dstream.union':
        return this.#add(stream!.union((args.others as number[]).map((other) => this.#streams[other]!)));
      case 'dstream.pprint':
        stream!.pprint(args.num as number);
        return null;
      case 'dstream.foreachRDD':
        this.#ssc.named('foreachRDD', () => stream!.output((rdd, output) => this.#foreachRDD(args.callback as number, rdd, output)));
        return null;
      default:
        throw new EngineError('invalid-argument', `The engine has no ${method}.`);
    }
  }

  #add(stream: DStream): number {
    return this.#streams.push(stream) - 1;
  }

  async #foreachRDD(callback: number, rdd: RDD, { batchTime }: OutputContext): Promise<void> {
    this.#rdds.set(rdd.id, rdd);
    await this.runCallback(callback, [batchTime, rdd.id, rdd.numPartitions]);
  }
}

function aggregatorOf(args: Arguments): Parameters<RDD['combineByKey']>[0] {
  return { createCombiner: args.create as FunctionId, mergeValue: args.value as FunctionId, mergeCombiners: args.combiners as FunctionId };
}

function reducer(context: SparkContext, f: FunctionId): Parameters<RDD['combineByKey']>[0] {
  return { createCombiner: context.builtin('identity'), mergeValue: f, mergeCombiners: f };
}
