import { EngineError, type FunctionId, type NarrowOperator, type RDD, type SparkContext } from '#engine/core';
import type { CallSite, DStream, Missing, OutputContext, StreamFacts, StreamingContext } from '#engine/streaming';
import { aggregatorOf, type Arguments, type CallbackScope, type RunCallback } from './calls';
import type { PipelineScript } from './pipeline-script';
import type { RddCalls } from './rdd-calls';

/** A script's calls on streams. */
export class StreamCalls {
  readonly #streams = new Map<number, DStream>();
  readonly #rdds: RddCalls;
  /** Where the script made its streams and outputs, by their nodes. */
  readonly sites = new Map<string, CallSite>();
  readonly facts = new Map<string, StreamFacts>();
  /** Streams that run in the place of those that the script has, by their numbers. */
  readonly standIns = new Map<number, number>();

  constructor(
    private readonly contextOf: (number: unknown) => StreamingContext,
    private readonly app: { readonly context: SparkContext; readonly rdds: RddCalls; readonly runCallback: RunCallback; readonly nextNumber: () => number; readonly pipeline: PipelineScript | null },
  ) {
    this.#rdds = app.rdds;
  }

  /** @returns the number of the stream that was made, or plain data */
  async call(method: string, args: Arguments): Promise<unknown> {
    const output = this.#outputs.get(method);
    if (output) {
      const parent = this.#stream(args.stream);
      this.#asNode(parent.ssc, this.app.nextNumber(), args, () => output(parent, args));
      return null;
    }
    const make = this.#makers.get(method);
    if (make) {
      const number = this.app.nextNumber();
      const stream = this.#asNode(this.contextOf(args.context), number, args, () => make(args));
      this.#streams.set(number, stream);
      return { stream: number, slide: stream.slideDuration };
    }
    switch (method) {
      case 'dstream.persist':
        this.#stream(args.stream).persist();
        return null;
      case 'dstream.checkpoint':
        this.#stream(args.stream).checkpoint(args.interval as number);
        return null;
      case 'dstream.slice':
        return (await this.#stream(this.standIns.get(args.stream as number) ?? args.stream).slice(args.from as number, args.to as number)).map((rdd) => this.#rdds.hand(rdd));
      default:
        throw new EngineError('invalid-argument', `The engine has no ${method}.`);
    }
  }

  /** Each call of the script is a node: counts, records and failures are told of it. */
  #asNode<T extends DStream | undefined>(ssc: StreamingContext, number: number, args: Arguments, make: () => T): T {
    const site = args.site as CallSite | undefined;
    // A copy says whose it is.
    const id = (args.node as string | undefined) ?? (site && this.app.pipeline?.made(site.line)) ?? nodeOfStream(number);
    if (site) this.sites.set(id, site);
    this.facts.set(id, factsOf(args));
    return ssc.withNode(id, make);
  }

  nodeOf(number: number): string {
    return this.#streams.get(number)?.nodeId ?? nodeOfStream(number);
  }

