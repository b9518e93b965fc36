import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '#engine/core';
import { type BatchInfo, type BatchReport, PIDRateEstimator, rateController } from '#engine/streaming';

/** interval ms, proportional, integral, derivative, least rate */
type Terms = readonly [number, number, number, number, number];
/** time ms, records, processing delay ms, scheduling delay ms */
type Update = readonly [number, number, number, number];

const plain: Terms = [20, 1, 0, 0, 10];
const first: Update = [0, 10, 10, 0];
const estimates = (terms: Terms, updates: readonly Update[]): (number | null)[] => {
  const estimator = new PIDRateEstimator(...terms);
  return updates.map((update) => estimator.compute(...update));
};
/** 50 batches, one every 20 ms, each processed in 20 ms. */
const batches = (records: (n: number) => number, waited: number): Update[] => Array.from({ length: 50 }, (_, n) => [n * 20, records(n), 20, waited]);
const after1 = (rate: (n: number) => number): (number | null)[] => [null, ...Array.from({ length: 49 }, (_, n) => rate(n + 1))];

/** The cases of Spark's PIDRateEstimatorSuite: what is told, and what is estimated of it. */
const cases: readonly (readonly [string, Terms, readonly Update[], readonly (number | null)[]])[] = [
  ['gives nothing for the first batch', plain, [first], [null]],
  ['gives the processing rate for the second', plain, [first, [10, 10, 10, 0]], [null, 1000]],
  ['gives nothing where no time went by', plain, [first, [10, 10, 10, 0], [10, 10, 10, 0]], [null, 1000, null]],
  ['gives nothing for a batch without records', plain, [first, [10, 0, 10, 0], [20, -10, 10, 0]], [null, null, null]],
  ['gives nothing for a batch that took no time', plain, [first, [10, 10, 0, 0], [20, 10, -10, 0]], [null, null, null]],
  ['never goes below the least rate', [20, 1, 1, 0, 5], batches(() => 1, 100), after1(() => 5)],
  ['follows a processing speed that rises', [20, 1, 1, 0, 10], batches((n) => (n + 1) * 20, 0), after1((n) => (n + 1) * 1000)],
  ['follows a processing speed that falls', [20, 1, 1, 0, 10], batches((n) => (50 - n) * 20, 0), after1((n) => (50 - n) * 1000)],
  // Not Spark's, worked out by hand: rate 1000, then measured 500 with 10 ms of delay.
  ['weighs the three terms', [100, 0.5, 0.2, 0.1, 1], [[0, 100, 100, 0], [1000, 50, 100, 10]], [null, 1000 - 0.5 * 500 - 0.2 * 50 - 0.1 * 500]],
  ['begins with Spark’s time of -1: a batch that ended then tells nothing', plain, [[-1, 10, 10, 0], [0, 10, 10, 0], [10, 10, 10, 0]], [null, null, 1000]],
];

describe('the PID rate estimator', () => {
  it.each(cases)('%s', (_title, terms, updates, expected) => {
    expect(estimates(terms, updates)).toEqual(expected);
  });

  it('stays below the processing speed while batches wait', () => {
    const update = fc.record({ records: fc.integer({ min: 1, max: 999 }), waited: fc.integer({ min: 1, max: 18 }) });
    fc.assert(
      fc.property(fc.array(update, { minLength: 2, maxLength: 50 }), (random) => {
        const given = random.map(({ records, waited }, n): Update => [n * 20, records, 20, waited]);
        const [none, ...rates] = estimates([20, 1, 0.01, 0, 10], given);
        expect(none).toBeNull();
        for (const [n, rate] of rates.entries()) {
          const speed = random[n + 1]!.records * 50;
          if (speed > 10) expect(rate).toBeLessThan(speed);
        }
      }),
    );
  });

  it.each<readonly [string, Terms]>([
    ['Specified batch interval 0 in PIDRateEstimator is invalid.', [0, 1, 2, 3, 10]],
    ['Proportional term -1.0 in PIDRateEstimator should be >= 0.', [100, -1, 2, 3, 10]],
    ['Integral term -1.0 in PIDRateEstimator should be >= 0.', [100, 0, -1, 3, 10]],
    ['Derivative term -1.5 in PIDRateEstimator should be >= 0.', [100, 0, 0, -1.5, 10]],
    ['Minimum rate in PIDRateEstimator should be > 0', [100, 0, 0, 0, 0]],
    ['Minimum rate in PIDRateEstimator should be > 0', [100, 0, 0, 0, -10]],
  ])('refuses with "%s"', (text, terms) => {
    expect(() => new PIDRateEstimator(...terms)).toThrow(new EngineError('invalid-argument', `requirement failed: ${text}`));
  });
});

describe('the rate controller', () => {
  const completed = (info: Partial<BatchInfo>): { type: 'batchCompleted'; report: BatchReport } => ({ type: 'batchCompleted', report: { info } as BatchReport });
  const input = (streamId: number, numRecords: number): BatchInfo['inputs'][number] => ({ streamId, nodeId: null, numRecords, bytes: 0, blocks: [] });

  it('publishes whole records a second of its own stream, and nothing where nothing was estimated', () => {
    const published: number[] = [];
    const listener = rateController(1, new PIDRateEstimator(1000, 1, 0, 0, 1), (rate) => published.push(rate));
    const times = { processingDelay: 300, schedulingDelay: 0 };
    listener(completed({ inputs: [input(0, 7), input(1, 100)], processingEndTime: 1000, ...times }));
    listener(completed({ inputs: [input(0, 7)], processingEndTime: 2000, ...times }));
    expect(published).toEqual([]);
    listener(completed({ inputs: [input(0, 7), input(1, 100)], processingEndTime: 3000, ...times }));
    expect(published).toEqual([333]);
  });
});
