import { EngineError } from './errors';

const LOCAL_N = /^local\[(\*|[0-9]+)(?:\s*,\s*([0-9]+))?\]$/;

/**
 * Task slots of a local master: `local`, `local[n]`, `local[*]`, `local[n, maxFailures]`
 * (org.apache.spark.SparkMasterRegex).
 * @param cores what `*` stands for
 * @throws EngineError `master-invalid`
 */
export function localSlots(master: string, cores: number): number {
  if (master === 'local') return 1;
  const match = LOCAL_N.exec(master);
  const slots = match ? (match[1] === '*' ? cores : Number(match[1])) : 0;
  if (slots > 0) return slots;
  throw new EngineError(
    'master-invalid',
    `"${master}" is not a local master. Use local[2] (two task slots), local[*] (one a core) or local.`,
  );
}

/** How often a task is tried before its job fails: m of `local[n, m]`, else once, as in Spark's local mode. */
export function taskMaxFailures(master: string): number {
  return Math.max(1, Number(LOCAL_N.exec(master)?.[2] ?? 1));
}
