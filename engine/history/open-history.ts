import { Worker } from 'node:worker_threads';
import { workerFile } from '#engine/hosts';
import type { BatchReport } from '#engine/streaming';
import type { HistoryOpened, HistoryStore } from './history-store';
import { recordable, sizeOf, withoutSamples } from './recordable';
import type { StoreAnswer, StoreQuestion } from './store-protocol';

/** Bytes of reports on their way to the disk; beyond it batches go without their samples and blocks. */
const MAX_QUEUED = 64 * 1024 * 1024;

/**
 * Opens a history file, or begins it.
 * @throws Error with a sentence if it cannot be opened and no new one can be made either
 */
export async function openHistory(file: string): Promise<{ readonly store: HistoryStore; readonly opened: HistoryOpened }> {
  const worker = new Worker(workerFile('history-store'), { workerData: file, name: 'history-store' });
  const client = new StoreClient(worker);
  const opened = await client.opened;
  return { store: client, opened };
}

class StoreClient implements HistoryStore {
  readonly opened: Promise<HistoryOpened>;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #lastId = 0;
  #queued = 0;
  #told: (trouble: string | null) => void = () => undefined;

  constructor(private readonly worker: Worker) {
    this.opened = new Promise((resolve, reject) => {
      worker.on('message', (answer: StoreAnswer) => {
        if (answer.type === 'opened') resolve(answer.opened);
        else if (answer.type === 'failed') reject(new Error(answer.message));
        else if (answer.type === 'trouble') this.#told(answer.trouble);
        else this.#answered(answer);
      });
      const lost = (error: Error): void => {
        reject(error);
        for (const { reject: fail } of this.#waiting.values()) fail(error);
        this.#waiting.clear();
      };
      worker.on('error', lost);
      worker.on('exit', () => lost(new Error('The history store has ended.')));
    });
  }

  beginRun(run: Parameters<HistoryStore['beginRun']>[0]): Promise<number> {
    return this.#ask<number>({ type: 'beginRun', run });
  }

  recordBatch(runId: number, report: BatchReport): void {
    const whole = recordable(report);
    const size = sizeOf(whole);
    const behind = this.#queued + size > MAX_QUEUED;
    const kept = behind ? withoutSamples(whole) : whole;
    const bytes = behind ? 0 : size;
    this.#queued += bytes;
    const done = (): void => {
      this.#queued -= bytes;
    };
    this.#ask({ type: 'recordBatch', runId, report: kept, incomplete: behind ? 'behind' : null }).then(done, (error: unknown) => {
      done();
      this.#told(`A batch could not be recorded: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  async endRun(runId: number, endedAt: number, status: 'stopped' | 'failed'): Promise<void> {
    await this.#ask({ type: 'endRun', runId, endedAt, status });
  }

  runs(query: Parameters<HistoryStore['runs']>[0]): ReturnType<HistoryStore['runs']> {
    return this.#ask({ type: 'runs', query });
  }

  batches(query: Parameters<HistoryStore['batches']>[0]): ReturnType<HistoryStore['batches']> {
    return this.#ask({ type: 'batches', query });
  }

  batch(runId: number, batchTime: number): ReturnType<HistoryStore['batch']> {
    return this.#ask({ type: 'batch', runId, batchTime });
  }

  nodeBatches(query: Parameters<HistoryStore['nodeBatches']>[0]): ReturnType<HistoryStore['nodeBatches']> {
    return this.#ask({ type: 'nodeBatches', query });
  }

  records(query: Parameters<HistoryStore['records']>[0]): ReturnType<HistoryStore['records']> {
    return this.#ask({ type: 'records', query });
  }

  replayRun(runId: number): ReturnType<HistoryStore['replayRun']> {
    return this.#ask({ type: 'replayRun', runId });
  }

  replayInput(runId: number, from: number, to: number): ReturnType<HistoryStore['replayInput']> {
    return this.#ask({ type: 'replayInput', runId, from, to });
  }

  replayOutputs(runId: number, batchTime: number): ReturnType<HistoryStore['replayOutputs']> {
    return this.#ask({ type: 'replayOutputs', runId, batchTime });
  }

  async saveBundle(bundle: Parameters<HistoryStore['saveBundle']>[0]): Promise<void> {
    await this.#ask({ type: 'saveBundle', bundle });
  }

  openBundle(path: string): Promise<number> {
    return this.#ask({ type: 'openBundle', path });
  }

  timeline(query: Parameters<HistoryStore['timeline']>[0]): ReturnType<HistoryStore['timeline']> {
    return this.#ask({ type: 'timeline', query });
  }

  search(search: Parameters<HistoryStore['search']>[0]): ReturnType<HistoryStore['search']> {
    return this.#ask({ type: 'search', search });
  }

  status(): ReturnType<HistoryStore['status']> {
    return this.#ask({ type: 'status' });
  }

  async setRetention(retention: Parameters<HistoryStore['setRetention']>[0]): Promise<void> {
    await this.#ask({ type: 'setRetention', retention });
  }

  onTrouble(told: (trouble: string | null) => void): void {
    this.#told = told;
  }

  async flush(): Promise<void> {
    await this.#ask({ type: 'flush' });
  }

  async close(): Promise<void> {
    await this.#ask({ type: 'close' });
    await this.worker.terminate();
  }

  #ask<T>(question: StoreQuestion): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.worker.postMessage({ ...question, id });
    });
  }

  #answered(answer: Extract<StoreAnswer, { id: number }>): void {
    const asked = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.type === 'answer') asked?.resolve(answer.value);
    else asked?.reject(new Error(answer.message));
  }
}
