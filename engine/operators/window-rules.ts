/**
 * Slides in a window from which on correcting the window before is cheaper than computing anew
 * (org.apache.spark.streaming.api.python.PythonReducedWindowedDStream).
 */
const WORTH_CORRECTING = 5;

/** Whether a window that has an inverse function is computed with it. Durations are ms. */
export function isCorrected(windowDuration: number, slideDuration: number): boolean {
  return windowDuration >= slideDuration * WORTH_CORRECTING;
}

/** A node's slide, ms: a window that says none slides with each batch. */
export function slideOf(slideDuration: unknown, batchInterval: number): number {
  return typeof slideDuration === 'number' && slideDuration > 0 ? slideDuration : batchInterval;
}
