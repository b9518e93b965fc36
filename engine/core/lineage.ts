import type { RDD } from './rdd';

/** An RDD and all that it is computed from, parents first. */
export function lineageOf(...from: readonly RDD[]): RDD[] {
  const seen = new Map<number, RDD>();
  const stack = [...from];
  for (let rdd = stack.pop(); rdd; rdd = stack.pop()) {
    if (seen.has(rdd.id)) continue;
    seen.set(rdd.id, rdd);
    for (const dependency of rdd.dependencies) stack.push(dependency.rdd);
  }
  return [...seen.values()].sort((a, b) => a.id - b.id);
}
