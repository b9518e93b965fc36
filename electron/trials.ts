import { type ReplayEnvironment, type TrialAnswer, type TrialQuestion, tryNode } from '#engine/replay';

/** Tries a window's functions on some records, in the sandbox. A new try ends the one before. */
export class Trials {
  #current: AbortController | null = null;

  /** @param isTrusted whether the user said that a script of this path and text may run: only then it gets its folders */
  constructor(
    private readonly environment: ReplayEnvironment,
    private readonly isTrusted: (path: string, text: string) => boolean,
  ) {}

  async run(question: TrialQuestion): Promise<TrialAnswer> {
    this.#current?.abort();
    const own = new AbortController();
    this.#current = own;
    const { script } = question;
    try {
      return await tryNode(question, this.environment, own.signal, { isForeign: script !== null && !this.isTrusted(script.path, script.text) });
    } finally {
      if (this.#current === own) this.#current = null;
    }
  }
}
