/** SQLite lives here, so that nobody else waits for a disk. */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { HistoryFile } from './history-file';
import type { HistoryOpened } from './history-store';
import type { StoreAnswer, StoreQuestion, StoreRequest } from './store-protocol';

if (!parentPort) throw new Error('history-store.worker runs as a worker thread only.');
const port = parentPort;
const post = (answer: StoreAnswer): void => port.postMessage(answer);

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A file that cannot be used is kept as a copy beside it, and a new one begun. */
function openFile(file: string): { history: HistoryFile; opened: HistoryOpened } {
  const existed = existsSync(file);
  try {
    return { history: new HistoryFile(file), opened: { setAside: null } };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!existed || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY' || code === 'SQLITE_BUSY') throw error;
    const copy = `${file}.set-aside-${new Date().toISOString().replace(/[:.]/g, '-')}`;
    copyFileSync(file, copy);
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    const reason = code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT' ? 'it is damaged' : messageOf(error);
    return { history: new HistoryFile(file), opened: { setAside: { reason: `The history ${file} could not be read: ${reason}. A new one was begun.`, copy } } };
  }
}

function answer(history: HistoryFile, question: StoreQuestion): unknown {
  switch (question.type) {
    case 'beginRun':
      return history.beginRun(question.run);
    case 'endRun':
      return history.endRun(question.runId, question.endedAt, question.status);
    case 'recordBatch':
      return history.recordBatch(question.runId, question.report);
    case 'runs':
      return history.runs(question.limit);
    case 'batches':
      return history.batches(question.query);
    case 'batch':
      return history.batch(question.runId, question.batchTime);
    case 'records':
      return history.records(question.query);
    case 'flush':
      return null;
    case 'close':
      return history.close();
  }
}

try {
  const { history, opened } = openFile(workerData as string);
  port.on('message', ({ id, ...question }: StoreRequest) => {
    try {
      post({ type: 'answer', id, value: answer(history, question) ?? null });
    } catch (error) {
      post({ type: 'error', id, message: messageOf(error) });
    }
  });
  post({ type: 'opened', opened });
} catch (error) {
  post({ type: 'failed', message: `The history ${String(workerData)} cannot be opened: ${messageOf(error)}.` });
}
