import type { BlockTracker } from './block-tracker';
import { EngineError } from './errors';
import type { MapOutputTracker } from './map-output-tracker';
import type { RDD } from './rdd';
import type { Aggregator, FunctionDefinition, FunctionId, Partitioner, PlanStep, WatchedRdd } from './task';

/** Collects what one task needs while its RDDs write down their part of the plan. */
export class TaskBuilder {
  readonly buffers: Uint8Array[] = [];
  readonly functions = new Set<FunctionId>();
  /** RDDs that the task computes, each with the partition it computes of it. */
  readonly visited = new Map<number, number>();
  readonly conditions: WatchedRdd[] = [];
  /** Set where a bucket or a cached partition is kept as objects by one executor: the task has to run there. */
  requiredExecutor: string | null = null;

  constructor(
    private readonly mapOutputs: MapOutputTracker,
    private readonly blocks: BlockTracker,
    private readonly functionOf: (id: FunctionId) => FunctionDefinition,
    /** Partitions that are stored stay in the executor: the task is bound to one. */
    private readonly keep: boolean,
    /** Where state is kept. */
    private readonly home: string | null,
  ) {}

  /** The plan for one partition of `rdd`: from where it is stored, from its checkpoint, or computed. */
  plan(rdd: RDD, partition: number): PlanStep {
    this.visited.set(rdd.id, partition);
    const { checkpointed, condition } = rdd;
    if (condition !== null) this.conditions.push({ rdd: rdd.id, condition: this.use(condition)! });
    const stored = rdd.isPersisted ? this.blocks.get(rdd.id, partition) : undefined;
    if (checkpointed && !stored) return { kind: 'records', rdd: rdd.id, buffers: [this.buffer(checkpointed[partition]!)] };
    if (rdd.staysHome) this.requiredExecutor = this.home;
    if (!rdd.isPersisted) return rdd.plan(partition, this);
    const step = { kind: 'cached', rdd: rdd.id, partition, keep: this.keep || rdd.staysHome } as const;
    if (!stored) return { ...step, parent: rdd.plan(partition, this), buffer: null };
    if (stored.kind === 'bytes') return { ...step, parent: null, buffer: this.buffer(stored.bytes) };
    this.requiredExecutor = stored.executorId;
    return { ...step, parent: null, buffer: null };
  }

  buffer(bytes: Uint8Array): number {
    return this.buffers.push(bytes) - 1;
  }

  /** Functions that it is bound to come first: an executor makes them in this order. */
  use(fn: FunctionId | null): FunctionId | null {
    if (fn === null || this.functions.has(fn)) return fn;
    const { form } = this.functionOf(fn);
    if (form.kind !== 'source') for (const bound of form.functions ?? []) this.use(bound);
    this.functions.add(fn);
    return fn;
  }

  useAggregator(aggregator: Aggregator | null): Aggregator | null {
    if (aggregator) for (const fn of [aggregator.createCombiner, aggregator.mergeValue, aggregator.mergeCombiners]) this.use(fn);
    return aggregator;
  }

  usePartitioner(partitioner: Partitioner): Partitioner {
    this.use(partitioner.partitionFunc);
    return partitioner;
  }

  /** One reducer's buckets in map order; empty ones are left out. */
  buckets(shuffleId: number, reduceId: number): ({ readonly buffer: number } | { readonly mapId: number })[] {
    const buckets: ({ readonly buffer: number } | { readonly mapId: number })[] = [];
    for (const [mapId, output] of this.mapOutputs.outputs(shuffleId).entries()) {
      // A hole: its executor was lost after the map stage. Reading on would silently lose records.
      if (!output) throw new EngineError('executor-lost', `The shuffle ${shuffleId} lost the output of map task ${mapId}.`);
      if (output.kind === 'kept') {
        this.requiredExecutor = output.executorId;
        buckets.push({ mapId });
      } else {
        const bytes = output.buckets[reduceId];
        if (bytes && bytes.byteLength > 0) buckets.push({ buffer: this.buffer(bytes) });
      }
    }
    return buckets;
  }
}
