import type { LineCutter } from './line-cutter';
import type { RateLimiter } from './rate-limiter';

/** Holds back what arrived until the limiter lets its lines pass, one by one and in order. */
export class LineGate {
  readonly #waiting: Uint8Array[] = [];

  constructor(
    private readonly limiter: RateLimiter,
    private readonly lines: LineCutter,
  ) {}

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#waiting.push(bytes);
  }

  /**
   * Lets pass what may pass now. The beginning of a line costs nothing; its end does.
   * @returns ms after which to call again; null: nothing waits
   */
  pass(now: number): number | null {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const available = this.limiter.available(now);
      if (available === 0) return this.limiter.wait(now);
      const before = this.lines.records;
      const taken = this.lines.push(first, available);
      this.limiter.take(this.lines.records - before, now);
      if (taken < first.length) this.#waiting[0] = first.subarray(taken);
      else this.#waiting.shift();
    }
    return null;
  }
}
