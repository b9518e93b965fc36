import { EngineError, type FunctionId, type JoinKind, lineageOf, type NarrowOperator, type RDD, type SparkContext } from '#engine/core';
import { type Files, isPacked } from '#engine/sources';
import { type JobObserver, saveAsTextFile } from '#engine/streaming';
import { aggregatorOf, type Answer, type Arguments, type CallbackScope } from './calls';
import { fileSplits, readFiles, type Warn } from './text-files';

type Made = (args: Arguments, buffers: readonly Uint8Array[]) => RDD | Promise<RDD>;

/** A script's calls on RDDs. */
export class RddCalls {
  /** RDDs that the script holds, each with how many of its objects stand for it. */
  readonly #held = new Map<number, { readonly rdd: RDD; holders: number }>();

  constructor(
    private readonly context: SparkContext,
    private readonly files: Files,
    /** False: a shuffle has as many partitions as the RDD before it (pyspark's _defaultReducePartitions). */
    private readonly hasDefaultParallelism: boolean,
    private readonly onReleased: (rdd: number) => void,
    private readonly warn: Warn,
  ) {}

  /** @param scope of the function of the script that calls; left out: none does */
  async call(method: string, args: Arguments, buffers: readonly Uint8Array[], scope?: CallbackScope): Promise<Answer> {
    switch (method) {
      case 'rdd.collect': {
        const sink = { kind: 'collect', form: 'serialized', limit: args.limit as number | null } as const;
        const rdd = this.get(args.rdd);
        const results = await this.context.runJob(rdd, args.partitions as number[], sink, told(rdd, scope));
        return { buffers: results.map(({ outputs }) => outputs[0]!) };
      }
      case 'rdd.saveAsTextFile': {
        const path = args.path as string;
        if (await (this.files.isTaken?.(path) ?? this.files.matching(path).then(({ length }) => length > 0))) throw new EngineError('invalid-argument', `Output directory file:${path} already exists`);
        const rdd = this.get(args.rdd);
        await saveAsTextFile(rdd, this.files, path, { suffix: args.suffix as string, onTask: told(rdd, scope) });
        return {};
      }
      case 'rdd.readFiles': {
        const files = await readFiles(this.files, args.path as string, this.warn, { nested: 'skipped', packed: args.packed === true });
        return { value: files.map(({ path }) => path), buffers: files.map(({ bytes }) => bytes) };
      }
      case 'rdd.persist':
        this.get(args.rdd).persist();
        return {};
      case 'rdd.unpersist':
        this.get(args.rdd).unpersist();
        return {};
      case 'rdd.checkpoint':
        this.get(args.rdd).checkpoint();
        return {};
      case 'rdd.isCheckpointed':
        return { value: this.get(args.rdd).checkpointed !== null };
      case 'rdd.lineage':
        return { value: lineageOf(this.get(args.rdd)).map(({ id, kind, numPartitions, dependencies }) => ({ id, kind, numPartitions, parents: dependencies.map(({ rdd, kind: how }) => [rdd.id, how]) })) };
      default: {
        const make = this.#makers.get(method);
        if (!make) throw new EngineError('invalid-argument', `The engine has no ${method}.`);
        const { nodeId, batchTime } = scope ?? this.context.scope;
        return { value: this.hand(await this.context.withScope({ nodeId, batchTime }, () => make(args, buffers))) };
      }
    }
  }

