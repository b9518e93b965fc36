import { RDD } from './rdd';
import type { SparkContext } from './spark-context';
import type { Partitioner, PlanStep } from './task';
import type { TaskBuilder } from './task-builder';

/** How a BytesRDD's bytes are read. */
export type BytesFormat = { readonly kind: 'lines' } | { readonly kind: 'records'; readonly together?: number } | { readonly kind: 'binary'; readonly recordLength: number };

/** Data that the driver holds as bytes: received blocks, files' splits, or serialised records of parallelize. */
export class BytesRDD extends RDD {
  readonly numPartitions: number;

  /** @param slices one a partition */
  constructor(
    context: SparkContext,
    readonly kind: 'BlockRDD' | 'ParallelCollectionRDD' | 'HadoopRDD' | 'ReliableCheckpointRDD',
    private readonly slices: readonly Uint8Array[],
    private readonly format: BytesFormat,
    partitioner: Partitioner | null = null,
  ) {
    super(context, [], partitioner);
    this.numPartitions = slices.length;
  }

  get bytes(): readonly Uint8Array[] {
    return this.slices;
  }

  override get pickledTogether(): number {
    return this.format.kind === 'records' ? (this.format.together ?? 0) : 1;
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    return { ...this.format, rdd: this.id, buffers: [builder.buffer(this.slices[partition]!)] };
  }

  inputBytes(partition: number): number {
    return this.slices[partition]?.byteLength ?? 0;
  }
}
