import { availableParallelism } from 'node:os';
import type { ExecutorPool } from '#engine/hosts';
import { type TrialAnswer, type TrialQuestion, tryNode } from '#engine/replay';

/** Tries a window's functions on some records, in the sandbox. A new try ends the one before. */
export class Trials {
  #current: AbortController | null = null;

  constructor(private readonly executors: ExecutorPool) {}

  async run(question: TrialQuestion): Promise<TrialAnswer> {
    this.#current?.abort();
    const own = new AbortController();
    this.#current = own;
    try {
      return await tryNode(question, { executors: this.executors, cores: availableParallelism() }, own.signal);
    } finally {
      if (this.#current === own) this.#current = null;
    }
  }
}
