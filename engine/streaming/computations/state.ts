import type { FunctionId, RDD } from '#engine/core';
import type { DStream } from '../dstream';
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
export function state(parent: DStream, { update, numPartitions, initialRDD }: StateUpdate): Computation {
  const { sparkContext } = parent.ssc;
  const { slideDuration } = parent;
  const first = sparkContext.builtin('firstState', [update]);
  const next = sparkContext.builtin('nextState', [update]);
  const partitions = numPartitions ?? sparkContext.defaultParallelism;

  const updated = (before: RDD | null, batch: RDD): RDD => {
    const states = before
      ? before.cogroup([batch.partitionBy(partitions)], partitions).narrow('mapValues', next)
      : batch.groupToLists(partitions).narrow('mapValues', first);
    return states.narrow('filter', sparkContext.builtin('hasValue'));
  };

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
