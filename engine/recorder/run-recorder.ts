import type { HistoryStore, NewRun } from '#engine/history';
import type { BatchReport, IgnoredFile, StreamingListener } from '#engine/streaming';

/** Writes a run into the history: from the first event of its listener to `close`. */
export class RunRecorder {
  readonly #begun: Promise<number>;
  #failed = false;
  #ignored: IgnoredFile[] = [];
  #ended: Promise<void> | null = null;

  constructor(
    private readonly store: HistoryStore,
    run: NewRun,
  ) {
    this.#begun = store.beginRun(run);
    // Told to whoever asks for the id; a run goes on without its history.
    this.#begun.catch(() => undefined);
  }

  /** The run's id in the history. */
  get runId(): Promise<number> {
    return this.#begun;
  }

  readonly listener: StreamingListener = (event) => {
    if (event.type === 'fileIgnored') this.#ignored.push({ nodeId: event.nodeId, path: event.path, reason: event.reason });
    if (event.type === 'batchCompleted') void this.#record({ ...event.report, ignored: this.#ignored.splice(0) });
    if (event.type === 'streamingStopped' && event.error) this.#failed = true;
  };

  /** Notes the end of the run; resolves when everything is on disk. */
  close(): Promise<void> {
    return (this.#ended ??= this.#end());
  }

  async #record(report: BatchReport): Promise<void> {
    try {
      this.store.recordBatch(await this.#begun, report);
    } catch {
      // beginRun failed; `runId` tells it.
    }
  }

  async #end(): Promise<void> {
    try {
      await this.store.endRun(await this.#begun, Date.now(), this.#failed ? 'failed' : 'stopped');
      await this.store.flush();
    } catch {
      // The store told why it could not be written; a run ends all the same.
    }
  }
}
