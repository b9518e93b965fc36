import { EngineError } from './errors';
import type { MapOutputTracker } from './map-output-tracker';
import type { RDD } from './rdd';
import type { Aggregator, FunctionId, Partitioner, PlanStep } from './task';

/** Collects what one task needs while its RDDs write down their part of the plan. */
export class TaskBuilder {
  readonly buffers: Uint8Array[] = [];
  readonly functions = new Set<FunctionId>();
  /** RDDs that the task computes, each with the partition it computes of it. */
  readonly visited = new Map<number, number>();
  /** Set where a bucket is kept as objects by one executor: the task has to run there. */
  requiredExecutor: string | null = null;

  constructor(private readonly mapOutputs: MapOutputTracker) {}

  /** The plan for one partition of `rdd`. */
  plan(rdd: RDD, partition: number): PlanStep {
    this.visited.set(rdd.id, partition);
    return rdd.plan(partition, this);
  }

  buffer(bytes: Uint8Array): number {
    return this.buffers.push(bytes) - 1;
  }

  use(fn: FunctionId | null): FunctionId | null {
    if (fn !== null) this.functions.add(fn);
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
