import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type HistoryStore, openHistory } from '#engine/history';
import { ExecutorPool, WorkerHost } from '#engine/hosts';

/** A history in a folder of its own for the tests of a `describe`, and executors to record runs into it. */
export class OwnHistory {
  readonly folder = mkdtempSync(join(tmpdir(), 'dstream-history-'));
  readonly executors = new ExecutorPool(new WorkerHost());
  #store: HistoryStore | null = null;

  constructor() {
    beforeAll(async () => {
      this.#store = (await openHistory(join(this.folder, 'history.db'))).store;
    });
    afterAll(async () => {
      await this.#store?.close();
      await this.executors.close();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  /** Open while tests run. */
  get store(): HistoryStore {
    return this.#store!;
  }
}
