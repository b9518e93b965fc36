import { EngineError } from '#engine/core';

/** Estimates, batch after batch, how many records a second a receiver should take in. */
export interface RateEstimator {
  /**
   * @param time when the batch ended, ms since the epoch
   * @param numElements records of this receiver in the batch
   * @param processingDelay ms that the batch's jobs took
   * @param schedulingDelay ms that the batch waited for its turn
   * @returns the new limit in records/s; null: the batch says nothing, the limit stays
   */
  compute(time: number, numElements: number, processingDelay: number, schedulingDelay: number): number | null;
}

/**
 * A controller with a proportional, an integral and a derivative term
 * (org.apache.spark.streaming.scheduler.rate.PIDRateEstimator). What it wants is a limit equal to the speed at which
 * batches are processed; its error is the limit that it gave last minus that speed. All rates are records/s.
 */
export class PIDRateEstimator implements RateEstimator {
  /** Of the batch before; null before the first batch that had records. */
  #latest: { readonly time: number; readonly rate: number; readonly error: number } | null = null;

  /**
   * @param batchIntervalMillis ms
   * @param proportional weight of the present error, 1.0 by default: follow the processing speed at once
   * @param integral weight of the errors gathered so far, which show as scheduling delay; 0.2 by default
   * @param derivative weight of the error's change; 0 by default, for it makes the limit restless
   * @param minRate records/s. More than 0: without any record there would be nothing to measure.
   * @throws EngineError `invalid-argument` with Spark's texts
   */
  constructor(
    private readonly batchIntervalMillis: number,
    private readonly proportional: number,
    private readonly integral: number,
    private readonly derivative: number,
    private readonly minRate: number,
  ) {
    require(batchIntervalMillis > 0, `Specified batch interval ${batchIntervalMillis} in PIDRateEstimator is invalid.`);
    require(proportional >= 0, `Proportional term ${double(proportional)} in PIDRateEstimator should be >= 0.`);
    require(integral >= 0, `Integral term ${double(integral)} in PIDRateEstimator should be >= 0.`);
    require(derivative >= 0, `Derivative term ${double(derivative)} in PIDRateEstimator should be >= 0.`);
    require(minRate > 0, 'Minimum rate in PIDRateEstimator should be > 0');
  }

  compute(time: number, numElements: number, processingDelay: number, schedulingDelay: number): number | null {
    // With several concurrent jobs a batch may end after a later one: what it tells is out of date.
    if (time <= (this.#latest?.time ?? -1) || numElements <= 0 || processingDelay <= 0) return null;
    const processingRate = (numElements / processingDelay) * 1000;
    const latest = this.#latest;
    if (!latest) {
      // Nothing was limited yet, so there is no error to correct.
      this.#latest = { time, rate: processingRate, error: 0 };
      return null;
    }
    const error = latest.rate - processingRate;
    // The records that piled up while the batch waited, as the rate at which one batch interval would work them off.
    const historicalError = (schedulingDelay * processingRate) / this.batchIntervalMillis;
    const errorChange = (error - latest.error) / ((time - latest.time) / 1000);
    const wanted = latest.rate - this.proportional * error - this.integral * historicalError - this.derivative * errorChange;
    const rate = Math.max(wanted, this.minRate);
    this.#latest = { time, rate, error };
    return rate;
  }
}

function require(condition: boolean, text: string): void {
  if (!condition) throw new EngineError('invalid-argument', `requirement failed: ${text}`);
}

/** As Scala writes a Double: -1.0 */
function double(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
