import type { ReceivedBlock } from '../sources/receiver';
import type { BlockLog, RecoveredBlocks } from './checkpoint/block-log';

/** Bytes of blocks that are held before receivers are made to wait. Spark puts more on disk; here the sender keeps it. */
const ROOM = 512 * 1024 * 1024;

/**
 * Keeps the blocks that receivers reported and gives each batch all that came since the one before
 * (org.apache.spark.streaming.scheduler.ReceivedBlockTracker).
 */
export class ReceivedBlockTracker {
  readonly #unallocated: ReceivedBlock[] = [];
  readonly #allocated = new Map<number, readonly ReceivedBlock[]>();
  /** ms. Not at a later batch time than that of an earlier run: those have their blocks already. */
  #lastAllocated = -Infinity;
  #held = 0;
  /** Blocks on their way into the log, and when the last of them is there. */
  #logging = 0;
  #logged: Promise<void> = Promise.resolve();
  #log: BlockLog | null = null;
  /** Receivers of blocks that came when there was no room, in order. */
  readonly #waiting: (() => void)[] = [];

  /**
   * @param onFull told, once at each time, when receivers have to wait
   * @param onLogFailed told when a block could not be logged; it is processed all the same
   * @param room bytes
   */
  constructor(
    private readonly onFull: (heldBytes: number) => void,
    private readonly onLogFailed: (error: Error) => void,
    private readonly room = ROOM,
  ) {}

  /** Every block is written to the log from now on, before it can be in a batch. */
  logTo(log: BlockLog): void {
    this.#log = log;
  }

  /** Takes over what an earlier run received. */
  restore({ unallocated, allocated }: RecoveredBlocks): void {
    this.#unallocated.unshift(...unallocated);
    for (const [time, blocks] of allocated) {
      this.#allocated.set(time, blocks);
      this.#lastAllocated = Math.max(this.#lastAllocated, time);
    }
    for (const { bytes } of [unallocated, ...allocated.values()].flat()) this.#held += bytes.byteLength;
  }

  /** @param taken called as soon as there is room for the next block, at once as a rule */
  add(block: ReceivedBlock, taken: () => void): void {
    this.#held += block.bytes.byteLength;
    if (this.#log) this.#logged = this.#addLogged(this.#log, block, this.#logged);
    else this.#unallocated.push(block);
    if (this.#held < this.room) return taken();
    this.#waiting.push(taken);
    if (this.#waiting.length === 1) this.onFull(this.#held);
  }

  /** Blocks stay in the order in which they came. */
  async #addLogged(log: BlockLog, block: ReceivedBlock, before: Promise<void>): Promise<void> {
    this.#logging++;
    await log.added(block).catch(this.onLogFailed);
    await before;
    this.#logging--;
    this.#unallocated.push(block);
  }

  get hasUnallocated(): boolean {
    return this.#unallocated.length > 0 || this.#logging > 0;
  }

  /** Gives the batch all blocks that are in none; a batch that has its blocks from an earlier run keeps those. */
  async allocate(batchTime: number): Promise<void> {
    if (batchTime <= this.#lastAllocated) return;
    await this.#logged;
    const blocks = this.#unallocated.splice(0);
    this.#allocated.set(batchTime, blocks);
    this.#lastAllocated = batchTime;
    await this.#log?.allocated(batchTime, blocks).catch(this.onLogFailed);
  }

  blocksOf(batchTime: number, streamId?: number): readonly ReceivedBlock[] {
    const blocks = this.#allocated.get(batchTime) ?? [];
    return streamId === undefined ? blocks : blocks.filter((block) => block.streamId === streamId);
  }

  /** Blocks of the batches after `since` up to `time`, by batch time. */
  allocatedBetween(since: number, time: number): [number, readonly ReceivedBlock[]][] {
    return [...this.#allocated].filter(([batchTime]) => batchTime > since && batchTime <= time);
  }

  /** Drops the blocks of batches at or before `time` (ms). */
  clear(time: number): void {
    const times = [...this.#allocated.keys()].filter((batchTime) => batchTime <= time);
    for (const batchTime of times) {
      for (const { bytes } of this.#allocated.get(batchTime)!) this.#held -= bytes.byteLength;
      this.#allocated.delete(batchTime);
    }
    if (this.#held < this.room) for (const taken of this.#waiting.splice(0)) taken();
    void this.#log?.cleaned(times, time).catch(this.onLogFailed);
  }
}
