import type { StreamingListener } from '../listener';
import type { RateEstimator } from './pid-rate-estimator';

/**
 * Back-pressure for one receiver: each batch that completes gives a new limit
 * (org.apache.spark.streaming.scheduler.RateController).
 * @param publish takes the limit in whole records/s to the receiver
 */
export function rateController(streamId: number, estimator: RateEstimator, publish: (recordsPerSecond: number) => void): StreamingListener {
  return (event) => {
    if (event.type !== 'batchCompleted') return;
    const { inputs, processingEndTime, processingDelay, schedulingDelay } = event.report.info;
    const input = inputs.find((info) => info.streamId === streamId);
    if (!input || processingEndTime === null || processingDelay === null || schedulingDelay === null) return;
    const rate = estimator.compute(processingEndTime, input.numRecords, processingDelay, schedulingDelay);
    // Spark's rates are whole numbers from here on: Double.toLong.
    if (rate !== null) publish(Math.trunc(rate));
  };
}
