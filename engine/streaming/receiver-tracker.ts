import type { Receiver, ReceiverState, StartSocketReceiver } from '#engine/sources';
import type { StreamingContext } from './streaming-context';

/**
 * Starts and stops the receivers and takes their blocks (org.apache.spark.streaming.scheduler.ReceiverTracker).
 * Each holds one task slot while it runs.
 */
export class ReceiverTracker {
  #receivers: Receiver[] = [];

  constructor(
    private readonly ssc: StreamingContext,
    private readonly startSocketReceiver: StartSocketReceiver,
  ) {}

  start(): void {
    const { ssc } = this;
    const streams = ssc.graph.receivers;
    ssc.sparkContext.holdSlots(streams.length);
    const told = (streamId: number, state: ReceiverState): void => {
      const nodeId = streams[streamId]?.nodeId ?? null;
      ssc.post({ type: 'receiverState', streamId, nodeId, name: `SocketReceiver-${streamId}`, state });
    };
    this.#receivers = streams.map(({ streamId, hostname, port }) =>
      this.startSocketReceiver(
        { streamId, hostname, port, blockInterval: ssc.settings.blockInterval, restartDelay: ssc.settings.receiverRestartDelay },
        { block: (block) => ssc.blocks.add(block), state: told },
      ),
    );
  }

  /** Resolves when all have handed over what they held. */
  async stop(): Promise<void> {
    const receivers = this.#receivers.splice(0);
    await Promise.all(receivers.map((receiver) => receiver.stop()));
    this.ssc.sparkContext.holdSlots(-receivers.length);
  }
}
