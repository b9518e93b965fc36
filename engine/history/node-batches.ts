import { keyOf } from './batch-text';
import type { NodeBatch, NodeBatchesQuery } from './queries';
import type { RecordRow } from './rows';
import type { Statements } from './statements';

/** Batches that are read at once. */
const MAX_BATCHES = 500;

/**
 * What left a node in each of some batches, oldest first. A batch without a report of its own, since no output was due
 * then, is known from the later one that used its RDD.
 */
export function nodeBatches(statements: Statements, { runId, nodeId, from, to, limit }: NodeBatchesQuery): NodeBatch[] {
  const rdds = statements
    .get(
      `SELECT made_at AS madeAt, batch_time AS batchTime, rdd, max(coalesce(records, -1)) AS total, partitions FROM rdd
       WHERE run_id = ? AND batch_time BETWEEN ? AND ? AND node_id = ? AND is_node_output = 1 AND made_at BETWEEN ? AND ?
       GROUP BY made_at ORDER BY made_at DESC LIMIT ${MAX_BATCHES}`,
    )
    .all(runId, from, to, nodeId, from, to) as { madeAt: number; batchTime: number; rdd: number; total: number; partitions: number }[];
  const records = statements.get('SELECT partition, seq, type, repr, cut FROM record WHERE run_id = ? AND batch_time = ? AND rdd = ? ORDER BY partition, seq LIMIT ?');
  return rdds.reverse().map(({ madeAt, batchTime, rdd, total, partitions }) => ({
    batchTime: madeAt,
    total: total < 0 ? null : total,
    partitions,
    records: (records.all(runId, batchTime, rdd, Math.min(limit, 100)) as RecordRow[]).map(({ cut, ...row }) => ({ ...row, cut: cut !== 0, key: keyOf(row.repr) })),
  }));
}
