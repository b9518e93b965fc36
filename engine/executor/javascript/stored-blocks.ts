import type { Generation } from './keyed-state';

/** A partition: serialised, or a generation of keyed state in which nothing can be changed. */
export type StoredPartition = Uint8Array | Generation;

/** Partitions of persisted RDDs that stay in this executor. */
export class StoredBlocks {
  readonly #rdds = new Map<number, Map<number, StoredPartition>>();

  put(rdd: number, partition: number, stored: StoredPartition): void {
    const partitions = this.#rdds.get(rdd) ?? new Map<number, StoredPartition>();
    partitions.set(partition, stored);
    this.#rdds.set(rdd, partitions);
  }

  get(rdd: number, partition: number): StoredPartition | undefined {
    return this.#rdds.get(rdd)?.get(partition);
  }

  forget(rdds: readonly number[] | 'all'): void {
    if (rdds === 'all') this.#rdds.clear();
    else for (const rdd of rdds) this.#rdds.delete(rdd);
  }
}
