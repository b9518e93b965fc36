import type { Receiver, ReceiverState, StartSocketReceiver } from '#engine/sources';
import { PIDRateEstimator } from './rate/pid-rate-estimator';
import { rateController } from './rate/rate-controller';
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
    const { blockInterval, receiverRestartDelay: restartDelay, blockQueueSize, receiverInitialRate: initialRate, receiverMaxRate: maxRate } = ssc.settings;
    this.#receivers = streams.map(({ streamId, hostname, port }) =>
      this.startSocketReceiver(
        { streamId, hostname, port, blockInterval, restartDelay, blockQueueSize, initialRate, maxRate },
        { block: (block, taken) => ssc.blocks.add(block, taken), state: told },
      ),
    );
    if (ssc.settings.backpressure.enabled) for (const { streamId } of streams) this.#controlRate(streamId);
  }

  /** Each receiver has an estimator of its own: it sees only the records of its stream. */
  #controlRate(streamId: number): void {
    const { proportional, integral, derived, minRate } = this.ssc.settings.backpressure;
    const estimator = new PIDRateEstimator(this.ssc.batchInterval, proportional, integral, derived, minRate);
    this.ssc.addStreamingListener(rateController(streamId, estimator, (rate) => this.#receivers[streamId]?.setRate(rate)));
  }

  /** Resolves when all have handed over what they held. */
  async stop(): Promise<void> {
    const receivers = this.#receivers.splice(0);
    await Promise.all(receivers.map((receiver) => receiver.stop()));
    this.ssc.sparkContext.holdSlots(-receivers.length);
  }
}
