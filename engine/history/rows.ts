import type { BatchDetail, BatchSummary, RecordedRdd, RunInfo } from './kept-batches';

/** Rows as SQLite gives them, and what they say. */
export interface RunRow {
  readonly run_id: number;
  readonly document_name: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly status: string;
  readonly batch_interval: number;
  readonly master: string;
  readonly language: string;
  readonly batches: number;
  readonly failed: number;
  readonly records: number;
  readonly origin: string | null;
}
export interface BatchRow {
  readonly batch_id: number;
  readonly run_id: number;
  readonly batch_time: number;
  readonly number: number;
  readonly status: string;
  readonly num_records: number;
  readonly scheduling_delay: number | null;
  readonly processing_delay: number | null;
  readonly total_delay: number | null;
  readonly output_ops_succeeded: number;
  readonly output_ops_total: number;
  readonly failure: string | null;
  readonly console: string;
  readonly incomplete: string | null;
}
export interface RddRow {
  readonly batch_time: number;
  readonly rdd: number;
  readonly kind: string;
  readonly scope: string;
  readonly node_id: string | null;
  readonly is_node_output: number;
  readonly made_at: number;
  readonly partitions: number;
  readonly dependencies: string;
  readonly records: number | null;
  readonly stage: number | null;
  readonly duration: number | null;
}
export interface OperationRow {
  readonly operation: number;
  readonly name: string;
  readonly node_id: string | null;
  readonly started_at: number | null;
  readonly duration: number | null;
  readonly failure: string | null;
}
export interface TaskRow {
  readonly task: number;
  readonly job: number;
  readonly stage: number;
  readonly rdd: number;
  readonly partition: number;
  readonly executor: string;
  readonly launched_at: number;
  readonly finished_at: number;
  readonly failed: number;
}
export interface RecordRow {
  readonly partition: number;
  readonly seq: number;
  readonly type: string;
  readonly repr: string;
  readonly cut: number;
}

export function runOf(row: RunRow): RunInfo {
  return {
    runId: row.run_id,
    documentName: row.document_name,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    status: row.status as RunInfo['status'],
    batchInterval: row.batch_interval,
    master: row.master,
    language: row.language,
    batches: row.batches,
    failed: row.failed,
    records: row.records,
    origin: row.origin,
  };
}

export function summaryOf(row: BatchRow): BatchSummary {
  return {
    runId: row.run_id,
    batchTime: row.batch_time,
    number: row.number,
    status: row.status as BatchSummary['status'],
    numRecords: row.num_records,
    schedulingDelay: row.scheduling_delay,
    processingDelay: row.processing_delay,
    totalDelay: row.total_delay,
    outputOpsSucceeded: row.output_ops_succeeded,
    outputOpsTotal: row.output_ops_total,
    failure: row.failure === null ? null : (JSON.parse(row.failure) as BatchSummary['failure']),
  };
}

export function rddOf(row: RddRow, sampled: number): RecordedRdd {
  return {
    id: row.rdd,
    kind: row.kind,
    scope: row.scope,
    nodeId: row.node_id,
    isNodeOutput: row.is_node_output !== 0,
    batchTime: row.made_at,
    partitions: row.partitions,
    dependencies: JSON.parse(row.dependencies) as RecordedRdd['dependencies'],
    computedIn: row.records === null ? null : row.batch_time,
    records: row.records,
    sampled,
    stageId: row.stage,
    duration: row.duration,
  };
}

export function operationOf(row: OperationRow): BatchDetail['outputOperations'][number] {
  return {
    id: row.operation,
    name: row.name,
    nodeId: row.node_id,
    startTime: row.started_at,
    duration: row.duration,
    failure: row.failure === null ? null : (JSON.parse(row.failure) as BatchDetail['outputOperations'][number]['failure']),
  };
}

export function taskOf(row: TaskRow): BatchDetail['tasks'][number] {
  return {
    taskId: row.task,
    jobId: row.job,
    stageId: row.stage,
    rdd: row.rdd,
    partition: row.partition,
    executorId: row.executor,
    launchTime: row.launched_at,
    finishTime: row.finished_at,
    failed: row.failed !== 0,
  };
}
