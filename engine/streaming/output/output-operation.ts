import type { RDD } from '#engine/core';
import type { JobObserver } from '../job-observer';
import type { RddSeries } from '../rdd-series';

/** What an output operation may use while it runs. */
export interface OutputContext extends JobObserver {
  /** ms since the epoch */
  readonly batchTime: number;
  readonly nodeId: string | null;
  /** To the program's standard output. */
  readonly print: (text: string) => void;
}

/** Runs once a batch, at job time; a rejection fails the operation and with it the batch. */
export type OutputAction = (rdd: RDD, context: OutputContext) => Promise<void>;

export interface OutputOperation {
  readonly id: number;
  readonly name: string;
  readonly nodeId: string | null;
  readonly parent: RddSeries;
  readonly run: OutputAction;
}
