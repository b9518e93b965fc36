/** Time comes from outside: a stream runs the same at a real and at a manual clock. All times are ms since the epoch. */
export interface Clock {
  now(): number;
  /** Calls `callback` once, as soon as the clock shows `time` or later. Returns a function that cancels. */
  at(time: number, callback: () => void): () => void;
}

/** The computer's clock. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  at(time: number, callback: () => void): () => void {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (): void => {
      const delay = time - Date.now();
      // A timer may fire up to a millisecond early, and the clock may have been set back meanwhile.
      if (delay <= 0) callback();
      else timer = setTimeout(wait, Math.min(delay, 60_000));
    };
    timer = setTimeout(wait, Math.max(0, Math.min(time - Date.now(), 60_000)));
    return () => clearTimeout(timer);
  }
}

/** A clock that moves only when told to (org.apache.spark.util.ManualClock): for tests, replay and `--clock manual`. */
export class ManualClock implements Clock {
  #now: number;
  readonly #waiting: { readonly time: number; readonly callback: () => void }[] = [];

  constructor(start = 0) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  at(time: number, callback: () => void): () => void {
    const entry = { time, callback };
    this.#waiting.push(entry);
    return () => {
      const index = this.#waiting.indexOf(entry);
      if (index >= 0) this.#waiting.splice(index, 1);
    };
  }

  /** Moves on to `time` at least; nothing may be waiting yet. */
  set(time: number): void {
    this.#now = Math.max(this.#now, time);
  }

  /** Moves on by `duration` ms; whatever falls due on the way happens at its own time, in order. */
  advance(duration: number): void {
    const target = this.#now + duration;
    for (;;) {
      const due = this.#waiting.filter(({ time }) => time <= target).sort((a, b) => a.time - b.time)[0];
      if (!due) break;
      this.#waiting.splice(this.#waiting.indexOf(due), 1);
      this.#now = Math.max(this.#now, due.time);
      due.callback();
    }
    this.#now = target;
  }
}
