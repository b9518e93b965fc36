import { EngineError } from '#engine/core';

/** The Spark settings that streaming reads, with Spark's defaults. Times are ms. */
export interface StreamingSettings {
  readonly blockInterval: number;
  readonly receiverRestartDelay: number;
  readonly concurrentJobs: number;
  /** For how long a file stream looks back for new files. */
  readonly fileMinRememberDuration: number;
}

/**
 * @param conf Spark configuration, such as `spark.streaming.blockInterval` → "200ms"
 * @throws EngineError `invalid-argument` naming the key
 */
export function streamingSettings(conf: ReadonlyMap<string, string>): StreamingSettings {
  const time = (key: string, fallback: number): number => {
    const text = conf.get(key);
    return text === undefined ? fallback : milliseconds(key, text);
  };
  const concurrentJobs = Number(conf.get('spark.streaming.concurrentJobs') ?? '1');
  if (!Number.isInteger(concurrentJobs) || concurrentJobs < 1) {
    throw new EngineError('invalid-argument', 'spark.streaming.concurrentJobs should be a whole number, at least 1.');
  }
  return {
    blockInterval: time('spark.streaming.blockInterval', 200),
    receiverRestartDelay: time('spark.streaming.receiverRestartDelay', 2000),
    concurrentJobs,
    fileMinRememberDuration: time('spark.streaming.fileStream.minRememberDuration', 60_000),
  };
}

const UNITS = new Map([
  ['ms', 1],
  ['', 1],
  ['s', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Spark's time strings (org.apache.spark.network.util.JavaUtils.timeStringAs): "200ms", "2s", a plain number is ms. */
function milliseconds(key: string, text: string): number {
  const match = /^(\d+)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
  const unit = match ? UNITS.get(match[2]!) : undefined;
  if (match && unit !== undefined) return Number(match[1]) * unit;
  throw new EngineError('invalid-argument', `${key}: "${text}" is not a time. Write it with a unit, such as 200ms or 2s.`);
}
