import type { Statements } from './statements';

export interface TimelineQuery {
  readonly runId: number;
  /** Batch times, both included; null: from the first, to the last. */
  readonly from: number | null;
  readonly to: number | null;
}

/** A batch, or the batches of a stretch: records are summed up, of delays it is the longest. */
export interface TimelinePoint {
  readonly batchTime: number;
  readonly batches: number;
  readonly records: number;
  readonly schedulingDelay: number | null;
  readonly processingDelay: number | null;
  readonly totalDelay: number | null;
  readonly failed: number;
}

/** How many batches have how much of a measure, in ten steps from 0 to `max`. */
export interface Histogram {
  readonly measure: 'records' | 'schedulingDelay' | 'processingDelay' | 'totalDelay';
  readonly max: number;
  readonly average: number | null;
  readonly bins: readonly number[];
}

export interface Timeline {
  readonly runId: number;
  /** ms between batches */
  readonly interval: number;
  /** The run's first and last batch, and the first and last shown. */
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
  /** ms that a point stands for */
  readonly width: number;
  readonly batches: number;
  readonly points: readonly TimelinePoint[];
  readonly histograms: readonly Histogram[];
}

/** Points of a picture; more batches than that share them. */
const MAX_POINTS = 400;
const BINS = 10;

/** The measures of a batch, as columns of `batch`. */
const MEASURES = { records: 'num_records', schedulingDelay: 'scheduling_delay', processingDelay: 'processing_delay', totalDelay: 'total_delay' } as const;

/** The batches of a run between two times, a point each, or the highest of each stretch where there are many; null: there are none. */
export function timeline(statements: Statements, { runId, from, to }: TimelineQuery): Timeline | null {
  const run = statements.get('SELECT batch_interval FROM run WHERE run_id = ?').get(runId) as { batch_interval: number } | undefined;
  const all = statements.get('SELECT min(batch_time) AS first, max(batch_time) AS last FROM batch WHERE run_id = ?').get(runId) as { first: number | null; last: number };
  if (!run || all.first === null) return null;
  const range = { from: Math.max(from ?? all.first, all.first), to: Math.min(to ?? all.last, all.last) };
  const { batches } = statements.get('SELECT count(*) AS batches FROM batch WHERE run_id = ? AND batch_time BETWEEN ? AND ?').get(runId, range.from, range.to) as { batches: number };
  const interval = run.batch_interval;
  const width = interval * Math.max(1, Math.ceil((range.to - range.from + interval) / interval / MAX_POINTS));
  const points = statements
    .get(
      `SELECT min(batch_time) AS batchTime, count(*) AS batches, sum(num_records) AS records, max(scheduling_delay) AS schedulingDelay,
         max(processing_delay) AS processingDelay, max(total_delay) AS totalDelay, sum(status = 'failed') AS failed
       FROM batch WHERE run_id = ? AND batch_time BETWEEN ? AND ? GROUP BY CAST((batch_time - ?) / ? AS INTEGER) ORDER BY 1`,
    )
    .all(runId, range.from, range.to, range.from, width) as TimelinePoint[];
  const histograms = Object.entries(MEASURES).map(([measure, column]) => histogram(statements, measure as Histogram['measure'], column, runId, range));
  return { runId, interval, first: all.first, last: all.last, ...range, width, batches, points, histograms };
}

function histogram(statements: Statements, measure: Histogram['measure'], column: string, runId: number, { from, to }: { from: number; to: number }): Histogram {
  const bound = [runId, from, to] as const;
  const { max, average } = statements.get(`SELECT max(${column}) AS max, avg(${column}) AS average FROM batch WHERE run_id = ? AND batch_time BETWEEN ? AND ?`).get(...bound) as { max: number | null; average: number | null };
  const bins = new Array<number>(BINS).fill(0);
  const counted = statements
    .get(`SELECT CAST(min(${BINS - 1}, ${column} * ${BINS} / max(1, ?)) AS INTEGER) AS bin, count(*) AS batches FROM batch WHERE run_id = ? AND batch_time BETWEEN ? AND ? AND ${column} IS NOT NULL GROUP BY 1`)
    .all(max ?? 0, ...bound) as { bin: number; batches: number }[];
  for (const { bin, batches } of counted) bins[bin] = batches;
  return { measure, max: max ?? 0, average, bins };
}
