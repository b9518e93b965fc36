import type { NodeDifference } from '#api';

type Row = NodeDifference['left'][number];

export interface Pair {
  /** Place among all records of the node. */
  readonly at: number;
  readonly left: Row | null;
  readonly right: Row | null;
  readonly same: boolean;
  /** The first place where the sides differ. */
  readonly first: boolean;
}

/** The rows of both sides, place by place. */
export function pairsOf({ left, right, offset, first }: NodeDifference): Pair[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const [a, b] = [left[index] ?? null, right[index] ?? null];
    const same = a !== null && b !== null && a.repr === b.repr && a.type === b.type && a.partition === b.partition;
    return { at: offset + index, left: a, right: b, same, first: offset + index === first };
  });
}
