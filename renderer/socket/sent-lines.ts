/** Lines kept for recall. */
const KEPT = 200;

/** What was sent before, to be walked through with the up and down arrows, as in a shell. */
export class SentLines {
  readonly #lines: string[] = [];
  /** Where the walk stands; the length: at the line being typed. */
  #at = 0;
  /** What was being typed when the walk began. */
  #draft = '';

  add(line: string): void {
    if (this.#lines.at(-1) !== line) this.#lines.push(line);
    if (this.#lines.length > KEPT) this.#lines.shift();
    this.#at = this.#lines.length;
    this.#draft = '';
  }

  /** One line further back; null at the oldest. */
  older(typed: string): string | null {
    if (this.#at === 0) return null;
    if (this.#at === this.#lines.length) this.#draft = typed;
    return this.#lines[--this.#at]!;
  }

  /** One line forward, at last to what was being typed; null beyond it. */
  newer(): string | null {
    if (this.#at === this.#lines.length) return null;
    return this.#lines[++this.#at] ?? this.#draft;
  }
}
