import Database from 'better-sqlite3';
import type { BatchReport } from '#engine/streaming';
import type { BatchDetail, BatchQuery, BatchSummary, NewRun, RecordedRdd, RecordsPage, RecordsQuery, RunInfo } from './history-store';
import { Observations } from './observations';
import { SCHEMA, VERSION } from './schema';

/** Input bytes kept of one batch; beyond it only what came is noted. */
const MAX_INPUT_BYTES = 8 * 1024 * 1024;

/** The open history file: everything that is asked of SQLite. Lives in the store's worker thread only. */
export class HistoryFile {
  readonly #db: Database.Database;

  /** @throws Error for a file that is damaged or from a newer version */
  constructor(file: string) {
    this.#db = new Database(file);
    try {
      this.#db.pragma('journal_mode = WAL');
      this.#db.pragma('synchronous = NORMAL');
      const version = this.#db.pragma('user_version', { simple: true }) as number;
      if (version > VERSION) throw new Error(`it was written by a newer DStream Studio (format ${version}, this one knows ${VERSION})`);
      if (this.#db.pragma('quick_check', { simple: true }) !== 'ok') throw new Error('it is damaged');
      if (version === 0) this.#db.transaction(() => this.#db.exec(`${SCHEMA}PRAGMA user_version = ${VERSION};`))();
      // Whatever still "runs" was cut off by a crash.
      this.#db.prepare("UPDATE run SET status = 'interrupted' WHERE status = 'running'").run();
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  beginRun(run: NewRun): number {
    const { documentName, startedAt, batchInterval, master, language, pipeline } = run;
    const { lastInsertRowid } = this.#db
      .prepare("INSERT INTO run (document_name, started_at, status, batch_interval, master, language, pipeline) VALUES (?, ?, 'running', ?, ?, ?, ?)")
      .run(documentName, startedAt, batchInterval, master, language, pipeline && JSON.stringify(pipeline));
    return Number(lastInsertRowid);
  }

  endRun(runId: number, endedAt: number, status: string): void {
    this.#db.prepare('UPDATE run SET ended_at = ?, status = ? WHERE run_id = ?').run(endedAt, status, runId);
  }

  /** One transaction: a batch is in the history wholly or not at all. */
  recordBatch(runId: number, report: BatchReport): void {
    this.#db.transaction(() => {
      this.#db.prepare('UPDATE run SET batches = batches + 1 WHERE run_id = ?').run(runId);
      const number = this.#db.prepare('SELECT batches FROM run WHERE run_id = ?').pluck().get(runId) as number;
      this.#insertBatch(runId, number, report);
      this.#insertRdds(runId, report);
      this.#insertTasks(runId, report);
      this.#insertBlocks(runId, report);
    })();
  }

  #insertBatch(runId: number, number: number, { info, console }: BatchReport): void {
    const { batchTime, outputOperations } = info;
    const failed = outputOperations.filter(({ failure }) => failure !== null);
    const failure = failed[0] ? JSON.stringify({ nodeId: failed[0].failure?.place.nodeId ?? failed[0].nodeId, error: failed[0].failure }) : null;
    this.#db
      .prepare('INSERT OR REPLACE INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(runId, batchTime, number, failure ? 'failed' : 'completed', info.numRecords, info.schedulingDelay, info.processingDelay, info.totalDelay, outputOperations.length - failed.length, outputOperations.length, failure, console);
    const insert = this.#db.prepare('INSERT OR REPLACE INTO output_operation VALUES (?, ?, ?, ?, ?, ?, ?)');
    for (const { id, name, nodeId, startTime, endTime, failure: error } of outputOperations) {
      insert.run(runId, batchTime, id, name, nodeId, startTime === null || endTime === null ? null : endTime - startTime, error && JSON.stringify(error));
    }
  }

  #insertRdds(runId: number, { info, rdds, tasks }: BatchReport): void {
    const seen = new Observations(tasks);
    const insertRdd = this.#db.prepare('INSERT OR REPLACE INTO rdd VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const insertRecord = this.#db.prepare('INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    const stages = stagesOf(tasks);
    for (const rdd of rdds) {
      const own = tasks.filter((task) => task.rdd === rdd.id);
      const duration = own.length === 0 ? null : own.reduce((sum, task) => sum + task.duration, 0);
      insertRdd.run(runId, info.batchTime, rdd.id, rdd.kind, rdd.scope, rdd.nodeId, rdd.isNodeOutput ? 1 : 0, rdd.batchTime, rdd.partitions, JSON.stringify(rdd.dependencies), seen.records(rdd.id), stages.get(rdd.id) ?? null, duration);
      for (const { partition, seq, repr, type } of seen.samples(rdd.id)) {
        insertRecord.run(runId, info.batchTime, rdd.id, partition, seq, type, repr, repr.endsWith('…') ? 1 : 0);
      }
    }
  }

