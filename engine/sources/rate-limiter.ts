/**
 * Says how many records may pass now (org.apache.spark.streaming.receiver.RateLimiter and Guava's RateLimiter in it):
 * evenly, and after a pause what one second would have allowed at once. Rates are records/s, Infinity is no limit.
 * Time is passed in, in ms of any clock that never goes back.
 */
export class RateLimiter {
  readonly #maxRate: number;
  #rate: number;
  /** Permits that nobody asked for, of one second at most. */
  #stored = 0;
  /** When the next record may pass. Null before the first record: only from then on permits gather. */
  #nextFree: number | null = null;

  /** @param maxRate above which the rate is never set */
  constructor(initialRate: number, maxRate: number) {
    this.#maxRate = maxRate;
    this.#rate = Math.min(initialRate, maxRate);
  }

  get rate(): number {
    return this.#rate;
  }

  /** A rate of 0 or less changes nothing. */
  setRate(recordsPerSecond: number, now: number): void {
    if (!(recordsPerSecond > 0)) return;
    this.#gather(now);
    const rate = Math.min(recordsPerSecond, this.#maxRate);
    // What is stored stays the same part of a second; while there was no limit, all of a second was.
    this.#stored = this.#rate === Infinity ? rate : (this.#stored * rate) / this.#rate;
    this.#rate = rate;
  }

  /** How many records may pass now. */
  available(now: number): number {
    if (this.#rate === Infinity) return Infinity;
    // A record waits for the one before it, not for itself, so one may pass as soon as nothing is owed.
    return this.#gather(now) > now ? 0 : Math.floor(this.#stored) + 1;
  }

  /** ms until `available` gives more than 0 */
  wait(now: number): number {
    return this.#rate === Infinity ? 0 : Math.max(0, this.#gather(now) - now);
  }

  /** @param records that passed: as many as were available at most */
  take(records: number, now: number): void {
    if (this.#rate === Infinity || records === 0) return;
    const nextFree = this.#gather(now);
    const fromStore = Math.min(records, this.#stored);
    this.#stored -= fromStore;
    this.#nextFree = nextFree + ((records - fromStore) * 1000) / this.#rate;
  }

  #gather(now: number): number {
    const since = this.#nextFree ?? now;
    if (now > since && this.#rate !== Infinity) this.#stored = Math.min(this.#rate, this.#stored + ((now - since) * this.#rate) / 1000);
    return (this.#nextFree = Math.max(now, since));
  }
}
