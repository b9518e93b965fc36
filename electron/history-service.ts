import { app, type BrowserWindow, dialog } from 'electron';
import log from 'electron-log/main';
import { join } from 'node:path';
import { askSql, type HistoryStore, openHistory, type Retention } from '#engine/history';
import { explainBatch } from '#engine/recorder';
import type { Handlers } from './ipc';
import { electronQueryProcess } from './query-process';

const BUNDLE = [{ name: 'Recorded run', extensions: ['dsrun'] }];

type HistoryHandlers = { readonly [N in keyof Handlers as N extends `history.${string}` ? N : never]: Handlers[N] };

/** The history of the profile: what is recorded in it and asked of it. */
export class HistoryService {
  readonly #file: string;
  /** Null where it can't be opened: the app runs without. */
  readonly store: Promise<HistoryStore | null>;
  /** What runs are recorded in; null too where it can only be read. */
  readonly recorded: Promise<HistoryStore | null>;
  /** A sentence about how it was found; null: all is well. */
  notice: string | null = null;

  /** @param told called when batches can't be kept, and with null when they are again */
  constructor(
    profile: string,
    private readonly retention: { get(): Retention; set(retention: Retention): void },
    told: (trouble: string | null) => void,
  ) {
    this.#file = join(profile, 'history.db');
    const opening = openHistory(this.#file);
    this.store = opening.then(
      ({ store, opened }) => {
        this.notice = opened.setAside && `${opened.setAside.reason} The old one is kept as ${opened.setAside.copy}.`;
        if (opened.readOnly) this.notice = `The history ${this.#file} is read-only: batches of this session are not kept.`;
        store.onTrouble((trouble) => {
          log.warn('history', trouble);
          told(trouble);
        });
        void store.setRetention(this.retention.get());
        return store;
      },
      (error: Error) => {
        log.error('history', error);
        this.notice = `${error.message} Batches of this session are not kept.`;
        return null;
      },
    );
    this.recorded = this.store.then(async (store) => ((await opening).opened.readOnly ? null : store)).catch(() => null);
  }

  handlers(window: () => BrowserWindow | null): HistoryHandlers {
    return {
      'history.runs': async (query) => (await this.store)?.runs(query) ?? [],
      'history.batches': async (query) => (await this.store)?.batches(query) ?? [],
      'history.batch': async ({ runId, batchTime }) => {
        const detail = (await (await this.store)?.batch(runId, batchTime)) ?? null;
        return detail && { ...detail, explanations: explainBatch(detail) };
      },
      'history.records': async (query) => (await this.store)?.records(query) ?? { records: [], total: null },
      'history.nodeBatches': async (query) => (await this.store)?.nodeBatches(query) ?? [],
      'history.search': async (search) => (await this.store)?.search(search) ?? { batches: [], next: null },
      'history.status': async () => (await this.store)?.status() ?? null,
      'history.setRetention': async (retention) => {
        this.retention.set(retention);
        await (await this.store)?.setRetention(retention);
      },
      'history.timeline': async (query) => (await this.store)?.timeline(query) ?? null,
      'history.saveBundle': ({ runId }) => this.#saveBundle(runId, window()),
      'history.openBundle': async () => {
        const options = { title: 'Open a bundle', filters: BUNDLE, properties: ['openFile' as const] };
        const owner = window();
        const { canceled, filePaths } = owner ? await dialog.showOpenDialog(owner, options) : await dialog.showOpenDialog(options);
        return canceled || !filePaths[0] ? null : this.openBundle(filePaths[0]);
      },
      'history.sql': async ({ sql }) => askSql(electronQueryProcess, { file: this.#file, sql, save: null }),
      'history.saveSql': async ({ sql, format }) => {
        const path = await choosePlace(window(), 'Save the rows', `history.${format}`, [{ name: format.toUpperCase(), extensions: [format] }]);
        return path === null ? null : { path, answer: await askSql(electronQueryProcess, { file: this.#file, sql, save: { path, format } }) };
      },
    };
  }

  /** Takes a bundle's run into the history. */
  async openBundle(path: string): Promise<{ readonly runId: number | null; readonly problem: string | null }> {
    const store = await this.store;
    if (!store) return { runId: null, problem: 'There is no history in this session.' };
    return store.openBundle(path).then(
      (runId) => ({ runId, problem: null }),
      (error: Error) => ({ runId: null, problem: error.message }),
    );
  }

  async #saveBundle(runId: number, window: BrowserWindow | null): Promise<{ readonly path: string; readonly problem: string | null } | null> {
    const path = await choosePlace(window, 'Save the run', `run-${runId}.dsrun`, BUNDLE);
    if (path === null) return null;
    const saved = (await this.store)?.saveBundle({ runId, from: 0, to: Number.MAX_SAFE_INTEGER, path, appVersion: app.getVersion() });
    return (saved ?? Promise.reject(new Error('There is no history in this session.'))).then(
      () => ({ path, problem: null }),
      (error: Error) => ({ path, problem: `${path} cannot be written: ${error.message}` }),
    );
  }
}

async function choosePlace(window: BrowserWindow | null, title: string, defaultPath: string, filters: readonly { name: string; extensions: string[] }[]): Promise<string | null> {
  const options = { title, defaultPath, filters: [...filters] };
  const { canceled, filePath } = window ? await dialog.showSaveDialog(window, options) : await dialog.showSaveDialog(options);
  return canceled ? null : filePath;
}
