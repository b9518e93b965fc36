import type Database from 'better-sqlite3';
import { batchText } from './batch-text';

/** Makes batches found by their words that were not recorded here. @param runId null: of all runs */
export function indexBatches(db: Database.Database, runId: number | null): void {
  const records = db.prepare('SELECT DISTINCT repr FROM record WHERE run_id = ? AND batch_time = ?').pluck();
  const insert = db.prepare('INSERT INTO batch_text (rowid, key, value, error, status) VALUES (?, ?, ?, ?, ?)');
  const batches = db.prepare('SELECT batch_id, run_id, batch_time, status, failure FROM batch WHERE ? IS NULL OR run_id = ?').all(runId, runId) as { batch_id: number; run_id: number; batch_time: number; status: string; failure: string | null }[];
  for (const { batch_id, run_id, batch_time, status, failure } of batches) {
    const { key, value, error } = batchText(records.all(run_id, batch_time) as string[], failure ?? '', status);
    insert.run(batch_id, key, value, error, status);
  }
}
