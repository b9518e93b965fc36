import { max, median } from 'd3-array';
import { scaleBand, scaleLinear } from 'd3-scale';
import type { BatchSummary } from '#api';
import { formatDuration } from '../ui/format';

export interface ChartBar {
  readonly batch: BatchSummary;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Records of the latest batches as bars, oldest at the left; an empty batch is a line one pixel high. Sizes in px. */
export function chartBars(newestFirst: readonly BatchSummary[], bars: number, width: number, height: number): ChartBar[] {
  const batches = newestFirst.slice(0, bars).reverse();
  const x = scaleBand<number>([...Array(bars).keys()], [0, width]).paddingInner(0.25);
  const y = scaleLinear([0, Math.max(1, max(batches, ({ numRecords }) => numRecords) ?? 1)], [1, height]);
  return batches.map((batch, index) => {
    const tall = y(batch.numRecords);
    return { batch, x: x(bars - batches.length + index) ?? 0, y: height - tall, width: x.bandwidth(), height: tall };
  });
}

export interface Pace {
  readonly stable: boolean;
  /** "stable, 45 ms of 1 s" */
  readonly text: string;
}

/** Batches over which the pace is judged, so that one slow batch is no alarm. */
const JUDGED = 9;

/** Whether batches are processed faster than they come; null before the first one is done. */
export function paceOf(newestFirst: readonly BatchSummary[], batchInterval: number): Pace | null {
  const delays = newestFirst.flatMap(({ processingDelay }) => processingDelay ?? []).slice(0, JUDGED);
  const typical = median(delays);
  if (typical === undefined) return null;
  const stable = typical <= batchInterval;
  return { stable, text: `${stable ? 'keeping up' : 'falling behind'}: ${formatDuration(typical)} of ${formatDuration(batchInterval)}` };
}
