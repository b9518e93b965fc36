import type { Pipeline } from '#engine/model';
import type { Statements } from './statements';

/** What a replay has to know of a run. */
export interface ReplayRun {
  readonly pipeline: Pipeline | null;
  /** Name of the bundle that it came from; null: it ran here. */
  readonly origin: string | null;
  /** The oldest batch that is still kept. */
  readonly firstBatch: { readonly number: number; readonly batchTime: number };
}

export interface RecordedInput {
  readonly batchTime: number;
  readonly nodeId: string;
  readonly bytes: Uint8Array;
}

export interface RecordedInputs {
  /** Why not all of it is there; null: it is. */
  readonly missing: string | null;
  readonly blocks: readonly RecordedInput[];
}

export interface RecordedOutput {
  readonly nodeId: string;
  readonly total: number | null;
  readonly records: readonly { readonly partition: number; readonly seq: number; readonly repr: string; readonly type: string }[];
}

/** Input of a replay that is read at once, bytes. */
const MAX_BYTES = 256 * 1024 * 1024;

export function replayRun(statements: Statements, runId: number): ReplayRun | null {
  const run = statements.get('SELECT pipeline, origin FROM run WHERE run_id = ?').get(runId) as { pipeline: string | null; origin: string | null } | undefined;
  const first = statements.get('SELECT number, batch_time AS batchTime FROM batch WHERE run_id = ? ORDER BY batch_time LIMIT 1').get(runId) as ReplayRun['firstBatch'] | undefined;
  return run && first ? { pipeline: run.pipeline === null ? null : (JSON.parse(run.pipeline) as ReplayRun['pipeline']), firstBatch: first, origin: run.origin } : null;
}

/** Input of the batches from `from` to `to`, or why it is not all there. */
export function replayInput(statements: Statements, runId: number, from: number, to: number): RecordedInputs {
  const range = [runId, from, to] as const;
  const incomplete = statements.get('SELECT count(*) AS batches FROM batch WHERE run_id = ? AND batch_time BETWEEN ? AND ? AND incomplete IS NOT NULL').get(...range) as { batches: number };
  const { lost, bytes } = statements
    .get('SELECT coalesce(sum(bytes IS NULL), 0) AS lost, coalesce(sum(length), 0) AS bytes FROM input_block WHERE run_id = ? AND input_time BETWEEN ? AND ?')
    .get(...range) as { lost: number; bytes: number };
  if (lost > 0 || incomplete.batches > 0) return { missing: 'Not all of the input was recorded: a batch had more than 8 MB, or came faster than the disk could take it.', blocks: [] };
  if (bytes > MAX_BYTES) return { missing: `These batches have ${Math.round(bytes / 1e6)} MB of input; at most ${Math.round(MAX_BYTES / 1e6)} MB are replayed.`, blocks: [] };
  const blocks = statements
    .get('SELECT input_time AS batchTime, node_id AS nodeId, bytes FROM input_block WHERE run_id = ? AND input_time BETWEEN ? AND ? AND node_id IS NOT NULL ORDER BY input_time, batch_time, seq')
    .all(...range) as RecordedInputs['blocks'];
  return { missing: null, blocks };
}

/** What was recorded of each node's output in a batch. */
export function replayOutputs(statements: Statements, runId: number, batchTime: number): RecordedOutput[] {
  const rdds = statements
    .get('SELECT rdd, node_id AS nodeId, records AS total FROM rdd WHERE run_id = ? AND batch_time = ? AND is_node_output = 1 AND node_id IS NOT NULL AND made_at = batch_time')
    .all(runId, batchTime) as { rdd: number; nodeId: string; total: number | null }[];
  const records = statements.get('SELECT partition, seq, repr, type FROM record WHERE run_id = ? AND batch_time = ? AND rdd = ? ORDER BY partition, seq');
  return rdds.map(({ rdd, nodeId, total }) => ({ nodeId, total, records: records.all(runId, batchTime, rdd) as RecordedOutput['records'] }));
}
