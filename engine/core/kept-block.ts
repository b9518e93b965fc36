import type { PlanStep, TaskDescription } from './task';

/** A piece of serialised data that one executor keeps: a cached partition of an RDD, or a bucket of a shuffle. */
export interface BlockId {
  readonly kind: 'partition' | 'bucket';
  /** The RDD, or the shuffle. */
  readonly owner: number;
  /** The partition, or the map task. */
  readonly part: number;
  /** The reducer; 0 for a partition. */
  readonly reducer: number;
}
export interface KeptBlock {
  readonly id: BlockId;
  readonly bytes: Uint8Array;
}

export function blockKey({ kind, owner, part, reducer }: BlockId): string {
  return `${kind} ${owner} ${part} ${reducer}`;
}

/** What a task reads of what its executor keeps. */
export function keptBlocksOf({ plan }: TaskDescription): BlockId[] {
  const found: BlockId[] = [];
  const stack: PlanStep[] = [plan];
  for (let step = stack.pop(); step; step = stack.pop()) {
    if (step.kind === 'cached' && step.buffer === null) found.push({ kind: 'partition', owner: step.rdd, part: step.partition, reducer: 0 });
    if (step.kind === 'shuffleRead') {
      const { shuffleId, reduceId, buckets } = step;
      for (const bucket of buckets) if ('mapId' in bucket) found.push({ kind: 'bucket', owner: shuffleId, part: bucket.mapId, reducer: reduceId });
    }
    for (const value of Object.values(step) as unknown[]) for (const inner of Array.isArray(value) ? (value as unknown[]) : [value]) if (isStep(inner)) stack.push(inner);
  }
  return found;
}

function isStep(value: unknown): value is PlanStep {
  return typeof value === 'object' && value !== null && 'kind' in value && 'rdd' in value;
}
