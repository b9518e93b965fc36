import type { RDD } from '#engine/core';
import type { SavedRdd } from './checkpoint/checkpoint';

/** A stream's RDDs by batch time, ms (DStream.generatedRDDs). */
export class GeneratedRdds {
  readonly #rdds = new Map<number, Promise<RDD | null>>();

  get(time: number): Promise<RDD | null> | undefined {
    return this.#rdds.get(time);
  }

  /** One that fails, or that there is none of, is not kept: it is made again when somebody asks. */
  add(time: number, made: Promise<RDD | null>): Promise<RDD | null> {
    this.#rdds.set(time, made);
    made.then(
      (rdd) => rdd ?? this.#rdds.delete(time),
      () => this.#rdds.delete(time),
    );
    return made;
  }

  restore(time: number, rdd: RDD): void {
    this.#rdds.set(time, Promise.resolve(rdd));
  }

  /** Those of the batches after `from`, up to `to`. */
  async between(from: number, to: number): Promise<RDD[]> {
    const made = await Promise.all([...this.#rdds].flatMap(([time, rdd]) => (time > from && time <= to ? [rdd.catch(() => null)] : [])));
    return made.filter((rdd) => rdd !== null);
  }

  async all(): Promise<RDD[]> {
    const rdds = await Promise.all([...this.#rdds.values()].map((made) => made.catch(() => null)));
    return rdds.filter((rdd) => rdd !== null);
  }

  /** Those whose data is saved, for a checkpoint. */
  async saved(): Promise<SavedRdd[]> {
    const saved: SavedRdd[] = [];
    for (const [time, made] of this.#rdds) {
      const rdd = await made.catch(() => null);
      const folder = rdd?.checkpointFolder;
      if (rdd && folder) saved.push({ time, folder, numPartitions: rdd.numPartitions, hashed: rdd.partitioner?.partitionFunc === null });
    }
    return saved;
  }

  /** @returns those that were dropped: all up to `time` */
  async dropUntil(time: number): Promise<RDD[]> {
    const dropped: RDD[] = [];
    for (const [generatedAt, made] of [...this.#rdds]) {
      if (generatedAt > time) continue;
      this.#rdds.delete(generatedAt);
      const rdd = await made.catch(() => null);
      if (rdd) dropped.push(rdd);
    }
    return dropped;
  }
}
