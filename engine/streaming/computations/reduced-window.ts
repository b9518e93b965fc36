import { CorrectedWindowRDD, type FunctionId, type RDD } from '#engine/core';
import { isCorrected } from '#engine/operators';
import type { RddSeries } from '../rdd-series';
import type { Computation } from './computation';

/**
 * reduceByKeyAndWindow with an inverse function: new = func(inverse(previous, what left), what came). As in Spark only
 * where there is a previous window and windows are at least five slides long; else the whole window is reduced
 * (org.apache.spark.streaming.api.python.PythonReducedWindowedDStream).
 * @param reduced the parent, reduced per batch already
 */
export function reducedWindow(
  reduced: RddSeries,
  reduction: {
    readonly func: FunctionId;
    readonly invFunc: FunctionId;
    readonly windowDuration: number;
    readonly slideDuration: number;
    readonly numPartitions: number | null;
    readonly filterFunc: FunctionId | null;
  },
): Computation {
  const { func, invFunc, windowDuration, slideDuration, numPartitions, filterFunc } = reduction;
  const { sparkContext } = reduced.ssc;
  const unit = reduced.slideDuration;
  const reducedTogether = (rdds: readonly RDD[]): RDD | null => (rdds.length > 0 ? sparkContext.union(rdds).reduceByKey(func, numPartitions) : null);
  const anew = (rdds: readonly RDD[]): RDD | null => {
    const all = reducedTogether(rdds);
    return all && filterFunc !== null ? all.narrow('filter', filterFunc) : all;
  };

  return {
    name: 'PythonReducedWindowedDStream',
    parents: [reduced],
    slideDuration,
    windowDuration,
    mustCheckpoint: true,
    persisted: true,
    compute: async (time, self, scoped) => {
      const begin = time - windowDuration;
      const previous = isCorrected(windowDuration, slideDuration) ? await self.getOrCompute(time - slideDuration) : null;
      if (!previous) {
        const all = await reduced.slice(begin + unit, time);
        return scoped(() => anew(all));
      }
      const leaving = await reduced.slice(begin - slideDuration + unit, begin);
      const entering = await reduced.slice(time - slideDuration + unit, time);
      return scoped(() => new CorrectedWindowRDD(previous, reducedTogether(leaving), reducedTogether(entering), { inverse: invFunc, merge: func, filter: filterFunc }));
    },
  };
}
