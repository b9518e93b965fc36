import type { RddSeries } from '../rdd-series';
import type { Computation } from './computation';

/**
 * The union of the parent's RDDs of the last `windowDuration` ms; at the start of the stream, of those that there are
 * (org.apache.spark.streaming.dstream.WindowedDStream). The parent is persisted: each batch is computed once.
 */
export function windowed(parent: RddSeries, windowDuration: number, slideDuration: number): Computation {
  const unit = parent.slideDuration;
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
