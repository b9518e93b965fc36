import { type FunctionId, type RDD, UpdatedStateRDD } from '#engine/core';
import type { RddSeries } from '../rdd-series';
import type { Computation } from './computation';

export interface StateUpdate {
  /** update(new values, state or None) -> new state; None removes the key. */
  readonly update: FunctionId;
  /** null: the default parallelism */
  readonly numPartitions: number | null;
  /** (key, state) pairs that count as the state before the first batch. */
  readonly initialRDD: RDD | null;
}

/**
 * updateStateByKey: every key that is known is asked each batch, with no values where none came
 * (org.apache.spark.streaming.api.python.PythonStateDStream; its function in pyspark/streaming/dstream.py).
 */
export function state(parent: RddSeries, { update, numPartitions, initialRDD }: StateUpdate): Computation {
  const { sparkContext } = parent.ssc;
  const { slideDuration } = parent;
  const partitions = numPartitions ?? sparkContext.defaultParallelism;
  const updated = (before: RDD | null, batch: RDD): RDD =>
    new UpdatedStateRDD(batch.groupToLists(partitions), before && before.partitionBy(partitions), update);

  return {
    name: 'PythonStateDStream',
    parents: [parent],
    slideDuration,
    mustCheckpoint: true,
    persisted: true,
    compute: async (time, self, scoped) => {
      const before = await self.getOrCompute(time - slideDuration);
      const batch = await parent.getOrCompute(time);
      return batch ? scoped(() => updated(before ?? initialRDD, batch)) : before;
    },
  };
}
