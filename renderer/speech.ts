/** A screen reader hears at most one polite sentence in this time, ms. */
const INTERVAL = 5000;

/** What is said aloud: of what happens all the time the newest, now and then; what went wrong at once, and once. */
export class Speech {
  #next: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #trouble: string | null = null;

  /** @param politely @param urgently take a sentence to a live region */
  constructor(private readonly politely: (sentence: string) => void, private readonly urgently: (sentence: string) => void, private readonly interval = INTERVAL) {}

  /** What is overtaken by a newer sentence is not said. */
  say(sentence: string): void {
    this.#next = sentence;
    if (this.#timer === null) this.#speak();
  }

  /** What is wrong now; null: nothing. The same trouble in each batch is said once, until it was over. */
  trouble(sentence: string | null): void {
    if (sentence === this.#trouble) return;
    this.#trouble = sentence;
    this.urgently(sentence ?? '');
  }

  #speak(): void {
    if (this.#next === null) {
      this.#timer = null;
      return;
    }
    this.politely(this.#next);
    this.#next = null;
    this.#timer = setTimeout(() => this.#speak(), this.interval);
  }
}
