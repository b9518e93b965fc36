import type { RDD } from '#engine/core';
import type { Computation } from '../computations/computation';
import type { StreamingContext } from '../streaming-context';

export interface QueueInput {
  readonly rdds: readonly RDD[];
  readonly oneAtATime: boolean;
  /** What a used-up queue gives for ever; null: an empty RDD. */
  readonly fallback: RDD | null;
  /** Makes an RDD with one partition and no records: only the language knows how that looks. */
  readonly makeEmpty: () => RDD;
}

/**
 * A stream of prepared RDDs (org.apache.spark.streaming.dstream.QueueInputDStream): one a batch, or all that are left
 * at once; then the default one for ever, or an empty one of a single partition, as PySpark has it.
 */
export function queueInput(ssc: StreamingContext, { rdds, oneAtATime, fallback, makeEmpty }: QueueInput): Computation {
  // A copy: what is appended to the script's list later has no effect, as in Spark.
  const queue = [...rdds];
  let empty: RDD | null = null;
  // It has a number as every input has, and tells nothing of what it gives.
  ssc.graph.nextInputId();
  ssc.graph.queuedBatches = Math.max(ssc.graph.queuedBatches, oneAtATime ? queue.length : Math.min(1, queue.length));
  return {
    name: 'QueueInputDStream',
    parents: [],
    slideDuration: ssc.batchInterval,
    compute: (_time, _self, scoped) => {
      const next = oneAtATime ? queue.splice(0, 1) : queue.splice(0);
      if (next.length === 1) return next[0]!;
      if (next.length > 1) return scoped(() => ssc.sparkContext.union(next));
      return fallback ?? (empty ??= scoped(makeEmpty));
    },
  };
}
