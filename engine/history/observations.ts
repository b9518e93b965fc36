import type { TaskInfo } from '#engine/streaming';

/** Samples kept of an RDD in one batch. */
const MAX_SAMPLES = 100;

export interface Sample {
  readonly partition: number;
  readonly seq: number;
  readonly repr: string;
  readonly type: string;
}

/**
 * What the tasks of a batch saw of each RDD. Two output operations compute the same partition twice, and a take sees a
 * part of one: the fullest view of each partition counts, and none is added up.
 */
export class Observations {
  readonly #partitions = new Map<number, Map<number, { records: number; samples: readonly (readonly [string, string])[] }>>();

  /** @param limit samples of an RDD that are given */
  constructor(
    tasks: readonly TaskInfo[],
    private readonly limit = MAX_SAMPLES,
  ) {
    for (const task of tasks) {
      const samples = new Map(JSON.parse(task.samples) as [number, [string, string][]][]);
      for (const { rdd, partition, records } of task.observed) {
        const partitions = this.#partitions.get(rdd) ?? new Map<number, { records: number; samples: readonly (readonly [string, string])[] }>();
        this.#partitions.set(rdd, partitions);
        const known = partitions.get(partition);
        if (!known || records > known.records) partitions.set(partition, { records, samples: samples.get(rdd) ?? [] });
      }
    }
  }

  /** Records that passed; null where no task computed the RDD. */
  records(rdd: number): number | null {
    const partitions = this.#partitions.get(rdd);
    if (!partitions) return null;
    let sum = 0;
    for (const { records } of partitions.values()) sum += records;
    return sum;
  }

  /** The first records, by partition. */
  samples(rdd: number): Sample[] {
    const partitions = [...(this.#partitions.get(rdd) ?? [])].sort(([a], [b]) => a - b);
    return partitions
      .flatMap(([partition, { samples }]) => samples.map(([repr, type], seq) => ({ partition, seq, repr, type })))
      .slice(0, this.limit);
  }
}

/** Counts alone, cheap enough for the control plane: samples stay unparsed. */
export function countRecords(tasks: readonly Pick<TaskInfo, 'observed'>[]): Map<number, number> {
  const fullest = new Map<string, { rdd: number; records: number }>();
  for (const { observed } of tasks) {
    for (const { rdd, partition, records } of observed) {
      const key = `${rdd}/${partition}`;
      if (records >= (fullest.get(key)?.records ?? 0)) fullest.set(key, { rdd, records });
    }
  }
  const counts = new Map<number, number>();
  for (const { rdd, records } of fullest.values()) counts.set(rdd, (counts.get(rdd) ?? 0) + records);
  return counts;
}
