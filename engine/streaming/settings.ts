import { EngineError } from '#engine/core';

/** The Spark settings that streaming reads, with Spark's defaults. Times are ms. */
export interface StreamingSettings {
  readonly blockInterval: number;
  readonly receiverRestartDelay: number;
  readonly concurrentJobs: number;
  /** Saves the bytes of received blocks too, so that none is lost with the program. */
  readonly receiverWriteAheadLog: boolean;
  /** ms that a graceful stop may take; null: ten batch intervals. */
  readonly gracefulStopTimeout: number | null;
  /** For how long a file stream looks back for new files. */
  readonly fileMinRememberDuration: number;
  /** Blocks of a receiver that may wait to be taken. */
  readonly blockQueueSize: number;
  /** records/s of each receiver at most; Infinity: no limit. */
  readonly receiverMaxRate: number;
  /** records/s of each receiver until back-pressure says otherwise; Infinity: no limit. */
  readonly receiverInitialRate: number;
  readonly backpressure: BackpressureSettings;
}

/** `spark.streaming.backpressure.*`; see PIDRateEstimator for the terms. */
export interface BackpressureSettings {
  readonly enabled: boolean;
  readonly proportional: number;
  readonly integral: number;
  readonly derived: number;
  /** records/s */
  readonly minRate: number;
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
  // As Spark's documentation has it: 0 or less is no limit.
  const maxRate = whole(conf, 'spark.streaming.receiver.maxRate', -Infinity) ?? 0;
  const receiverMaxRate = maxRate > 0 ? maxRate : Infinity;
  const blockInterval = time('spark.streaming.blockInterval', 200);
  // Spark's text.
  if (blockInterval <= 0) throw new EngineError('invalid-argument', "requirement failed: 'spark.streaming.blockInterval' should be a positive value");
  return {
    blockInterval,
    receiverRestartDelay: time('spark.streaming.receiverRestartDelay', 2000),
    concurrentJobs,
    gracefulStopTimeout: conf.has('spark.streaming.gracefulStopTimeout') ? time('spark.streaming.gracefulStopTimeout', 0) : null,
    receiverWriteAheadLog: flag(conf, 'spark.streaming.receiver.writeAheadLog.enable'),
    fileMinRememberDuration: time('spark.streaming.fileStream.minRememberDuration', 60_000),
    blockQueueSize: whole(conf, 'spark.streaming.blockQueueSize', 1) ?? 10,
    receiverMaxRate,
    // Spark limits to the initial rate also where back-pressure is not enabled.
    receiverInitialRate: Math.min(whole(conf, 'spark.streaming.backpressure.initialRate', 1) ?? Infinity, receiverMaxRate),
    backpressure: backpressureSettings(conf),
  };
}

function backpressureSettings(conf: ReadonlyMap<string, string>): BackpressureSettings {
  const prefix = 'spark.streaming.backpressure';
  const estimator = conf.get(`${prefix}.rateEstimator`) ?? 'pid';
  if (estimator !== 'pid') throw wrong(`${prefix}.rateEstimator`, `Unknown rate estimator: ${estimator}. It should be pid`);
  const term = (name: string, fallback: number): number => decimal(conf, `${prefix}.pid.${name}`) ?? fallback;
  const minRate = term('minRate', 100);
  if (minRate === 0) throw wrong(`${prefix}.pid.minRate`, '0 should be more than 0, for without any record no rate can be estimated');
  return { enabled: flag(conf, `${prefix}.enabled`), proportional: term('proportional', 1), integral: term('integral', 0.2), derived: term('derived', 0), minRate };
}

function wrong(key: string, text: string): EngineError {
  return new EngineError('invalid-argument', `${key}: ${text}.`);
}

/** A whole number, or null where the key is not set. */
function whole(conf: ReadonlyMap<string, string>, key: string, least: number): number | null {
  const text = conf.get(key)?.trim();
  if (text === undefined) return null;
  if (!/^[+-]?\d+$/.test(text)) throw wrong(key, `"${text}" is not a whole number`);
  if (Number(text) < least) throw wrong(key, `${text} should be at least ${least}`);
  return Number(text);
}

/** A number that is not negative, or null where the key is not set. */
function decimal(conf: ReadonlyMap<string, string>, key: string): number | null {
  const text = conf.get(key)?.trim();
  if (text === undefined) return null;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw wrong(key, `"${text}" is not a number`);
  if (Number(text) < 0) throw wrong(key, `${text} should not be less than 0`);
  return Number(text);
}

function flag(conf: ReadonlyMap<string, string>, key: string): boolean {
  const text = conf.get(key)?.trim().toLowerCase() ?? 'false';
  if (text !== 'true' && text !== 'false') throw wrong(key, `"${text}" should be true or false`);
  return text === 'true';
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
