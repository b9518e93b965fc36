/** Times and durations as Spark's UI shows them (org.apache.spark.ui.UIUtils). */

/** "45 ms", "0.5 s", "12 s", "1.5 min", "2.0 h" */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 100) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 1) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  const minutes = seconds / 60;
  return minutes < 60 ? `${minutes.toFixed(1)} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** A measured time, also below a millisecond: "0.3 ms", "12 ms", "1.2 s". */
export function formatTime(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Local clock: `10:00:30`, with a fraction only where batches are shorter than a second. */
export function formatClock(time: number, fraction: boolean): string {
  const date = new Date(time);
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return fraction ? `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}` : clock;
}

/** Local clock of a batch; with a fraction where it is not at a whole second. */
export function formatBatchClock(batchTime: number): string {
  return formatClock(batchTime, batchTime % 1000 !== 0);
}

/** `2026/11/24 10:00:30` */
export function formatBatchTime(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}/${two(date.getMonth() + 1)}/${two(date.getDate())} ${formatClock(time, time % 1000 !== 0)}`;
}

export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** "1 record", "12 records" */
export function plural(count: number, one: string): string {
  return `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;
}
