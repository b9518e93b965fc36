/** Where a persisted partition is: in one executor's memory, or as bytes that any executor can be given. */
export type BlockLocation = { readonly kind: 'kept'; readonly executorId: string } | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** The computed partitions of persisted RDDs (org.apache.spark.storage.BlockManagerMaster). */
export class BlockTracker {
  readonly #blocks = new Map<number, Map<number, BlockLocation>>();

  put(rdd: number, partition: number, location: BlockLocation): void {
    const known = this.#blocks.get(rdd) ?? new Map<number, BlockLocation>();
    known.set(partition, location);
    this.#blocks.set(rdd, known);
  }

  get(rdd: number, partition: number): BlockLocation | undefined {
    return this.#blocks.get(rdd)?.get(partition);
  }

  /** True if every partition is stored: nothing before it has to be computed. */
  isComplete(rdd: number, numPartitions: number): boolean {
    return numPartitions > 0 && (this.#blocks.get(rdd)?.size ?? 0) === numPartitions;
  }

  /** @returns those that were stored at all */
  drop(rdds: readonly number[]): number[] {
    return rdds.filter((rdd) => this.#blocks.delete(rdd));
  }

  executorLost(executorId: string): void {
    for (const blocks of this.#blocks.values()) {
      for (const [partition, location] of blocks) {
        if (location.kind === 'kept' && location.executorId === executorId) blocks.delete(partition);
      }
    }
  }
}
