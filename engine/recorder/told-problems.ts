import type { Problem } from '#engine/model';

/** What is told now: a problem of a code, about something, once. */
export class ToldProblems {
  readonly #told = new Map<string, Problem>();
  #all: readonly Problem[] = [];

  /** @param changed called when something else is told than before */
  constructor(private readonly changed: () => void) {}

  get all(): readonly Problem[] {
    return this.#all;
  }

  /** @param about what it is about, where several of one code may be told */
  tell(found: Problem, about = found.place?.nodeId ?? ''): void {
    const key = `${found.code} ${about}`;
    if (this.#told.get(key)?.message === found.message) return;
    this.#told.set(key, found);
    this.#change();
  }

  forget(code: Problem['code'], about = ''): void {
    if (this.#told.delete(`${code} ${about}`)) this.#change();
  }

  either(isWrong: boolean, make: () => Problem, code: Problem['code'], about = ''): void {
    if (isWrong) this.tell(make(), about);
    else this.forget(code, about);
  }

  #change(): void {
    this.#all = [...this.#told.values()];
    this.changed();
  }
}
