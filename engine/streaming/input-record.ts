import { BytesRDD, lineageOf, type RDD } from '#engine/core';
import type { InputBlock } from './listener';
import type { StreamingContext } from './streaming-context';

/**
 * What came in since the batch that was reported last, for the recorder: a batch for which no output was due has no
 * report of its own, but a window of a later one reads it.
 */
export class InputRecord {
  #reported = -Infinity;

  /** @param outputs what the batch's output operations work on */
  take(ssc: StreamingContext, time: number, outputs: readonly RDD[]): InputBlock[] {
    const since = this.#reported;
    this.#reported = time;
    const received = ssc.blocks.allocatedBetween(since, time).flatMap(([batchTime, blocks]) =>
      blocks.map(({ streamId, blockId, records, bytes }): InputBlock => ({ batchTime, streamId, nodeId: ssc.graph.receivers.find((each) => each.streamId === streamId)?.nodeId ?? null, blockId, records, bytes })),
    );
    const files = lineageOf(...outputs).flatMap((rdd) => (rdd instanceof BytesRDD && rdd.kind === 'HadoopRDD' ? filesOf(rdd, since, time) : []));
    return [...received, ...files];
  }
}

function filesOf(rdd: BytesRDD, since: number, time: number): InputBlock[] {
  const { batchTime, nodeId } = rdd.scope;
  if (batchTime === null || batchTime <= since || batchTime > time) return [];
  return rdd.bytes.map((bytes, index) => ({ batchTime, streamId: -1, nodeId, blockId: `file-${rdd.id}-${index}`, records: 0, bytes }));
}
