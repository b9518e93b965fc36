import type { MemoryStore } from './memory-store';

/**
 * Shuffle buckets that stay in this executor. They are kept serialised: a function that changes its argument in one
 * job must not change what the next job reads.
 */
export class KeptBuckets {
  constructor(private readonly store: MemoryStore) {}

  put(shuffleId: number, mapId: number, buckets: readonly Uint8Array[]): void {
    for (const [reducer, bytes] of buckets.entries()) this.store.put({ kind: 'bucket', owner: shuffleId, part: mapId, reducer }, bytes);
  }

  /** @throws Error for a bucket that is not here: the scheduler believes otherwise */
  get(shuffleId: number, mapId: number, reduceId: number): Uint8Array {
    const bucket = this.store.get({ kind: 'bucket', owner: shuffleId, part: mapId, reducer: reduceId });
    if (!(bucket instanceof Uint8Array)) throw new Error(`Bucket ${reduceId} of map task ${mapId} of shuffle ${shuffleId} is not in this executor.`);
    return bucket;
  }

  forget(shuffles: readonly number[]): void {
    this.store.forget('bucket', shuffles);
  }
}
