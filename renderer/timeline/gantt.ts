import type { BatchDetail } from '#api';

export interface GanttBar {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly kind: 'receive' | 'wait' | 'job' | 'task' | 'failed';
  /** Which of the alternating shades: stages are told apart by it. */
  readonly shade: number;
}

export interface GanttRow {
  readonly name: string;
  readonly bars: readonly GanttBar[];
}

export interface Gantt {
  readonly rows: readonly GanttRow[];
  /** ms since the epoch; receiving is before `origin`, the batch time. */
  readonly origin: number;
  readonly end: number;
}

/** What a batch spent its time on: waiting, its output operations, and the tasks by executor. */
export function ganttOf({ summary, outputOperations, tasks }: BatchDetail, interval = 0): Gantt {
  const starts = [...outputOperations.flatMap(({ startTime }) => startTime ?? []), ...tasks.map(({ launchTime }) => launchTime)];
  const begin = starts.length > 0 ? Math.min(...starts) : summary.batchTime;
  const submitted = begin - (summary.schedulingDelay ?? 0);
  const jobs = outputOperations.map(({ name, startTime, duration, failure, id }): GanttRow => ({
    name: `output ${id}: ${name}`,
    bars: startTime === null || duration === null ? [] : [{ from: startTime, to: startTime + duration, label: `${name}, ${duration} ms${failure ? `, failed: ${failure.type}` : ''}`, kind: failure ? 'failed' : 'job', shade: 0 }],
  }));
  const executors = [...new Set(tasks.map(({ executorId }) => executorId))].sort();
  const stages = [...new Set(tasks.map(({ stageId }) => stageId))].sort((a, b) => a - b);
  const slots = executors.map((executor, index): GanttRow => ({
    name: `slot ${index + 1}`,
    bars: tasks
      .filter(({ executorId }) => executorId === executor)
      .map(({ taskId, stageId, partition, launchTime, finishTime, failed }) => ({
        from: launchTime,
        to: finishTime,
        label: `task ${taskId}, stage ${stageId}, partition ${partition}, ${finishTime - launchTime} ms${failed ? ', failed' : ''}`,
        kind: failed ? 'failed' : 'task',
        shade: stages.indexOf(stageId) % 3,
      })),
  }));
  const wait: GanttRow = { name: 'wait', bars: [{ from: submitted, to: begin, label: `scheduling delay, ${summary.schedulingDelay ?? 0} ms`, kind: 'wait', shade: 0 }] };
  const receive: GanttRow = { name: 'receive', bars: interval > 0 ? [{ from: summary.batchTime - interval, to: summary.batchTime, label: `${summary.numRecords} records came in the ${interval} ms before the batch time`, kind: 'receive', shade: 0 }] : [] };
  const end = Math.max(begin + (summary.processingDelay ?? 0), ...tasks.map(({ finishTime }) => finishTime), submitted + 1);
  return { rows: [...(interval > 0 ? [receive] : []), wait, ...jobs, ...slots], origin: submitted, end };
}
