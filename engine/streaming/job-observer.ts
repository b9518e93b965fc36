import type { RDD, TaskReport } from '#engine/core';

/** Is told of the jobs that a function of the program (`transform`, `foreachRDD`) runs for a batch. */
export interface JobObserver {
  /** A job begins that computes this RDD. @returns whether its tasks are to be told */
  readonly onJob: (rdd: RDD) => boolean;
  readonly onTask: (report: TaskReport) => void;
}

/** A function that runs jobs in a loop is shown by the first of them. */
const MOST_JOBS = 100;

/** The jobs that functions of the program ran for one batch. */
export class ProgramJobs {
  readonly rdds = new Set<RDD>();
  #jobs = 0;

  readonly onJob = (rdd: RDD): boolean => {
    if (++this.#jobs > MOST_JOBS) return false;
    this.rdds.add(rdd);
    return true;
  };
}

/** Jobs that ran while a batch was made, before there were any of its own. */
export class GenerationJobs extends ProgramJobs implements JobObserver {
  readonly tasks: TaskReport[] = [];

  readonly onTask = (report: TaskReport): void => void this.tasks.push(report);
}
