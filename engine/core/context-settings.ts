import { EngineError } from './errors';

/**
 * The part of an executor's memory that kept data may take before it goes to disk: `spark.memory.fraction` (0.6) times
 * `spark.memory.storageFraction` (0.5), the share that Spark guarantees to storage.
 * @throws EngineError `invalid-argument` naming the key
 */
export function storageShare(conf: ReadonlyMap<string, string>): number {
  return share(conf, 'spark.memory.fraction', 0.6, (value) => value > 0 && value <= 1, 'above 0 and at most 1') * share(conf, 'spark.memory.storageFraction', 0.5, (value) => value >= 0 && value < 1, 'in [0,1)');
}

function share(conf: ReadonlyMap<string, string>, key: string, fallback: number, valid: (value: number) => boolean, allowed: string): number {
  const text = conf.get(key)?.trim();
  if (text === undefined) return fallback;
  const value = text === '' ? NaN : Number(text);
  if (!valid(value)) throw new EngineError('invalid-argument', `${key}: "${text}" should be a number ${allowed}.`);
  return value;
}

/**
 * Partitions that operations make which are told no number: `spark.default.parallelism`.
 * @throws EngineError `invalid-argument`
 */
export function defaultParallelism(conf: ReadonlyMap<string, string>, slots: number): number {
  const text = conf.get('spark.default.parallelism')?.trim();
  if (text === undefined) return slots;
  if (/^\d+$/.test(text) && Number(text) > 0) return Number(text);
  throw new EngineError('invalid-argument', `spark.default.parallelism: "${text}" should be a whole number, at least 1.`);
}
