import type { Computation } from '../computations/computation';
import type { StreamingContext } from '../streaming-context';

/** A receiver that the context has to start. */
export interface ReceiverInput {
  readonly streamId: number;
  readonly nodeId: string | null;
  readonly hostname: string;
  readonly port: number;
}

/** A stream fed by a receiver: each batch is an RDD with one partition a block (ReceiverInputDStream). */
export function socketInput(ssc: StreamingContext, hostname: string, port: number): Computation {
  const streamId = ssc.graph.nextInputId();
  ssc.graph.receivers.push({ streamId, hostname, port, nodeId: ssc.buildScope.nodeId });
  return {
    name: 'SocketInputDStream',
    parents: [],
    slideDuration: ssc.batchInterval,
    compute: (time, _self, scoped) => {
      const blocks = ssc.blocks.blocksOf(time, streamId);
      return scoped(() => ssc.sparkContext.blocks(blocks.map(({ bytes }) => bytes)));
    },
  };
}
