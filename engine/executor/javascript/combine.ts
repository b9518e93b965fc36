import type { Aggregator, PlanStep } from '../../core/task';
import type { Chunk, Evaluation } from './evaluation';
import { Grouped } from './grouped';
import { pairOf } from './pair';
import { UserFailure } from './user-failure';
import type { Callable } from './user-function';

/**
 * Combines values per key; the result's order is that of the keys' first appearance (pyspark.shuffle.ExternalMerger).
 * @param combined true: the values are combiners already
 */
export function combine(chunks: Iterable<Chunk>, aggregator: Aggregator, combined: boolean, rdd: number, to: Evaluation): unknown[] {
  const merge = to.fn(combined ? aggregator.mergeCombiners : aggregator.mergeValue);
  const first: Callable = combined ? (value) => value : to.fn(aggregator.createCombiner);
  const grouped = new Grouped();
  for (const chunk of chunks) {
    to.calling(aggregator.mergeValue);
    let at = 0;
    try {
      for (; at < chunk.length; at++) {
        const pair = pairOf(chunk[at]);
        grouped.add(pair[0], pair[1], first, merge);
      }
    } catch (cause) {
      throw new UserFailure(cause, aggregator.mergeValue, rdd, { value: chunk[at] });
    }
  }
  return grouped.pairs;
}

/** Combines what `map` makes of records. Each pair goes into the dictionary at once: most are never put into memory. */
export function combineMapped(step: Extract<PlanStep, { kind: 'narrow' }>, f: Callable, chunks: Iterable<Chunk>, aggregator: Aggregator, to: Evaluation): unknown[] {
  const [merge, first] = [to.fn(aggregator.mergeValue), to.fn(aggregator.createCombiner)];
  const grouped = new Grouped();
  for (const chunk of chunks) {
    to.calling(step.f!);
    const samples: unknown[] | null = to.isSampled(step.rdd) ? null : [];
    let [at, made] = [0, 0];
    let record: unknown;
    try {
      for (; at < chunk.length; at++) {
        record = f(chunk[at]);
        made++;
        if (samples !== null) samples.push(record);
        const pair = pairOf(record);
        grouped.add(pair[0], pair[1], first, merge);
      }
    } catch (cause) {
      throw made > at ? new UserFailure(cause, aggregator.mergeValue, step.rdd, { value: record }) : new UserFailure(cause, step.f, step.rdd, { value: chunk[at] });
    } finally {
      to.observe(step.rdd, made, () => samples ?? []);
    }
  }
  return grouped.pairs;
}
