import { BytesRDD, lineageOf, type RDD } from '#engine/core';
import type { InputBlock, UncountedInput } from './listener';
import type { StreamingContext } from './streaming-context';

/**
 * What came in since the batch that was reported last, for the recorder: a batch for which no output was due has no
 * report of its own, but a window of a later one reads it.
 */
export class InputRecord {
  #reported = -Infinity;
  #countedFrom = -Infinity;

  /** After a recovery: what came for batches before `time` was counted by the run that did them. */
  countFrom(time: number): void {
    this.#countedFrom = time;
  }

  /** @param outputs what the batch's output operations work on */
  async take(ssc: StreamingContext, time: number, outputs: readonly RDD[]): Promise<{ readonly blocks: InputBlock[]; readonly uncounted: UncountedInput[] }> {
    const since = this.#reported;
    this.#reported = time;
    const uncounted = await uncountedBetween(ssc, Math.max(since, this.#countedFrom - 1), time);
    const received = ssc.blocks.allocatedBetween(since, time).flatMap(([batchTime, blocks]) =>
      blocks.map(({ streamId, blockId, records, bytes }): InputBlock => ({ batchTime, streamId, nodeId: ssc.graph.receivers.find((each) => each.streamId === streamId)?.nodeId ?? null, blockId, records, bytes, ...(batchTime < this.#countedFrom && { isCounted: true }) })),
    );
    const files = lineageOf(...outputs).flatMap((rdd) => (rdd instanceof BytesRDD && rdd.kind === 'HadoopRDD' ? filesOf(rdd, since, time) : []));
    return { blocks: [...received, ...files], uncounted };
  }
}

/** Streams of input that Spark's InputInfoTracker has no records of. */
const UNCOUNTED: ReadonlyMap<string, UncountedInput['kind']> = new Map<string, UncountedInput['kind']>([['FileInputDStream', 'a file stream'], ['QueueInputDStream', 'a queue']]);

async function uncountedBetween(ssc: StreamingContext, since: number, time: number): Promise<UncountedInput[]> {
  const found = ssc.graph.streams.map(async (stream): Promise<UncountedInput[]> => {
    const kind = UNCOUNTED.get(stream.kind);
    if (!kind || stream.nodeId === null) return [];
    const made = await stream.madeBetween(since, time);
    return made.length > 0 ? [{ nodeId: stream.nodeId, kind, rdds: made.flatMap(heldBy) }] : [];
  });
  return (await Promise.all(found)).flat();
}

/** The RDDs whose records these are: of several files or lists each has its own. */
function heldBy(rdd: RDD): number[] {
  const parents = rdd.dependencies.map((dependency) => dependency.rdd);
  return rdd.kind === 'UnionRDD' && parents.every((parent) => parent instanceof BytesRDD) ? parents.map(({ id }) => id) : [rdd.id];
}

function filesOf(rdd: BytesRDD, since: number, time: number): InputBlock[] {
  const { batchTime, nodeId } = rdd.scope;
  if (batchTime === null || batchTime <= since || batchTime > time) return [];
  return rdd.bytes.map((bytes, index) => ({ batchTime, streamId: -1, nodeId, blockId: `file-${rdd.id}-${index}`, records: 0, bytes }));
}
