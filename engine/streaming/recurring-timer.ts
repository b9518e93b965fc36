import type { Clock } from './clock';

/**
 * Calls back at each multiple of the period since the epoch (org.apache.spark.streaming.util.RecurringTimer). A tick
 * that could not be served in time is served late, never skipped.
 */
export class RecurringTimer {
  #next = 0;
  #cancel: (() => void) | null = null;

  constructor(
    private readonly clock: Clock,
    /** ms */
    private readonly period: number,
    private readonly tick: (time: number) => void,
  ) {}

  /** The first multiple of the period strictly after now. */
  startTime(): number {
    return (Math.floor(this.clock.now() / this.period) + 1) * this.period;
  }

  /** The first time strictly after now that is a whole number of periods after `zeroTime`. */
  restartTime(zeroTime: number): number {
    return (Math.floor((this.clock.now() - zeroTime) / this.period) + 1) * this.period + zeroTime;
  }

  start(startTime: number): void {
    this.#next = startTime;
    this.#wait();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #wait(): void {
    this.#cancel = this.clock.at(this.#next, () => {
      const time = this.#next;
      this.#next += this.period;
      this.#wait();
      this.tick(time);
    });
  }
}
