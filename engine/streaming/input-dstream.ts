import type { RDD } from '#engine/core';
import { DStream } from './dstream';
import type { StreamingContext } from './streaming-context';

/** A stream fed by a receiver: each batch is an RDD with one partition a block (ReceiverInputDStream). */
export class SocketInputDStream extends DStream {
  readonly parents = [] as const;
  readonly slideDuration: number;
  /** 0, 1, 2 … in the order of creation, as Spark numbers receivers. */
  readonly streamId: number;

  constructor(
    ssc: StreamingContext,
    readonly hostname: string,
    readonly port: number,
  ) {
    super(ssc);
    this.slideDuration = ssc.batchInterval;
    this.streamId = ssc.graph.addReceiver(this);
  }

  protected compute(time: number): RDD {
    const blocks = this.ssc.blocks.blocksOf(time, this.streamId);
    return this.ssc.sparkContext.blocks(blocks.map(({ bytes }) => bytes));
  }
}
