import type { HistoryFile } from './history-file';
import { type Incomplete, type Recordable, withoutSamples } from './recordable';

/** Records batches, and says in a sentence when they can't be; the run goes on, and so does the recording when it can. */
export class Recording {
  #lost = 0;
  #since = 0;
  #trouble: string | null = null;

  constructor(
    private readonly history: () => HistoryFile,
    private readonly told: (trouble: string | null) => void,
  ) {}

  get trouble(): string | null {
    return this.#trouble;
  }

  record(runId: number, report: Recordable, incomplete: Incomplete | null): void {
    try {
      this.#write(runId, report, incomplete);
    } catch (error) {
      if (isDamage(error)) throw error;
      this.#lose(error);
      return;
    }
    if (this.#trouble === null) return;
    this.#trouble = null;
    this.#lost = 0;
    this.told(null);
  }

  #write(runId: number, report: Recordable, incomplete: Incomplete | null): void {
    try {
      this.history().recordBatch(runId, report, incomplete);
    } catch (error) {
      if (codeOf(error) !== 'SQLITE_FULL' || incomplete !== null) throw error;
      // What matters most needs little room.
      this.history().recordBatch(runId, withoutSamples(report), 'full');
    }
  }

  #lose(error: unknown): void {
    if (this.#lost++ === 0) this.#since = Date.now();
    const since = new Date(this.#since).toTimeString().slice(0, 8);
    this.#trouble = `${this.#reasonOf(error)} Batches are not kept in the history since ${since} (${this.#lost} so far). The run goes on.`;
    // Told once at the beginning, and then now and then.
    if (this.#lost === 1 || this.#lost % 100 === 0) this.told(this.#trouble);
  }

  #reasonOf(error: unknown): string {
    const code = codeOf(error);
    if (code === 'SQLITE_FULL') return this.history().isAtLimit ? 'The history has the size that it may have, and this batch alone is too large for it.' : 'The disk is full.';
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'Another program holds the history.';
    if (code.startsWith('SQLITE_READONLY')) return 'The history is read-only.';
    if (code.startsWith('SQLITE_IOERR')) return 'The disk does not take what is written to it.';
    return error instanceof Error ? `${error.message}.` : String(error);
  }
}

export function codeOf(error: unknown): string {
  return (error as { code?: string } | null)?.code ?? '';
}

export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));
}
