import type { ReceivedBlock } from '../sources/receiver';

/**
 * Keeps the blocks that receivers reported and gives each batch all that came since the one before
 * (org.apache.spark.streaming.scheduler.ReceivedBlockTracker).
 */
export class ReceivedBlockTracker {
  readonly #unallocated: ReceivedBlock[] = [];
  readonly #allocated = new Map<number, readonly ReceivedBlock[]>();

  add(block: ReceivedBlock): void {
    this.#unallocated.push(block);
  }

  get hasUnallocated(): boolean {
    return this.#unallocated.length > 0;
  }

  allocate(batchTime: number): void {
    this.#allocated.set(batchTime, this.#unallocated.splice(0));
  }

  blocksOf(batchTime: number, streamId?: number): readonly ReceivedBlock[] {
    const blocks = this.#allocated.get(batchTime) ?? [];
    return streamId === undefined ? blocks : blocks.filter((block) => block.streamId === streamId);
  }

  /** Drops the blocks of batches at or before `time`. */
  clear(time: number): void {
    for (const batchTime of this.#allocated.keys()) if (batchTime <= time) this.#allocated.delete(batchTime);
  }
}
