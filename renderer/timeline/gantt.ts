import type { BatchDetail } from '#api';

export interface GanttBar {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly kind: 'receive' | 'wait' | 'job' | 'stage' | 'task' | 'failed';
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

/** What a batch spent its time on: receiving, waiting, its output operations, their stages, and the tasks by slot. */
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
  const shadeOf = (stageId: number): number => stages.indexOf(stageId) % 3;
  const stageRows = stages.map((stageId): GanttRow => {
    const own = tasks.filter((task) => task.stageId === stageId);
    const [from, to] = [Math.min(...own.map(({ launchTime }) => launchTime)), Math.max(...own.map(({ finishTime }) => finishTime))];
    const label = `stage ${stageId} of job ${own[0]!.jobId}, ${own.length} ${own.length === 1 ? 'task' : 'tasks'}, ${to - from} ms`;
    return { name: `stage ${stageId}`, bars: [{ from, to, label, kind: own.some(({ failed }) => failed) ? 'failed' : 'stage', shade: shadeOf(stageId) }] };
  });
  const slots = executors.map((executor, index): GanttRow => ({
    name: `slot ${index + 1}`,
    bars: tasks
      .filter(({ executorId }) => executorId === executor)
      .map(({ taskId, stageId, partition, launchTime, finishTime, failed }) => ({
        from: launchTime,
        to: finishTime,
        label: `task ${taskId}, stage ${stageId}, partition ${partition}, ${finishTime - launchTime} ms${failed ? ', failed' : ''}`,
        kind: failed ? 'failed' : 'task',
        shade: shadeOf(stageId),
      })),
  }));
  const wait: GanttRow = { name: 'wait', bars: [{ from: submitted, to: begin, label: `scheduling delay, ${summary.schedulingDelay ?? 0} ms`, kind: 'wait', shade: 0 }] };
  const receive: GanttRow = { name: 'receive', bars: interval > 0 ? [{ from: summary.batchTime - interval, to: summary.batchTime, label: `${summary.numRecords} records came in the ${interval} ms before the batch time`, kind: 'receive', shade: 0 }] : [] };
  const end = Math.max(begin + (summary.processingDelay ?? 0), ...tasks.map(({ finishTime }) => finishTime), submitted + 1);
  return { rows: [...(interval > 0 ? [receive] : []), wait, ...jobs, ...stageRows, ...slots], origin: submitted, end };
}
