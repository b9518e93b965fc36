import { EngineError, type RDD } from '#engine/core';
import type { RddSeries } from '../rdd-series';
import type { Computation } from './computation';

/** Each batch's RDD by itself. */
export function each(parent: RddSeries, make: (rdd: RDD) => RDD): Computation {
  return transformed([parent], ([rdd]) => make(rdd!), 'none');
}

/**
 * org.apache.spark.streaming.dstream.UnionDStream: the batch's RDDs, one stream after the other.
 * @param needsAll a parent without an RDD is an error, as in `ssc.union`; else it adds nothing
 */
export function eachUnited(parents: readonly RddSeries[], needsAll = false): Computation {
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
      if (needsAll && some.length < rdds.length) throw new EngineError('invalid-argument', `Could not generate RDD from a parent for unifying at time ${time} ms`);
      return some.length > 0 ? scoped(() => ssc.sparkContext.union(some)) : null;
    },
  };
}

/**
 * What a parent without an RDD counts as: an empty one, an error as in `ssc.transform`, no RDD at all, or, where the parent
 * is a function that was called and gave none, as the null that it gave: Spark makes one function of two that follow each other.
 */
export type Missing = 'empty' | 'error' | 'none' | 'given';

/**
 * An RDD made of the parents' RDDs by any function, the script's included (PythonTransformed2DStream,
 * TransformedDStream).
 */
export function transformed(
  parents: readonly RddSeries[],
  make: (rdds: readonly (RDD | null)[], time: number) => RDD | null | Promise<RDD | null>,
  missing: Missing,
): Computation {
  const { slideDuration, ssc } = parents[0]!;
  return {
    name: 'TransformedDStream',
    parents,
    slideDuration,
    compute: async (time, _self, scoped) => {
      const rdds = await rddsOf(parents, time);
      if (missing === 'none' && rdds.includes(null)) return null;
      if (missing === 'given' && rdds.includes(null) && !(await wasCalled(parents[0]!, time))) return null;
      if (missing === 'error' && rdds.includes(null)) throw new EngineError('invalid-argument', `Couldn't generate RDD from parent at time ${time} ms`);
      const all = missing === 'empty' ? rdds.map((rdd) => rdd ?? ssc.sparkContext.parallelize([])) : rdds;
      return scoped(() => make(all, time));
    },
  };
}

/** Whether a stream that a function makes had what the function takes. */
async function wasCalled({ parents }: RddSeries, time: number): Promise<boolean> {
  for (const parent of parents) {
    const had = (await parent.getOrCompute(time)) !== null || (parent.parents.length > 0 && (await wasCalled(parent, time)));
    if (!had) return false;
  }
  return true;
}

/** One after the other: parents share streams, and functions of a script run in order. */
async function rddsOf(streams: readonly RddSeries[], time: number): Promise<(RDD | null)[]> {
  const rdds: (RDD | null)[] = [];
  for (const stream of streams) rdds.push(await stream.getOrCompute(time));
  return rdds;
}
