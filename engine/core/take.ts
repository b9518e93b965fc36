/**
 * Spark's way to take the first records without computing the whole RDD: one partition, then by as many more as the
 * yield so far suggests, at most four times those already read (`pyspark.RDD.take`).
 * @param read computes partitions, at most `limit` records of each
 */
export async function take<T>(
  numPartitions: number,
  num: number,
  read: (partitions: readonly number[], limit: number) => Promise<readonly (readonly T[])[]>,
): Promise<T[]> {
  const items: T[] = [];
  let scanned = 0;
  while (items.length < num && scanned < numPartitions) {
    const next = Math.min(partitionsToTry(scanned, items.length, num), numPartitions - scanned);
    const partitions = Array.from({ length: next }, (_, index) => scanned + index);
    for (const found of await read(partitions, num - items.length)) {
      for (const item of found) if (items.length < num) items.push(item);
    }
    scanned += next;
  }
  return items;
}

function partitionsToTry(scanned: number, found: number, num: number): number {
  if (scanned === 0) return 1;
  if (found === 0) return scanned * 4;
  const estimate = Math.floor((1.5 * num * scanned) / found) - scanned;
  return Math.min(Math.max(estimate, 1), scanned * 4);
}