  #insertTasks(runId: number, { info, tasks }: BatchReport): void {
    const insert = this.#db.prepare('INSERT OR REPLACE INTO task VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    for (const { taskId, stageId, rdd, partition, executorId, launchTime, finishTime, error } of tasks) {
      insert.run(runId, info.batchTime, taskId, stageId, rdd, partition, executorId, launchTime, finishTime, error ? 1 : 0);
    }
  }

  #insertBlocks(runId: number, { info, inputBlocks }: BatchReport): void {
    const insert = this.#db.prepare('INSERT OR REPLACE INTO input_block VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    let kept = 0;
    for (const [seq, { streamId, blockId, records, bytes }] of inputBlocks.entries()) {
      kept += bytes.byteLength;
      insert.run(runId, info.batchTime, seq, streamId, blockId, records, bytes.byteLength, kept <= MAX_INPUT_BYTES ? bytes : null);
    }
  }

  runs(limit: number): RunInfo[] {
    const rows = this.#db.prepare('SELECT * FROM run ORDER BY run_id DESC LIMIT ?').all(limit) as RunRow[];
    return rows.map((row) => ({
      runId: row.run_id,
      documentName: row.document_name,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      status: row.status as RunInfo['status'],
      batchInterval: row.batch_interval,
      master: row.master,
      batches: row.batches,
    }));
  }

  /** Newest first; the key of the last row begins the next page. */
  batches({ runId, before, limit }: BatchQuery): BatchSummary[] {
    const rows = this.#db
      .prepare(
        `SELECT * FROM batch WHERE (@runId IS NULL OR run_id = @runId)
           AND (@beforeRun IS NULL OR (run_id, batch_time) < (@beforeRun, @beforeTime))
         ORDER BY run_id DESC, batch_time DESC LIMIT @limit`,
      )
      .all({ runId, beforeRun: before?.runId ?? null, beforeTime: before?.batchTime ?? null, limit: Math.min(limit, 500) }) as BatchRow[];
    return rows.map(summaryOf);
  }

  batch(runId: number, batchTime: number): BatchDetail | null {
    const row = this.#db.prepare('SELECT * FROM batch WHERE run_id = ? AND batch_time = ?').get(runId, batchTime) as BatchRow | undefined;
    if (!row) return null;
    const all = (table: string): unknown[] => this.#db.prepare(`SELECT * FROM ${table} WHERE run_id = ? AND batch_time = ?`).all(runId, batchTime);
    const sampled = new Map(
      this.#db.prepare('SELECT rdd, count(*) FROM record WHERE run_id = ? AND batch_time = ? GROUP BY rdd').raw().all(runId, batchTime) as [number, number][],
    );
    const pipeline = this.#db.prepare('SELECT pipeline FROM run WHERE run_id = ?').pluck().get(runId) as string | null;
    return {
      summary: summaryOf(row),
      rdds: (all('rdd') as RddRow[]).map((rdd) => rddOf(rdd, sampled.get(rdd.rdd) ?? 0)),
      outputOperations: (all('output_operation') as OperationRow[]).map((operation) => ({
        id: operation.operation,
        name: operation.name,
        nodeId: operation.node_id,
        duration: operation.duration,
        failure: operation.failure === null ? null : (JSON.parse(operation.failure) as BatchDetail['outputOperations'][number]['failure']),
      })),
      tasks: (all('task') as TaskRow[]).map((task) => ({
        taskId: task.task,
        stageId: task.stage,
        rdd: task.rdd,
        partition: task.partition,
        executorId: task.executor,
        launchTime: task.launched_at,
        finishTime: task.finished_at,
        failed: task.failed !== 0,
      })),
      console: row.console,
      pipeline: pipeline === null ? null : (JSON.parse(pipeline) as BatchDetail['pipeline']),
    };
  }

  records({ runId, batchTime, of, limit }: RecordsQuery): RecordsPage {
    const rdd = (
      'rdd' in of
        ? this.#db.prepare('SELECT rdd, records FROM rdd WHERE run_id = ? AND batch_time = ? AND rdd = ?').get(runId, batchTime, of.rdd)
        : this.#db.prepare('SELECT rdd, records FROM rdd WHERE run_id = ? AND batch_time = ? AND node_id = ? AND is_node_output = 1').get(runId, batchTime, of.nodeId)
    ) as { rdd: number; records: number | null } | undefined;
    if (!rdd) return { records: [], total: null };
    const rows = this.#db
      .prepare('SELECT partition, seq, type, repr, cut FROM record WHERE run_id = ? AND batch_time = ? AND rdd = ? ORDER BY partition, seq LIMIT ?')
      .all(runId, batchTime, rdd.rdd, Math.min(limit, 100)) as RecordRow[];
    return { records: rows.map((row) => ({ ...row, cut: row.cut !== 0 })), total: rdd.records };
  }

  close(): void {
    this.#db.close();
  }
}

/** Stage of each RDD: that of the task which computed it. */
function stagesOf(tasks: BatchReport['tasks']): Map<number, number> {
  const stages = new Map<number, number>();
  for (const { stageId, observed } of tasks) for (const { rdd } of observed) if (!stages.has(rdd)) stages.set(rdd, stageId);
  return stages;
}

function summaryOf(row: BatchRow): BatchSummary {
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

function rddOf(row: RddRow, sampled: number): RecordedRdd {
  return {
    id: row.rdd,
    kind: row.kind,
    scope: row.scope,
    nodeId: row.node_id,
    isNodeOutput: row.is_node_output !== 0,
    batchTime: row.made_at,
    partitions: row.partitions,
    dependencies: JSON.parse(row.dependencies) as RecordedRdd['dependencies'],
    records: row.records,
    sampled,
    stageId: row.stage,
    duration: row.duration,
  };
}

interface RunRow {
  readonly run_id: number;
  readonly document_name: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly status: string;
  readonly batch_interval: number;
  readonly master: string;
  readonly batches: number;
}
interface BatchRow {
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
}
interface RddRow {
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
interface OperationRow {
  readonly operation: number;
  readonly name: string;
  readonly node_id: string | null;
  readonly duration: number | null;
  readonly failure: string | null;
}
interface TaskRow {
  readonly task: number;
  readonly stage: number;
  readonly rdd: number;
  readonly partition: number;
  readonly executor: string;
  readonly launched_at: number;
  readonly finished_at: number;
  readonly failed: number;
}
interface RecordRow {
  readonly partition: number;
  readonly seq: number;
  readonly type: string;
  readonly repr: string;
  readonly cut: number;
}
