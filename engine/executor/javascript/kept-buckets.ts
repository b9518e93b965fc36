/**
 * Shuffle buckets that stay in this executor. They are kept serialised: a function that changes its argument in one
 * job must not change what the next job reads.
 */
export class KeptBuckets {
  readonly #shuffles = new Map<number, Map<number, readonly Uint8Array[]>>();

  put(shuffleId: number, mapId: number, buckets: readonly Uint8Array[]): void {
    const maps = this.#shuffles.get(shuffleId) ?? new Map<number, readonly Uint8Array[]>();
    maps.set(mapId, buckets);
    this.#shuffles.set(shuffleId, maps);
  }

  /** @throws Error for a bucket that is not here: the scheduler believes otherwise */
  get(shuffleId: number, mapId: number, reduceId: number): Uint8Array {
    const bucket = this.#shuffles.get(shuffleId)?.get(mapId)?.[reduceId];
    if (!bucket) throw new Error(`Bucket ${reduceId} of map task ${mapId} of shuffle ${shuffleId} is not in this executor.`);
    return bucket;
  }

  forget(shuffles: readonly number[]): void {
    for (const id of shuffles) this.#shuffles.delete(id);
  }
}
