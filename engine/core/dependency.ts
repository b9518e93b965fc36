import type { RDD } from './rdd';
import type { Aggregator, Partitioner } from './task';

export interface NarrowDependency {
  readonly kind: 'narrow';
  readonly rdd: RDD;
  readonly role?: StateRole;
}

/** What a parent is to keyed state: the state before; of a corrected window, what left it (and is subtracted) and what came. */
export type StateRole = 'previous' | 'left' | 'came';

/** org.apache.spark.ShuffleDependency: the boundary between two stages. */
export interface ShuffleDependency {
  readonly kind: 'shuffle';
  readonly rdd: RDD;
  readonly shuffleId: number;
  readonly partitioner: Partitioner;
  /** The operator that moves the records. */
  readonly scope: RddScope;
  /** What the map side combines with; null: it only cuts. */
  readonly mapSideAggregator: Aggregator | null;
}
export type Dependency = NarrowDependency | ShuffleDependency;

export const narrowOn = (rdd: RDD, role?: StateRole): NarrowDependency => ({ kind: 'narrow', rdd, ...(role ? { role } : {}) });

/** The operator for which an RDD was made, for lineage and errors. */
export interface RddScope {
  /** Spark's name of the operation, such as "reduceByKey". */
  readonly name: string;
  /** The pipeline's node; null in a script. */
  readonly nodeId: string | null;
  /** ms since the epoch; null outside of a stream. */
  readonly batchTime: number | null;
}
