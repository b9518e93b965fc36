import type { BatchDetail, BatchSummary, RunInfo } from './kept-batches';
import type { BatchQuery, NodeBatch, NodeBatchesQuery, RecordsPage, RecordsQuery, RunsQuery } from './queries';
import type { RecordedInputs, RecordedOutput, ReplayRun } from './replay-queries';
import { nodeBatches } from './node-batches';
import { replayInput, replayOutputs, replayRun } from './replay-queries';
import { type BatchRow, type OperationRow, operationOf, type RddRow, rddOf, type RecordRow, type RunRow, runOf, summaryOf, type TaskRow, taskOf } from './rows';
import type { Statements } from './statements';

/** Reads runs, batches and their records. */
export class BatchReader {
  constructor(private readonly statements: Statements) {}

  /** Newest first. */
  runs({ before, limit }: RunsQuery): RunInfo[] {
    const rows = this.statements
      .get('SELECT run_id, document_name, started_at, ended_at, status, batch_interval, master, language, batches, failed, records, origin FROM run WHERE run_id < ? ORDER BY run_id DESC LIMIT ?')
      .all(before ?? Number.MAX_SAFE_INTEGER, Math.min(limit, 500)) as RunRow[];
    return rows.map(runOf);
  }

  /** Newest first, or oldest first; the key of the last row begins the next page. */
  batches({ runId, before, after, limit }: BatchQuery): BatchSummary[] {
    if (after !== undefined) return (this.statements.get('SELECT * FROM batch WHERE run_id = ? AND batch_time > ? ORDER BY batch_time LIMIT ?').all(runId, after, Math.min(limit, 500)) as BatchRow[]).map(summaryOf);
    // Two forms: "this run or any" in one would keep SQLite from the index.
    const [beforeRun, beforeTime] = before ? [before.runId, before.batchTime] : [Number.MAX_SAFE_INTEGER, 0];
    const rows = runId === null
      ? this.statements.get('SELECT * FROM batch WHERE (run_id, batch_time) < (?, ?) ORDER BY run_id DESC, batch_time DESC LIMIT ?').all(beforeRun, beforeTime, Math.min(limit, 500))
      : this.statements.get('SELECT * FROM batch WHERE run_id = ? AND (run_id, batch_time) < (?, ?) ORDER BY batch_time DESC LIMIT ?').all(runId, beforeRun, beforeTime, Math.min(limit, 500));
    return (rows as BatchRow[]).map(summaryOf);
  }

  batch(runId: number, batchTime: number): BatchDetail | null {
    const row = this.statements.get('SELECT * FROM batch WHERE run_id = ? AND batch_time = ?').get(runId, batchTime) as BatchRow | undefined;
    if (!row) return null;
    const all = (table: string): unknown[] => this.statements.get(`SELECT * FROM ${table} WHERE run_id = ? AND batch_time = ?`).all(runId, batchTime);
    const counts = this.statements.get('SELECT rdd, count(*) AS sampled FROM record WHERE run_id = ? AND batch_time = ? GROUP BY rdd').all(runId, batchTime) as { rdd: number; sampled: number }[];
    const sampled = new Map(counts.map((count) => [count.rdd, count.sampled]));
    const pipeline = this.pipeline(runId);
    return {
      summary: summaryOf(row),
      rdds: this.#withEarlier(runId, all('rdd') as RddRow[]).map((rdd) => rddOf(rdd, sampled.get(rdd.rdd) ?? 0)),
      outputOperations: (all('output_operation') as OperationRow[]).map(operationOf),
      tasks: (all('task') as TaskRow[]).map(taskOf),
      ignoredFiles: this.statements.get('SELECT path, node_id AS nodeId, reason FROM ignored_file WHERE run_id = ? AND batch_time = ? ORDER BY path').all(runId, batchTime) as BatchDetail['ignoredFiles'],
      console: row.console,
      pipeline: pipeline === null ? null : (JSON.parse(pipeline) as BatchDetail['pipeline']),
      incomplete: row.incomplete as BatchDetail['incomplete'],
    };
  }

  /** RDDs that an earlier batch computed and kept, with what that batch saw of them. */
  #withEarlier(runId: number, rdds: readonly RddRow[]): RddRow[] {
    const times = rdds.filter(({ records, made_at, batch_time }) => records === null && made_at < batch_time).map(({ made_at }) => made_at);
    if (times.length === 0) return [...rdds];
    const range = times.reduce<readonly [number, number]>(([from, to], time) => [Math.min(from, time), Math.max(to, time)], [Infinity, 0]);
    const rows = this.statements.get('SELECT * FROM rdd WHERE run_id = ? AND batch_time BETWEEN ? AND ? AND made_at = batch_time AND records IS NOT NULL').all(runId, ...range) as RddRow[];
    const earlier = new Map(rows.map((row) => [row.rdd, row]));
    return rdds.map((row) => (row.records === null ? { ...row, ...told(earlier.get(row.rdd)) } : row));
  }

  /** The graph that ran, as JSON. */
  pipeline(runId: number): string | null {
    const row = this.statements.get('SELECT pipeline FROM run WHERE run_id = ?').get(runId) as { pipeline: string | null } | undefined;
    return row?.pipeline ?? null;
  }

  readonly nodeBatches = (query: NodeBatchesQuery): NodeBatch[] => nodeBatches(this.statements, query);
  readonly replayRun = (runId: number): ReplayRun | null => replayRun(this.statements, runId);
  readonly replayInput = (runId: number, from: number, to: number): RecordedInputs => replayInput(this.statements, runId, from, to);
  readonly replayOutputs = (runId: number, batchTime: number): RecordedOutput[] => replayOutputs(this.statements, runId, batchTime);

  records({ runId, batchTime, of, limit }: RecordsQuery): RecordsPage {
    const rdd = (
      'rdd' in of
        ? this.statements.get('SELECT rdd, records FROM rdd WHERE run_id = ? AND batch_time = ? AND rdd = ?').get(runId, batchTime, of.rdd)
        : this.statements.get('SELECT rdd, records FROM rdd WHERE run_id = ? AND batch_time = ? AND node_id = ? AND is_node_output = 1 ORDER BY made_at DESC').get(runId, batchTime, of.nodeId)
    ) as { rdd: number; records: number | null } | undefined;
    if (!rdd) return { records: [], total: null };
    const rows = this.statements
      .get('SELECT partition, seq, type, repr, cut FROM record WHERE run_id = ? AND batch_time = ? AND rdd = ? ORDER BY partition, seq LIMIT ?')
      .all(runId, batchTime, rdd.rdd, Math.min(limit, 100)) as RecordRow[];
    return { records: rows.map((row) => ({ ...row, cut: row.cut !== 0 })), total: rdd.records };
  }
}

function told(row: RddRow | undefined): Partial<RddRow> {
  return row ? { batch_time: row.batch_time, records: row.records, duration: row.duration } : {};
}
