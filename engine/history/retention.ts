import type Database from 'better-sqlite3';
import { DETAIL_TABLES } from './schema';
import type { Statements } from './statements';

/** Batches that go in one transaction, so that recording never waits long. */
const AT_ONCE = 50;

/** What is kept: the oldest batches go first. */
export interface Retention {
  readonly maxBytes: number;
  /** ms */
  readonly maxAge: number;
}

/** What the history may keep; see docs/history-schema.md. */
export const DEFAULT_RETENTION: Retention = { maxBytes: 2_000_000_000, maxAge: 30 * 24 * 3_600_000 };

/** Bytes in use; pages that were freed are not counted. */
export function usedBytes(db: Database.Database): number {
  const pragma = (name: string): number => db.pragma(name, { simple: true }) as number;
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

/**
 * Drops some of the oldest batches, if there is more than may be kept; runs that have none left go too, but never one
 * that still runs.
 * @returns true if there may be more to drop
 */
export function dropOldest(db: Database.Database, statements: Statements, { maxBytes, maxAge }: Retention, now: number): boolean {
  const over = usedBytes(db) > maxBytes;
  const oldest = statements.get('SELECT batch_id, run_id, batch_time, recorded_at FROM batch ORDER BY batch_id LIMIT ?').all(AT_ONCE) as { batch_id: number; run_id: number; batch_time: number; recorded_at: number }[];
  const last = statements.get('SELECT max(batch_id) AS id FROM batch').get() as { id: number | null };
  // The newest stays, however large it is.
  const due = oldest.filter(({ recorded_at, batch_id }) => (over || recorded_at < now - maxAge) && batch_id !== last.id);
  if (due.length === 0) return false;
  db.transaction(() => {
    for (const { batch_id, run_id, batch_time } of due) {
      for (const table of DETAIL_TABLES) statements.get(`DELETE FROM ${table} WHERE run_id = ? AND batch_time = ?`).run(run_id, batch_time);
      statements.get('DELETE FROM batch WHERE batch_id = ?').run(batch_id);
      statements.get('DELETE FROM batch_text WHERE rowid = ?').run(batch_id);
    }
    statements.get("DELETE FROM run WHERE status <> 'running' AND run_id <= ? AND NOT EXISTS (SELECT 1 FROM batch WHERE batch.run_id = run.run_id)").run(due.at(-1)!.run_id);
  })();
  // Freed pages go back to the disk, some at a time.
  db.pragma('incremental_vacuum(2000)');
  return true;
}
