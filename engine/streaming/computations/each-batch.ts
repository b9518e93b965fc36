import { EngineError, type RDD } from '#engine/core';
import type { RddSeries } from '../rdd-series';
import type { Computation } from './computation';

/** Each batch's RDD by itself. */
export function each(parent: RddSeries, make: (rdd: RDD) => RDD): Computation {
  return transformed([parent], ([rdd]) => make(rdd!), 'none');
}

/** org.apache.spark.streaming.dstream.UnionDStream: the batch's RDDs, one stream after the other. */
export function eachUnited(parents: readonly RddSeries[]): Computation {
  const { slideDuration, ssc } = parents[0]!;
  if (parents.some((parent) => parent.slideDuration !== slideDuration)) {
    throw new EngineError('invalid-argument', 'the two DStream should have same slide duration');
  }
  return {
    name: 'UnionDStream',
    parents,
    slideDuration,
    compute: async (time, _self, scoped) => {
      const rdds = await rddsOf(parents, time);
      const some = rdds.filter((rdd) => rdd !== null);
      return some.length > 0 ? scoped(() => ssc.sparkContext.union(some)) : null;
    },
  };
}

/**
 * An RDD made of the parents' RDDs by any function, the script's included (PythonTransformed2DStream,
 * TransformedDStream).
 * @param missing what a parent without an RDD counts as: an empty one, an error as in `ssc.transform`, or no RDD at all
 */
export function transformed(
  parents: readonly RddSeries[],
  make: (rdds: readonly RDD[], time: number) => RDD | null | Promise<RDD | null>,
  missing: 'empty' | 'error' | 'none',
): Computation {
  const { slideDuration, ssc } = parents[0]!;
  return {
    name: 'TransformedDStream',
    parents,
    slideDuration,
    compute: async (time, _self, scoped) => {
      const rdds = await rddsOf(parents, time);
      if (missing === 'none' && rdds.includes(null)) return null;
      if (missing === 'error' && rdds.includes(null)) throw new EngineError('invalid-argument', `Couldn't generate RDD from parent at time ${time} ms`);
      const all = rdds.map((rdd) => rdd ?? ssc.sparkContext.parallelize([]));
      return scoped(() => make(all, time));
    },
  };
}

/** One after the other: parents share streams, and functions of a script run in order. */
async function rddsOf(streams: readonly RddSeries[], time: number): Promise<(RDD | null)[]> {
  const rdds: (RDD | null)[] = [];
  for (const stream of streams) rdds.push(await stream.getOrCompute(time));
  return rdds;
}
