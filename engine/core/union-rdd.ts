import { narrowOn } from './dependency';
import { RDD } from './rdd';
import type { SparkContext } from './spark-context';
import type { PlanStep } from './task';
import type { TaskBuilder } from './task-builder';

/** org.apache.spark.rdd.UnionRDD: the parents' partitions, one parent after the other. */
export class UnionRDD extends RDD {
  readonly kind = 'UnionRDD';
  readonly numPartitions: number;

  constructor(context: SparkContext, parents: readonly RDD[]) {
    super(context, parents.map((parent) => narrowOn(parent)));
    this.numPartitions = parents.reduce((sum, parent) => sum + parent.numPartitions, 0);
  }

  override get batches(): RDD | null {
    const spread = this.dependencies.map(({ rdd }) => rdd.batches).filter((batches) => batches !== null);
    return this.isPersisted || spread.length === 0 || spread.length < this.dependencies.length ? null : new UnionRDD(this.context, spread);
  }

  override get pickledTogether(): number {
    const sizes = new Set(this.dependencies.map(({ rdd }) => rdd.pickledTogether));
    return sizes.size === 1 ? [...sizes][0]! : 0;
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    const [parent, index] = this.#parentOf(partition);
    return { kind: 'narrow', rdd: this.id, operator: 'pass', f: null, partition, parent: builder.plan(parent, index) };
  }

  inputBytes(partition: number): number {
    if (this.dependencies.length === 0) return 0;
    const [parent, index] = this.#parentOf(partition);
    return parent.inputBytes(index);
  }

  #parentOf(partition: number): [RDD, number] {
    let index = partition;
    for (const { rdd } of this.dependencies) {
      if (index < rdd.numPartitions) return [rdd, index];
      index -= rdd.numPartitions;
    }
    throw new RangeError(`UnionRDD ${this.id} has ${this.numPartitions} partitions; ${partition} was asked for.`);
  }
}

/** org.apache.spark.rdd.PartitionerAwareUnionRDD: parents placed by the same partitioner; equal partitions meet. */
export class PartitionerAwareUnionRDD extends RDD {
  readonly kind = 'PartitionerAwareUnionRDD';
  readonly numPartitions: number;

  constructor(context: SparkContext, parents: readonly RDD[]) {
    super(context, parents.map((parent) => narrowOn(parent)), parents[0]!.partitioner);
    this.numPartitions = parents[0]!.numPartitions;
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    return { kind: 'concat', rdd: this.id, parents: this.dependencies.map(({ rdd }) => builder.plan(rdd, partition)) };
  }

  inputBytes(partition: number): number {
    return this.dependencies.reduce((sum, { rdd }) => sum + rdd.inputBytes(partition), 0);
  }
}
