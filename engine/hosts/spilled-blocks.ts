import { type BlockId, blockKey, type KeptBlock, keptBlocksOf } from '../core/kept-block';
import type { TaskDescription } from '../core/task';
import { type SpilledBytes, spillFiles } from './spill-files';

/** What one executor gave up for want of memory. */
export class SpilledBlocks {
  readonly #blocks = new Map<string, { readonly id: BlockId; readonly stored: SpilledBytes }>();

  /** @returns their bytes */
  add(blocks: readonly KeptBlock[]): number {
    let size = 0;
    for (const { id, bytes } of blocks) {
      const key = blockKey(id);
      // It was made again, by a task that was planned before it was there.
      this.#blocks.get(key)?.stored.drop();
      this.#blocks.set(key, { id, stored: spillFiles.write(bytes) });
      size += bytes.byteLength;
    }
    return size;
  }

  /** True if these tasks need nothing of it, as nearly always. */
  isUnneededBy(tasks: readonly TaskDescription[]): boolean {
    return this.#blocks.size === 0 || !tasks.some((task) => keptBlocksOf(task).some((id) => this.#blocks.has(blockKey(id))));
  }

  /** Takes out what tasks need. */
  async take(tasks: readonly TaskDescription[]): Promise<KeptBlock[]> {
    const taken: KeptBlock[] = [];
    for (const id of tasks.flatMap(keptBlocksOf)) {
      const known = this.#blocks.get(blockKey(id));
      if (!known) continue;
      taken.push({ id, bytes: await known.stored.read() });
      this.#blocks.delete(blockKey(id));
      known.stored.drop();
    }
    return taken;
  }

  forget(shuffles: readonly number[], rdds: readonly number[]): void {
    for (const [key, { id, stored }] of this.#blocks) {
      if (!(id.kind === 'bucket' ? shuffles : rdds).includes(id.owner)) continue;
      this.#blocks.delete(key);
      stored.drop();
    }
  }

  clear(): void {
    for (const { stored } of this.#blocks.values()) stored.drop();
    this.#blocks.clear();
  }
}
