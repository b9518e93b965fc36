import { type Clock, ManualClock } from './clock';
import { pythonDateTime } from './output/pprint';

/**
 * Calls back at each multiple of the period since the epoch (org.apache.spark.streaming.util.RecurringTimer). A tick
 * that could not be served in time is served late, never skipped.
 */
export class RecurringTimer {
  #next = 0;
  #cancel: (() => void) | null = null;
  /** Ticks that fell due while the computer slept or its clock was put forward, and are still to be served. */
  #behind = 0;

  constructor(
    private readonly clock: Clock,
    /** ms */
    private readonly period: number,
    private readonly tick: (time: number) => void,
    /** Told when the clock jumped. */
    private readonly warn: (text: string) => void = () => undefined,
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
    const stopWatching = this.#watch(this.#next);
    const cancel = this.clock.at(this.#next, () => {
      stopWatching();
      const time = this.#next;
      this.#tellMissed(time);
      this.#next += this.period;
      this.#wait();
      this.tick(time);
    });
    this.#cancel = () => {
      stopWatching();
      cancel();
    };
  }

  #tellMissed(time: number): void {
    const behind = Math.floor((this.clock.now() - time) / this.period);
    // One tick late is a busy computer.
    if (behind > 1 && behind > this.#behind && !(this.clock instanceof ManualClock)) {
      this.warn(`The clock jumped forward, or the computer slept: missed ${behind} batches. They are run now, each at its own time.`);
    }
    this.#behind = behind;
  }

  /** A clock that is put back leaves the stream waiting: that is told once it shows. */
  #watch(time: number): () => void {
    if (this.clock instanceof ManualClock) return () => undefined;
    const patience = Math.max(0, time - this.clock.now()) + 2 * this.period + 1000;
    const timer = setTimeout(() => this.warn(`The clock was put back: the next batch is the one of ${pythonDateTime(time)}.`), patience);
    return () => clearTimeout(timer);
  }
}
