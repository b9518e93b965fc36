import type { Generation } from './keyed-state';
import type { MemoryStore } from './memory-store';

/** A partition: serialised, or a generation of keyed state in which nothing can be changed. */
export type StoredPartition = Uint8Array | Generation;

/** Partitions of persisted RDDs that stay in this executor. */
export class StoredBlocks {
  constructor(private readonly store: MemoryStore) {}

  put(rdd: number, partition: number, stored: StoredPartition): void {
    this.store.put({ kind: 'partition', owner: rdd, part: partition, reducer: 0 }, stored);
  }

  get(rdd: number, partition: number): StoredPartition | undefined {
    return this.store.get({ kind: 'partition', owner: rdd, part: partition, reducer: 0 });
  }

  forget(rdds: readonly number[]): void {
    this.store.forget('partition', rdds);
  }
}
