import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordedRdd } from '#api';
import { fitted } from '../../renderer/lineage/fit';
import { lineageLayout, RDD_HEIGHT, RDD_WIDTH } from '../../renderer/lineage/lineage-layout';
import { stageGroups, stageTitle } from '../../renderer/lineage/stages';

type Reads = readonly (readonly [rdd: number, kind: 'narrow' | 'shuffle'])[];
function rdd(id: number, reads: Reads = [], change: Partial<RecordedRdd> = {}): RecordedRdd {
  const dependencies = reads.map(([parent, kind]) => ({ rdd: parent, kind }));
  return { id, kind: 'MapPartitionsRDD', scope: 'map', nodeId: null, isNodeOutput: false, batchTime: 0, computedIn: 0, partitions: 2, dependencies, records: 1, sampled: 1, stageId: 0, duration: 1, ...change };
}
const idsOf = (rdds: readonly RecordedRdd[]): number[][] => stageGroups(rdds).map((group) => group.rdds.map(({ id }) => id));

describe('the stages of a lineage', () => {
  it('are cut at the shuffle of a word count', () => {
    expect(idsOf([rdd(1), rdd(2, [[1, 'narrow']]), rdd(3, [[2, 'shuffle']]), rdd(4, [[3, 'narrow']])])).toEqual([[1, 2], [3, 4]]);
  });

  it('hold a source that is united with something shuffled in the stage of the union', () => {
    expect(idsOf([rdd(1), rdd(2, [[1, 'shuffle']]), rdd(3), rdd(4, [[2, 'narrow'], [3, 'narrow']])])).toEqual([[1], [2, 3, 4]]);
  });

  it('leave out a parent that was not recorded', () => {
    expect(idsOf([rdd(7, [[3, 'narrow']])])).toEqual([[7]]);
  });

  it('are called by their numbers, or not computed', () => {
    expect(stageTitle({ stageIds: [] })).toBe('not computed');
    expect(stageTitle({ stageIds: [4] })).toBe('Stage 4');
    expect(stageTitle({ stageIds: [4, 5, 6] })).toBe('Stages 4, 5 and 6');
    expect(stageGroups([rdd(1, [], { stageId: null, records: null })])[0]!.stageIds).toEqual([]);
  });
});

describe('the lineage picture', () => {
  const anyLineage = fc.array(fc.array(fc.tuple(fc.nat(), fc.constantFrom<'narrow' | 'shuffle'>('narrow', 'shuffle')), { maxLength: 3 }), { minLength: 1, maxLength: 25 }).map((all) =>
    all.map((reads, id) => rdd(id, id === 0 ? [] : [...new Map(reads.map(([parent, kind]) => [parent % id, kind] as const))])),
  );

  it('never lets RDDs or stages overlap, and every dependency leads to the right', () => {
    fc.assert(
      fc.property(anyLineage, (rdds) => {
        const { rdds: placed, stages, links, width, height } = lineageLayout(rdds);
        expect(placed).toHaveLength(rdds.length);
        const apart = (a: { x: number; y: number; width: number; height: number }, b: typeof a): boolean => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        for (const boxes of [placed.map(({ x, y }) => ({ x, y, width: RDD_WIDTH, height: RDD_HEIGHT })), stages]) {
          boxes.forEach((box, index) => boxes.slice(index + 1).forEach((other) => expect(apart(box, other)).toBe(true)));
        }
        for (const { from, to } of links) expect(from.x + RDD_WIDTH).toBeLessThan(to.x);
        for (const stage of stages) {
          expect(stage.x + stage.width).toBeLessThanOrEqual(width);
          expect(stage.y + stage.height).toBeLessThanOrEqual(height + 0.001);
        }
      }),
    );
  });

  it('draws nothing for a batch without RDDs', () => {
    expect(lineageLayout([])).toEqual({ batches: [], across: [], rdds: [], links: [], stages: [], width: 0, height: 0 });
  });

  it('is shown whole while it can be read, else from its beginning', () => {
    expect(fitted({ width: 400, height: 100 }, { width: 824, height: 400 })).toEqual({ scale: 1.25, x: 162, y: 137.5 });
    const long = fitted({ width: 8000, height: 100 }, { width: 800, height: 200 });
    expect(long.x).toBe(12);
    expect(long.scale).toBe(0.6);
  });
});