  /** Records of one length cannot be told apart in a packed file. @throws EngineError `invalid-argument` */
  async #plainFiles(paths: string): Promise<Uint8Array[]> {
    const files = await readFiles(this.files, paths, this.warn, { packed: true });
    const packed = files.find(({ path }) => isPacked(path));
    if (packed) throw new EngineError('invalid-argument', `FixedLengthRecordReader does not support reading compressed files: ${packed.path}. Unpack it first.`);
    return files.map(({ bytes }) => bytes);
  }

  /** Gives an RDD to the script, which releases it when its object is gone. */
  hand(rdd: RDD): { readonly rdd: number; readonly partitions: number } {
    const known = this.#held.get(rdd.id);
    if (known) known.holders++;
    else this.#held.set(rdd.id, { rdd, holders: 1 });
    return { rdd: rdd.id, partitions: rdd.numPartitions };
  }

  release(ids: readonly number[] = []): void {
    for (const id of ids) {
      const known = this.#held.get(id);
      if (!known || --known.holders > 0) continue;
      this.#held.delete(id);
      this.onReleased(id);
    }
  }

  get(id: unknown): RDD {
    const known = this.#held.get(id as number);
    if (!known) throw new EngineError('invalid-argument', `RDD ${String(id)} belongs to a SparkContext that was stopped.`);
    return known.rdd;
  }

  /** Operators within partitions, one after the other. */
  #pipeline({ rdd, operators, f, preserves }: Arguments): RDD {
    const [functions, preserving] = [f as (FunctionId | null)[], preserves as boolean[]];
    return (operators as NarrowOperator[]).reduce((before, operator, index) => before.narrow(operator, functions[index]!, preserving[index]), this.get(rdd));
  }

  #reducePartitions(rdd: RDD, given: unknown): number {
    if (typeof given === 'number') return given;
    return this.hasDefaultParallelism ? this.context.defaultParallelism : rdd.numPartitions;
  }

  readonly #makers: ReadonlyMap<string, Made> = new Map<string, Made>([
    ['rdd.parallelize', ({ together }, buffers) => this.context.parallelize(buffers, together as number | undefined)],
    ['rdd.textFile', async ({ path, minPartitions }) => this.context.files(await fileSplits(this.files, path as string, minPartitions as number, this.warn), { kind: 'lines' }, 'textFile')],
    ['rdd.binaryRecords', async ({ path, recordLength }) => this.context.files(await this.#plainFiles(path as string), { kind: 'binary', recordLength: recordLength as number }, 'binaryRecords')],
    ['rdd.union', ({ rdds }) => this.context.union((rdds as unknown[]).map((id) => this.get(id)))],
    ['rdd.pipeline', (args) => this.#pipeline(args)],
    [
      'rdd.combineByKey',
      (args) => this.get(args.rdd).combineByKey(aggregatorOf(args), this.#reducePartitions(this.get(args.rdd), args.partitions), 'combineByKey', args.partitionFunc as FunctionId | null),
    ],
    ['rdd.reduceByKey', ({ rdd, f, partitions, partitionFunc }) => this.get(rdd).reduceByKey(f as FunctionId, this.#reducePartitions(this.get(rdd), partitions), partitionFunc as FunctionId | null)],
    ['rdd.groupByKey', ({ rdd, partitions, partitionFunc }) => this.get(rdd).groupByKey(this.#reducePartitions(this.get(rdd), partitions), partitionFunc as FunctionId | null)],
    ['rdd.partitionBy', ({ rdd, partitions, partitionFunc }) => this.get(rdd).partitionBy(this.#reducePartitions(this.get(rdd), partitions), partitionFunc as FunctionId | null)],
    [
      'rdd.cogroup',
      ({ rdds, partitions }) => {
        const [first, ...others] = (rdds as unknown[]).map((id) => this.get(id));
        return first!.cogroup(others, this.#reducePartitions(this.context.union([first!, ...others]), partitions));
      },
    ],
    [
      'rdd.join',
      ({ rdd, other, partitions, kind }) => {
        const [left, right] = [this.get(rdd), this.get(other)];
        return left.join(right, this.#reducePartitions(this.context.union([left, right]), partitions), kind as JoinKind);
      },
    ],
    ['rdd.cartesian', ({ rdd, other }) => this.get(rdd).cartesian(this.get(other))],
    ['rdd.zip', ({ rdd, other, batch }) => this.get(rdd).zip(this.get(other), batch as number)],
    ['rdd.coalesce', ({ rdd, partitions }) => this.get(rdd).coalesce(partitions as number)],
    ['rdd.repartition', ({ rdd, partitions }) => this.get(rdd).repartition(partitions as number)],
  ]);
}

/** Where the tasks of a job are told that computes an RDD. */
function told(rdd: RDD, scope: CallbackScope | undefined): JobObserver['onTask'] | undefined {
  return scope?.jobs.onJob(rdd) ? scope.jobs.onTask : undefined;
}
