import type { ReceivedBlock } from '../sources/receiver';

/** Bytes of blocks that are held before receivers are made to wait. Spark puts more on disk; here the sender keeps it. */
const ROOM = 512 * 1024 * 1024;

/**
 * Keeps the blocks that receivers reported and gives each batch all that came since the one before
 * (org.apache.spark.streaming.scheduler.ReceivedBlockTracker).
 */
export class ReceivedBlockTracker {
  readonly #unallocated: ReceivedBlock[] = [];
  readonly #allocated = new Map<number, readonly ReceivedBlock[]>();
  #held = 0;
  /** Receivers of blocks that came when there was no room, in order. */
  readonly #waiting: (() => void)[] = [];

  /**
   * @param onFull told, once at each time, when receivers have to wait
   * @param room bytes
   */
  constructor(
    private readonly onFull: (heldBytes: number) => void,
    private readonly room = ROOM,
  ) {}

  /** @param taken called as soon as there is room for the next block, at once as a rule */
  add(block: ReceivedBlock, taken: () => void): void {
    this.#unallocated.push(block);
    this.#held += block.bytes.byteLength;
    if (this.#held < this.room) return taken();
    this.#waiting.push(taken);
    if (this.#waiting.length === 1) this.onFull(this.#held);
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
    for (const [batchTime, blocks] of this.#allocated) {
      if (batchTime > time) continue;
      this.#allocated.delete(batchTime);
      for (const { bytes } of blocks) this.#held -= bytes.byteLength;
    }
    if (this.#held < this.room) for (const taken of this.#waiting.splice(0)) taken();
  }
}
