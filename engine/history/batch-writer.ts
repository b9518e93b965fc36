import type Database from 'better-sqlite3';
import { batchText, sampledReprs } from './batch-text';
import type { NewRun } from './kept-batches';
import { Observations } from './observations';
import { ownTimes } from './own-times';
import { realInput } from './real-input';
import type { Incomplete, Recordable } from './recordable';
import type { Statements } from './statements';

/** Characters of what a batch printed that are kept. */
const MAX_CONSOLE = 256 * 1024;

/** Writes runs and batches. */
export class BatchWriter {
  constructor(
    private readonly db: Database.Database,
    private readonly statements: Statements,
  ) {}

  /** @param runId null: the next one */
  beginRun({ documentName, startedAt, batchInterval, master, language, pipeline }: NewRun, runId: number | null): number {
    const { lastInsertRowid } = this.statements
      .get("INSERT INTO run (run_id, document_name, started_at, status, batch_interval, master, language, pipeline) VALUES (?, ?, ?, 'running', ?, ?, ?, ?)")
      .run(runId, documentName, startedAt, Math.round(batchInterval), master, language, pipeline && JSON.stringify(pipeline));
    return Number(lastInsertRowid);
  }

  endRun(runId: number, endedAt: number, status: string): void {
    this.statements.get('UPDATE run SET ended_at = ?, status = ? WHERE run_id = ?').run(endedAt, status, runId);
  }

  /** One transaction: a batch is in the history wholly or not at all. */
  recordBatch(runId: number, report: Recordable, incomplete: Incomplete | null): void {
    this.db.transaction(() => {
      const failed = report.info.outputOperations.some(({ failure }) => failure !== null);
      const { records } = realInput(report);
      this.statements.get('UPDATE run SET batches = batches + 1, records = records + ?, failed = failed + ? WHERE run_id = ?').run(records, failed ? 1 : 0, runId);
      const number = this.statements.get('SELECT batches FROM run WHERE run_id = ?').pluck().get(runId) as number;
      const seen = new Observations(report.tasks);
      this.#insertBatch(runId, number, report, records, seen, incomplete);
      this.#insertRdds(runId, report, seen);
      this.#insertTasks(runId, report);
      this.#insertBlocks(runId, report);
      const insert = this.statements.get('INSERT OR REPLACE INTO ignored_file VALUES (?, ?, ?, ?, ?)');
      for (const { path, nodeId, reason } of report.ignored ?? []) insert.run(runId, report.info.batchTime, path, nodeId, reason);
    })();
  }

  #insertBatch(runId: number, number: number, { info, console, rdds }: Recordable, records: number, seen: Observations, incomplete: Incomplete | null): void {
    const { batchTime, outputOperations } = info;
    const failed = outputOperations.filter(({ failure }) => failure !== null);
    const first = failed[0]?.failure ?? null;
    const failure = first && JSON.stringify({ nodeId: first.place.nodeId ?? failed[0]!.nodeId, error: first });
    const status = failure ? 'failed' : 'completed';
    const printed = console.length > MAX_CONSOLE ? `${console.slice(0, MAX_CONSOLE)}\n… ${console.length - MAX_CONSOLE} more characters were printed` : console;
    // A batch that is run again (recovery) replaces itself.
    const before = this.statements.get('SELECT batch_id FROM batch WHERE run_id = ? AND batch_time = ?').pluck().get(runId, batchTime) as number | undefined;
    if (before !== undefined) this.statements.get('DELETE FROM batch_text WHERE rowid = ?').run(before);
    const { lastInsertRowid } = this.statements
      .get('INSERT OR REPLACE INTO batch VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(runId, batchTime, number, status, records, info.schedulingDelay, info.processingDelay, info.totalDelay, outputOperations.length - failed.length, outputOperations.length, failure, printed, Date.now(), incomplete);
    const { key, value, error } = batchText(sampledReprs(seen, rdds), failed.map(({ failure: each }) => `${each!.type}: ${each!.message}`).join('\n'), status);
    this.statements.get('INSERT INTO batch_text (rowid, key, value, error, status) VALUES (?, ?, ?, ?, ?)').run(lastInsertRowid, key, value, error, status);
    const insert = this.statements.get('INSERT OR REPLACE INTO output_operation VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    for (const { id, name, nodeId, startTime, endTime, failure: each } of outputOperations) {
      insert.run(runId, batchTime, id, name, nodeId, startTime, startTime === null || endTime === null ? null : endTime - startTime, each && JSON.stringify(each));
    }
  }

  #insertRdds(runId: number, report: Recordable, seen: Observations): void {
    const { info, rdds, tasks } = report;
    const insertRdd = this.statements.get('INSERT OR REPLACE INTO rdd VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const insertRecord = this.statements.get('INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    const stages = stagesOf(tasks);
    const durations = ownTimes(report);
    for (const rdd of rdds) {
      insertRdd.run(runId, info.batchTime, rdd.id, rdd.kind, rdd.scope, rdd.nodeId, rdd.isNodeOutput ? 1 : 0, rdd.batchTime, rdd.partitions, JSON.stringify(rdd.dependencies), seen.records(rdd.id), stages.get(rdd.id) ?? null, durations.get(rdd.id) ?? null);
      for (const { partition, seq, repr, type } of seen.samples(rdd.id)) {
        insertRecord.run(runId, info.batchTime, rdd.id, partition, seq, type, repr, repr.endsWith('…') ? 1 : 0);
      }
    }
  }

  #insertTasks(runId: number, { info, tasks }: Recordable): void {
    const insert = this.statements.get('INSERT OR REPLACE INTO task VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    for (const { taskId, stageId, jobId, rdd, partition, executorId, launchTime, finishTime, error } of tasks) {
      insert.run(runId, info.batchTime, taskId, stageId, rdd, partition, executorId, launchTime, finishTime, error ? 1 : 0, jobId);
    }
  }

  #insertBlocks(runId: number, { info, inputBlocks }: Recordable): void {
    const insert = this.statements.get('INSERT OR REPLACE INTO input_block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    for (const [seq, { batchTime, streamId, nodeId, blockId, records, length, bytes }] of inputBlocks.entries()) {
      insert.run(runId, info.batchTime, seq, streamId, blockId, records, length, bytes, nodeId, batchTime);
    }
  }
}

/** The stage of the first task that computed an RDD. */
function stagesOf(tasks: Recordable['tasks']): Map<number, number> {
  const stages = new Map<number, number>();
  for (const { stageId, observed } of tasks) {
    for (const { rdd } of observed) if (!stages.has(rdd)) stages.set(rdd, stageId);
  }
  return stages;
}
