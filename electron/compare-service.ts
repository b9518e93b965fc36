import { type BrowserWindow, dialog } from 'electron';
import { compareBatch, compareRuns, type CompareQuestion } from '#engine/compare';
import type { HistoryStore } from '#engine/history';
import type { Refusal } from '#engine/replay';
import type { Handlers } from './ipc';

type CompareHandlers = { readonly [N in keyof Handlers as N extends `compare.${string}` ? N : never]: Handlers[N] };

/** Compares recorded runs with each other, and with what a real Spark printed. */
export class CompareService {
  /** Files that the user chose: no others are read. */
  readonly #chosen = new Set<string>();

  constructor(private readonly history: Promise<HistoryStore | null>) {}

  handlers(window: () => BrowserWindow): CompareHandlers {
    return {
      'compare.runs': (question) => this.#answered(question, (store) => compareRuns(store, question)),
      'compare.batch': (question) => this.#answered(question, (store) => compareBatch(store, question)),
      'compare.chooseOutput': async () => {
        const { canceled, filePaths } = await dialog.showOpenDialog(window(), { title: 'Standard output of a Spark program', properties: ['openFile'] });
        const [path] = filePaths;
        if (canceled || path === undefined) return null;
        this.#chosen.add(path);
        return { path };
      },
    };
  }

  async #answered<T>({ other }: CompareQuestion, answer: (store: HistoryStore) => Promise<T>): Promise<T | Refusal> {
    if (other.kind === 'spark' && !this.#chosen.has(other.path)) return { ok: false, message: 'Choose the file with the output of Spark first.' };
    const store = await this.history;
    return store ? answer(store) : { ok: false, message: 'There is no history in this session.' };
  }
}