  #stream(number: unknown): DStream {
    const stream = this.#streams.get(number as number);
    if (!stream) throw new EngineError('invalid-argument', 'This stream belongs to a StreamingContext that was stopped.');
    return stream;
  }

  readonly #outputs: ReadonlyMap<string, (stream: DStream, args: Arguments) => undefined> = new Map<string, (stream: DStream, args: Arguments) => undefined>([
    ['dstream.pprint', (stream, { num }) => void stream.pprint(num as number)],
    ['dstream.saveAsTextFiles', (stream, { prefix, suffix }) => void stream.saveAsTextFiles(prefix as string, suffix as string | null)],
    ['dstream.foreachRDD', (stream, { callback }) => this.#output(stream, callback as number)],
  ]);

  readonly #makers: ReadonlyMap<string, (args: Arguments) => DStream> = new Map<string, (args: Arguments) => DStream>([
    ['streaming.socketTextStream', ({ context, hostname, port }) => this.contextOf(context).socketTextStream(hostname as string, port as number)],
    ['streaming.textFileStream', ({ context, directory }) => this.contextOf(context).textFileStream(directory as string)],
    ['streaming.binaryRecordsStream', ({ context, directory, recordLength }) => this.contextOf(context).binaryRecordsStream(directory as string, recordLength as number)],
    ['streaming.queueStream', (args) => this.#queueStream(args)],
    ['streaming.transform', ({ context, streams, callback }) => this.#transformed(this.contextOf(context), streams as number[], callback, 'error')],
    ['dstream.narrow', ({ stream, operator, f, preserves }) => this.#narrow(this.#stream(stream), operator as NarrowOperator, f as FunctionId | null, preserves as boolean | null)],
    ['dstream.count', ({ stream }) => this.#stream(stream).count()],
    ['dstream.reduce', ({ stream, f }) => this.#named('reduce', this.#stream(stream), (it) => it.reduceRecords(f as FunctionId))],
    ['dstream.countByValue', ({ stream }) => this.#stream(stream).countByValue()],
    ['dstream.reduceByKey', ({ stream, f, partitions }) => this.#stream(stream).reduceByKeyWith(f as FunctionId, partitions as number | null)],
    ['dstream.combineByKey', (args) => this.#named('combineByKey', this.#stream(args.stream), (it) => it.combine(aggregatorOf(args), args.partitions as number | null))],
    ['dstream.groupByKey', ({ stream, partitions }) => this.#stream(stream).groupByKey(partitions as number | null)],
    ['dstream.partitionBy', ({ stream, partitions, partitionFunc }) => this.#stream(stream).partitionBy(partitions as number, partitionFunc as FunctionId | null)],
    ['dstream.repartition', ({ stream, partitions }) => this.#stream(stream).repartition(partitions as number)],
    ['dstream.union', ({ stream, others, needsAll }) => this.#stream(stream).union((others as number[]).map((other) => this.#stream(other)), needsAll === true)],
    ['dstream.cogroup', ({ stream, other, partitions }) => this.#stream(stream).cogroup(this.#stream(other), partitions as number | null)],
    ...(['join', 'leftOuterJoin', 'rightOuterJoin', 'fullOuterJoin'] as const).map(
      (name): [string, (args: Arguments) => DStream] => [`dstream.${name}`, ({ stream, other, partitions }) => this.#stream(stream)[name](this.#stream(other), partitions as number | null)],
    ),
    ['dstream.transform', ({ stream, callback, follows }) => this.#transformed(this.#stream(stream).ssc, [stream as number], callback, follows === true ? 'given' : 'none')],
    ['dstream.transformWith', ({ stream, other, callback }) => this.#named('transformWith', this.#stream(stream), ({ ssc }) => this.#transformed(ssc, [stream as number, other as number], callback, 'empty'))],
    ['dstream.window', ({ stream, window, slide }) => this.#stream(stream).window(window as number, slide as number | null)],
    [
      'dstream.reduceByKeyAndWindow',
      ({ stream, f, inverse, window, slide, partitions, filter }) =>
        this.#stream(stream).reduceWindow({ func: f as FunctionId, invFunc: inverse as FunctionId | null, windowDuration: window as number, slideDuration: slide as number | null, numPartitions: partitions as number | null, filterFunc: filter as FunctionId | null }),
    ],
    ['dstream.reduceByWindow', ({ stream, f, inverse, window, slide }) => this.#stream(stream).reduceRecordsInWindow(f as FunctionId, inverse as FunctionId | null, window as number, slide as number)],
    ['dstream.countByWindow', ({ stream, window, slide }) => this.#stream(stream).countByWindow(window as number, slide as number)],
    ['dstream.countByValueAndWindow', ({ stream, window, slide, partitions }) => this.#stream(stream).countByValueAndWindow(window as number, slide as number, partitions as number | null)],
    ['dstream.groupByKeyAndWindow', ({ stream, window, slide, partitions }) => this.#stream(stream).groupByKeyAndWindow(window as number, slide as number, partitions as number | null)],
    [
      'dstream.updateStateByKey',
      ({ stream, f, partitions, initial }) =>
        this.#stream(stream).updateState({ update: f as FunctionId, numPartitions: partitions as number | null, initialRDD: initial === null ? null : this.#rdds.get(initial) }),
    ],
  ]);

  #named(operation: string, stream: DStream, make: (stream: DStream) => DStream): DStream {
    return stream.ssc.named(operation, () => make(stream));
  }

  #queueStream({ context, rdds, oneAtATime, default: fallback, empty }: Arguments): DStream {
    const makeEmpty = this.#rdds.get(empty);
    return this.contextOf(context).queueStream({
      rdds: (rdds as unknown[]).map((id) => this.#rdds.get(id)),
      oneAtATime: oneAtATime as boolean,
      fallback: fallback === null ? null : this.#rdds.get(fallback),
      makeEmpty: () => makeEmpty,
    });
  }

  #narrow(stream: DStream, operator: NarrowOperator, f: FunctionId | null, preserves: boolean | null): DStream {
    return this.#named(operator, stream, (it) => it.narrow(operator, f, preserves ?? undefined));
  }

  #output(stream: DStream, callback: number): undefined {
    const saved = this.app.pipeline?.savedTable(stream.ssc.buildScope.nodeId ?? '');
    if (saved) return void stream.saveToSQLite(saved.file, saved.table);
    stream.ssc.named('foreachRDD', () => stream.output((rdd, context) => this.#foreachRDD(callback, rdd, context)));
  }

  /**
   * The script's function makes the batch's RDD of the parents' RDDs, when the batch is generated.
   * @param missing as for StreamingContext.transform; where that is an error, so is a function that gives none
   */
  #transformed(ssc: StreamingContext, streams: readonly number[], callback: unknown, missing: Missing): DStream {
    const { nodeId } = ssc.buildScope;
    const make = async (rdds: readonly (RDD | null)[], batchTime: number): Promise<RDD | null> => {
      const made = (await this.#run(callback as number, () => [batchTime, rdds.map((rdd) => rdd && this.#rdds.hand(rdd))], { nodeId, batchTime, jobs: ssc.generationJobs })) as number | null;
      return made === null ? this.#noRdd(missing === 'error') : this.#rdds.get(made);
    };
    return ssc.transform(streams.map((number) => this.#stream(number)), make, missing);
  }

  #noRdd(required: boolean): null {
    if (!required) return null;
    throw new EngineError('invalid-argument', 'Transform function must not return null. Return SparkContext.emptyRDD() instead to represent no element as the result of transformation.');
  }

  async #foreachRDD(callback: number, rdd: RDD, { batchTime, nodeId, ...jobs }: OutputContext): Promise<void> {
    await this.#run(callback, () => [batchTime, [this.#rdds.hand(rdd)]], { nodeId, batchTime, jobs });
  }

  /** Runs a function of the script. One whose job found no slot is run again when there is one. */
  async #run(callback: number, args: () => readonly unknown[], scope: CallbackScope): Promise<unknown> {
    for (;;) {
      try {
        return await this.app.runCallback(callback, args(), scope);
      } catch (error) {
        if (!(error instanceof EngineError) || error.code !== 'no-slots') throw error;
      }
      await this.app.context.slotFree();
    }
  }
}

/** The node of the call that made a stream. */
function nodeOfStream(number: number): string {
  return `stream-${number}`;
}

function factsOf({ window, slide, recordLength, inverse }: Arguments): StreamFacts {
  const facts = { windowDuration: window, slideDuration: slide, recordLength };
  const told = Object.entries(facts).filter(([, value]) => typeof value === 'number');
  return { ...Object.fromEntries(told), ...(typeof inverse === 'number' ? { invFunc: true } : {}) };
}
