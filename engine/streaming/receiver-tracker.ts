import type { Receiver, ReceiverState, StartSocketReceiver } from '#engine/sources';
import { PIDRateEstimator } from './rate/pid-rate-estimator';
import { rateController } from './rate/rate-controller';
import { TrackedReceiver } from './receiver-info';
import type { StreamingContext } from './streaming-context';

/**
 * Starts and stops the receivers and takes their blocks (org.apache.spark.streaming.scheduler.ReceiverTracker).
 * Each holds one task slot while it runs.
 */
export class ReceiverTracker {
  readonly #receivers = new Map<number, Receiver>();

  constructor(
    private readonly ssc: StreamingContext,
    private readonly startSocketReceiver: StartSocketReceiver,
  ) {}

  start(): void {
    const { ssc } = this;
    const streams = ssc.graph.receivers;
    ssc.sparkContext.holdSlots(streams.length);
    const { blockInterval, receiverRestartDelay: restartDelay, blockQueueSize, receiverInitialRate: initialRate, receiverMaxRate: maxRate } = ssc.settings;
    for (const { streamId, hostname, port, nodeId } of streams) {
      const tracked = new TrackedReceiver(streamId, restartDelay, () => ssc.clock.now());
      const told = (state: ReceiverState): void => ssc.post({ type: 'receiverState', streamId, nodeId, name: tracked.name, state, info: tracked.take(state) });
      const receiver = this.startSocketReceiver(
        { streamId, hostname, port, blockInterval, restartDelay, blockQueueSize, initialRate, maxRate },
        { block: (block, taken) => ssc.blocks.add(block, taken), state: (_, state) => told(state) },
      );
      this.#receivers.set(streamId, receiver);
    }
    if (ssc.settings.backpressure.enabled) for (const { streamId } of streams) this.#controlRate(streamId);
  }

  /** Each receiver has an estimator of its own: it sees only the records of its stream. */
  #controlRate(streamId: number): void {
    const { proportional, integral, derived, minRate } = this.ssc.settings.backpressure;
    const estimator = new PIDRateEstimator(this.ssc.batchInterval, proportional, integral, derived, minRate);
    this.ssc.addStreamingListener(rateController(streamId, estimator, (rate) => this.#receivers.get(streamId)?.setRate(rate)));
  }

  /** Resolves when all have handed over what they held. */
  async stop(): Promise<void> {
    const receivers = [...this.#receivers.values()];
    this.#receivers.clear();
    await Promise.all(receivers.map((receiver) => receiver.stop()));
    this.ssc.sparkContext.holdSlots(-receivers.length);
  }
}
