import type { RDD } from '#engine/core';
import { DStream } from './dstream';
import type { StreamingContext } from './streaming-context';

/**
 * A stream of prepared RDDs (org.apache.spark.streaming.dstream.QueueInputDStream): one a batch, or all that are left
 * at once; then the default one for ever, or an empty one of a single partition, as PySpark has it.
 */
export class QueueInputDStream extends DStream {
  readonly parents = [] as const;
  readonly slideDuration: number;
  readonly #queue: RDD[];
  #empty: RDD | null = null;

  constructor(
    ssc: StreamingContext,
    rdds: readonly RDD[],
    private readonly oneAtATime: boolean,
    private readonly fallback: RDD | null,
    /** Makes an RDD with one partition and no records: only the language knows how that looks. */
    private readonly makeEmpty: () => RDD,
  ) {
    super(ssc);
    this.slideDuration = ssc.batchInterval;
    // A copy: what is appended to the script's list later has no effect, as in Spark.
    this.#queue = [...rdds];
  }

  protected compute(): RDD {
    const next = this.oneAtATime ? this.#queue.splice(0, 1) : this.#queue.splice(0);
    if (next.length === 1) return next[0]!;
    if (next.length > 1) return this.ssc.sparkContext.union(next);
    return this.fallback ?? (this.#empty ??= this.makeEmpty());
  }
}
