import { describe, expect, it } from 'vitest';
import type { NodeBatch } from '#api';
import { recordsIn, shownColumns, windowColumns, windowShapeOf } from '../../renderer/pictures/window-columns';
import { callsOf, computedOf, stateRows } from '../../renderer/pictures/state-rows';

const batch = (batchTime: number, records: readonly (readonly [key: string, value: string])[]): NodeBatch => ({ batchTime, total: records.length, partitions: 1, records: records.map(([key, value], seq) => ({ partition: 0, seq, type: 'tuple', repr: `('${key}', ${value})`, key: `'${key}'`, cut: false })) });
const parts = (columns: readonly { readonly batchTime: number; readonly part: string }[]): string[] => columns.map(({ batchTime, part }) => `${batchTime} ${part}`);

describe('the picture of a window', () => {
  it('has the batches that left, that stay and that came', () => {
    const shape = windowShapeOf({ id: 'w', op: 'reduceByKeyAndWindow', name: 'w', params: { windowDuration: 3000, slideDuration: 1000, invFunc: 'f' } }, 1000)!;
    // As in Spark, an inverse function is used from five slides a window on.
    expect(shape).toMatchObject({ window: 3000, slide: 1000, inverse: false, short: true });
    expect(windowShapeOf({ id: 'w', op: 'countByWindow', name: 'w', params: { windowDuration: 5000, slideDuration: 1000 } }, 1000)).toMatchObject({ inverse: true, short: false });
    const columns = windowColumns(shape, 10_000, 1000, [batch(7000, [['a', '1'], ['b', '1']]), batch(10_000, [['a', '2']])]);
    expect(parts(columns)).toEqual(['7000 left', '8000 kept', '9000 kept', '10000 came']);
    expect(recordsIn(columns, ['left'])).toBe(2);
    expect(recordsIn(columns, ['kept', 'came'])).toBe(1);
  });

  it('of a window that tumbles keeps nothing, and of one with gaps leaves the gap out', () => {
    expect(parts(windowColumns({ window: 2000, slide: 2000, inverse: false, short: false, invertible: true }, 4000, 1000, []))).toEqual(['1000 left', '2000 left', '3000 came', '4000 came']);
    expect(parts(windowColumns({ window: 1000, slide: 3000, inverse: false, short: false, invertible: true }, 6000, 1000, []))).toEqual(['3000 left', '6000 came']);
  });

  it('of many batches tells those in the middle by their number', () => {
    const shown = shownColumns(windowColumns({ window: 60_000, slide: 1000, inverse: false, short: false, invertible: true }, 100_000, 1000, []), 9);
    expect(shown.map((column) => ('hidden' in column ? `… ${column.hidden}` : column.batchTime))).toEqual([40_000, 41_000, 42_000, '… 55', 98_000, 99_000, 100_000]);
  });

  it('is of windows only', () => {
    expect(windowShapeOf({ id: 'm', op: 'map', name: 'm', params: { f: 'x' } }, 1000)).toBeNull();
    expect(windowShapeOf({ id: 'w', op: 'window', name: 'w', params: { windowDuration: 3000, slideDuration: null } }, 500)).toMatchObject({ slide: 500, inverse: false });
  });
});

describe('the table of a state', () => {
  const batches = [batch(1, [['a', '1']]), batch(2, [['a', '1'], ['b', '1']]), batch(3, [['a', '1'], ['b', '2'], ['c', '5']]), batch(4, [['a', '1'], ['b', '2']])];

  it('has for each key its history, how long it is what it is, and its age', () => {
    expect(stateRows(batches)).toEqual([
      { key: "'c'", states: [null, null, '5', null], unchangedFor: 0, age: 0 },
      { key: "'b'", states: [null, '1', '2', '2'], unchangedFor: 1, age: 3 },
      { key: "'a'", states: ['1', '1', '1', '1'], unchangedFor: null, age: null },
    ]);
  });

  it('takes no key for gone because a batch failed before the state', () => {
    const failed: NodeBatch = { ...batch(5, []), total: null };
    expect(stateRows(computedOf([...batches, failed])).map(({ key, states }) => [key, states.at(-1)])).toEqual([["'c'", null], ["'b'", '2'], ["'a'", '1']]);
    expect(computedOf([failed])).toEqual([]);
  });

  it('counts a call for each key, also for one that goes', () => {
    expect(callsOf(stateRows(batches), 2)).toBe(3);
  });
});
