/** A screen reader hears at most one sentence in this time, ms. */
const INTERVAL = 5000;

/** Says the newest of what there is to say, politely; what is overtaken is not said. */
export class Announcer {
  sentence = $state('');
  #next: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly interval = INTERVAL) {}

  say(sentence: string): void {
    this.#next = sentence;
    if (this.#timer === null) this.#speak();
  }

  #speak(): void {
    if (this.#next === null) {
      this.#timer = null;
      return;
    }
    this.sentence = this.#next;
    this.#next = null;
    this.#timer = setTimeout(() => this.#speak(), this.interval);
  }
}

export const announcer = new Announcer();
