/** Partitions of persisted RDDs that stay in this executor, serialised. */
export class StoredBlocks {
  readonly #rdds = new Map<number, Map<number, Uint8Array>>();

  put(rdd: number, partition: number, bytes: Uint8Array): void {
    const partitions = this.#rdds.get(rdd) ?? new Map<number, Uint8Array>();
    partitions.set(partition, bytes);
    this.#rdds.set(rdd, partitions);
  }

  get(rdd: number, partition: number): Uint8Array | undefined {
    return this.#rdds.get(rdd)?.get(partition);
  }

  forget(rdds: readonly number[]): void {
    for (const rdd of rdds) this.#rdds.delete(rdd);
  }
}
