import type { BatchReport } from '#engine/streaming';

/**
 * ms that a batch's tasks spent in each RDD's own operator. What a task does besides, such as combining and writing a
 * shuffle, counts to the RDD that reads it, and else to the RDD that the task computes.
 */
export function ownTimes({ tasks, rdds }: Pick<BatchReport, 'tasks' | 'rdds'>): Map<number, number> {
  const readers = new Map(rdds.flatMap(({ id, dependencies }) => dependencies.flatMap(({ rdd, kind }) => (kind === 'shuffle' ? [[rdd, id] as const] : []))));
  const times = new Map<number, number>();
  const add = (rdd: number, time: number): void => void times.set(rdd, (times.get(rdd) ?? 0) + time);
  for (const { observed, duration, rdd } of tasks) {
    let rest = duration;
    for (const { rdd: seen, time } of observed) {
      add(seen, time);
      rest -= time;
    }
    add(readers.get(rdd) ?? rdd, Math.max(0, rest));
  }
  return times;
}
