import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { weigh } from '#engine/core';
import { HistoryFile } from './history-file';
import type { HistoryOpened, HistoryStatus } from './history-store';
import type { NewRun } from './kept-batches';
import type { Retention } from './retention';
import { codeOf, isDamage, Recording } from './recording';
import { DEFAULT_RETENTION } from './retention';
import type { StoreQuestion } from './store-protocol';

/** Between two looks at what has to be dropped, ms. */
const RETENTION_INTERVAL = 20_000;

/** Answers for the history file: opens it, sets a damaged one aside, at the start or while it is in use. */
export class Store {
  #history: HistoryFile;
  #retention: Retention = DEFAULT_RETENTION;
  readonly opened: HistoryOpened;
  /** Runs under way, so that they go on in a new file where the old one turned out to be damaged. */
  readonly #running = new Map<number, NewRun>();
  readonly #recording: Recording;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @throws Error with a sentence if it can be neither written nor read */
  constructor(
    private readonly file: string,
    private readonly told: (trouble: string | null) => void,
  ) {
    [this.#history, this.opened] = openFile(file);
    if (!this.opened.readOnly) this.#history.limitSize(this.#retention);
    this.#recording = new Recording(() => this.#history, told);
    this.#dropSoon(RETENTION_INTERVAL);
  }

  answer(question: StoreQuestion): unknown {
    try {
      return this.#answer(question);
    } catch (error) {
      if (!isDamage(error) || this.#history.readOnly) throw error;
      this.#beginAnew();
      return this.#answer(question);
    }
  }

  #answer(question: StoreQuestion): unknown {
    const { reader } = this.#history;
    switch (question.type) {
      case 'beginRun':
        return this.#beginRun(question.run);
      case 'endRun':
        this.#running.delete(question.runId);
        return this.#history.endRun(question.runId, question.endedAt, question.status);
      case 'recordBatch':
        for (const { bytes } of question.report.inputBlocks) if (bytes) weigh(bytes);
        return this.#recording.record(question.runId, question.report, question.incomplete);
      case 'runs':
        return reader.runs(question.query);
      case 'batches':
        return reader.batches(question.query);
      case 'batch':
        return reader.batch(question.runId, question.batchTime);
      case 'nodeBatches':
        return reader.nodeBatches(question.query);
      case 'records':
        return reader.records(question.query);
      case 'replayRun':
        return reader.replayRun(question.runId);
      case 'replayInput':
        return reader.replayInput(question.runId, question.from, question.to);
      case 'replayOutputs':
        return reader.replayOutputs(question.runId, question.batchTime);
      case 'saveBundle':
        return this.#history.saveBundle(question.bundle);
      case 'openBundle':
        return this.#history.openBundle(question.path);
      case 'timeline':
        return this.#history.timeline(question.query);
      case 'search':
        return this.#history.search(question.search);
      case 'status':
        return this.#status();
      case 'setRetention':
        this.#retention = question.retention;
        this.#history.limitSize(question.retention);
        return this.#dropSoon(0);
      case 'flush':
        return null;
      case 'close':
        if (this.#timer) clearTimeout(this.#timer);
        return this.#history.close();
    }
  }

  #beginRun(run: NewRun): number {
    const runId = this.#history.beginRun(run);
    this.#running.set(runId, run);
    return runId;
  }

  #status(): HistoryStatus {
    return { file: this.file, ...this.#history.figures(), retention: this.#retention, trouble: this.opened.readOnly ? READ_ONLY : this.#recording.trouble };
  }

  #dropSoon(delay: number): void {
    if (this.opened.readOnly) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#dropOldest(), delay);
    this.#timer.unref();
  }

  /** A few batches at a time: what is asked meanwhile is answered in between. */
  #dropOldest(): void {
    let more = false;
    try {
      more = this.#history.dropOldest(this.#retention);
    } catch (error) {
      // Tried again later; a damaged file is dealt with by the next question.
      this.told(`The oldest batches could not be dropped from the history: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.#dropSoon(more ? 1 : RETENTION_INTERVAL);
  }

  #beginAnew(): void {
    this.#history.close();
    const copy = setAside(this.file);
    this.#history = new HistoryFile(this.file);
    this.#history.limitSize(this.#retention);
    for (const [runId, run] of this.#running) this.#history.beginRun(run, runId);
    this.told(`The history was damaged; it is kept as ${copy}, and a new one was begun.`);
  }
}

const READ_ONLY = 'The history is read-only: batches of this session are not kept.';

/** A file that cannot be used is kept as a copy beside it, and a new one begun; one that can only be read is read. */
function openFile(file: string): [HistoryFile, HistoryOpened] {
  const existed = existsSync(file);
  try {
    return [new HistoryFile(file), { setAside: null, readOnly: false }];
  } catch (error) {
    const code = codeOf(error);
    if (!existed || code.startsWith('SQLITE_BUSY')) throw error;
    if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')) return [new HistoryFile(file, true), { setAside: null, readOnly: true }];
    const copy = setAside(file);
    const reason = isDamage(error) ? 'it is damaged' : error instanceof Error ? error.message : String(error);
    return [new HistoryFile(file), { setAside: { reason: `The history ${file} could not be read: ${reason}. A new one was begun.`, copy }, readOnly: false }];
  }
}

function setAside(file: string): string {
  const copy = `${file}.set-aside-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal']) if (existsSync(`${file}${suffix}`)) copyFileSync(`${file}${suffix}`, `${copy}${suffix}`);
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  return copy;
}
