import { EngineError } from '#engine/core';
import type { DStream } from '../dstream';
import type { Computation } from './computation';

/**
 * The union of the parent's RDDs of the last `windowDuration` ms; at the start of the stream, of those that there are
 * (org.apache.spark.streaming.dstream.WindowedDStream). The parent is persisted: each batch is computed once.
 * @throws EngineError `invalid-argument` with PySpark's texts
 */
export function windowed(parent: DStream, windowDuration: number, slideDuration: number): Computation {
  const unit = parent.slideDuration;
  for (const [name, duration] of [['windowDuration', windowDuration], ['slideDuration', slideDuration]] as const) {
    if (duration > 0 && duration % unit === 0) continue;
    throw new EngineError('invalid-argument', `${name} must be multiple of the parent dstream's slide (batch) duration (${unit} ms)`);
  }
  parent.persist();
  return {
    name: 'WindowedDStream',
    parents: [parent],
    slideDuration,
    windowDuration,
    compute: async (time, _self, scoped) => {
      const rdds = await parent.slice(time - windowDuration + unit, time);
      return scoped(() => parent.ssc.sparkContext.union(rdds));
    },
  };
}
