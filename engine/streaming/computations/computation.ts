import type { RDD } from '#engine/core';
import type { RddSeries } from '../rdd-series';

/** Runs `make` with its RDDs belonging to the stream and the batch. Nothing may be awaited inside. */
export type Scoped = <T>(make: () => T) => T;

/** How a stream's RDDs are made; what a subclass of DStream says in Spark. */
export interface Computation {
  /** Spark's class, for texts: "PythonStateDStream". */
  readonly name: string;
  readonly parents: readonly RddSeries[];
  /** ms */
  readonly slideDuration: number;
  /** ms that it looks back into its parents. */
  readonly windowDuration?: number;
  /** ms for which its own RDDs are kept at least. */
  readonly remember?: number;
  readonly mustCheckpoint?: boolean;
  readonly persisted?: boolean;
  /** @param self the stream itself, for its own earlier RDDs. Null: no RDD at this time. */
  compute(time: number, self: RddSeries, scoped: Scoped): RDD | null | Promise<RDD | null>;
  /** What an input has to know again after its program ended: plain data. */
  inputState?(): unknown;
  /** @returns RDDs of earlier batches that can be made again, by batch time */
  restoreInput?(state: unknown): Promise<ReadonlyMap<number, RDD>>;
  /** Nothing at or before `time` will be asked for again. */
  forget?(time: number): void;
}
