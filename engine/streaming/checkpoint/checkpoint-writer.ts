import { reasonOfWriting } from '#engine/core';
import { type Checkpoint, checkpointPath, checkpointTimes, encodeCheckpoint, neededBy, readCheckpointFile } from './checkpoint';
import type { DurableFiles } from './durable-files';

/** As many as Spark keeps (CheckpointWriter). */
const KEPT = 10;
const ATTEMPTS = 3;

interface Waiting {
  readonly checkpoint: Checkpoint;
  readonly written: readonly (() => Promise<void>)[];
}

/**
 * Writes checkpoints one after the other and keeps the newest ten, with what they need. Where the disk is slower than
 * the batches, the ones in between are left out: each holds all that is in those before.
 */
export class CheckpointWriter {
  #waiting: Waiting | null = null;
  #writing: Promise<void> | null = null;
  #stopped = false;
  /** Files and folders that each kept checkpoint needs, by its time; read from the disk for those of an earlier run. */
  readonly #needed = new Map<number, readonly string[]>();

  constructor(
    private readonly files: DurableFiles,
    private readonly directory: string,
    private readonly warn: (text: string) => void,
  ) {}

  /** @param written called once this one, or a later one, is on the disk */
  write(checkpoint: Checkpoint, written: () => Promise<void> = () => Promise.resolve()): void {
    if (this.#stopped) return;
    this.#waiting = { checkpoint, written: [...(this.#waiting?.written ?? []), written] };
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when all is written that was given before; what is given later is not: another program may go on there. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = null;
      await this.#write(next);
    }
    this.#writing = null;
  }

  async #write({ checkpoint, written }: Waiting): Promise<void> {
    const path = checkpointPath(this.directory, checkpoint.checkpointTime);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        await this.files.write(path, encodeCheckpoint(checkpoint, this.directory));
        this.#needed.set(checkpoint.checkpointTime, neededBy(checkpoint));
        await this.#removeOld();
        for (const tell of written) await tell();
        return;
      } catch (error) {
        this.warn(`Error in attempt ${attempt} of writing checkpoint to '${path}': ${reasonOfWriting(error)}`);
      }
    }
    this.warn(`Could not write checkpoint for time ${checkpoint.checkpointTime} ms to file '${path}'. The stream goes on; should the program end, it recovers from an older checkpoint.`);
  }

  async #removeOld(): Promise<void> {
    const times = await checkpointTimes(this.files, this.directory);
    const old = times.slice(KEPT);
    if (old.length === 0) return;
    const kept = new Set<string>();
    for (const time of times.slice(0, KEPT)) for (const path of await this.#neededBy(time)) kept.add(path);
    for (const time of old) {
      const needed = await this.#neededBy(time);
      await this.files.remove(checkpointPath(this.directory, time));
      this.#needed.delete(time);
      for (const path of needed) if (!kept.has(path)) await this.files.remove(path);
    }
  }

  async #neededBy(time: number): Promise<readonly string[]> {
    const known = this.#needed.get(time);
    if (known) return known;
    // One that is damaged needs nothing: nobody can use it.
    const needed = await readCheckpointFile(this.files, this.directory, time).then(neededBy, () => []);
    this.#needed.set(time, needed);
    return needed;
  }
}
