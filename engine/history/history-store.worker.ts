/** SQLite lives here, so that nobody else waits for a disk. */
import { parentPort, workerData } from 'node:worker_threads';
import { Store } from './store';
import type { StoreAnswer, StoreRequest } from './store-protocol';

if (!parentPort) throw new Error('history-store.worker runs as a worker thread only.');
const port = parentPort;
const post = (answer: StoreAnswer): void => port.postMessage(answer);

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  const store = new Store(workerData as string, (trouble) => post({ type: 'trouble', trouble }));
  port.on('message', ({ id, ...question }: StoreRequest) => {
    try {
      post({ type: 'answer', id, value: store.answer(question) ?? null });
    } catch (error) {
      post({ type: 'error', id, message: messageOf(error) });
    }
  });
  post({ type: 'opened', opened: store.opened });
} catch (error) {
  post({ type: 'failed', message: `The history ${String(workerData)} cannot be opened: ${messageOf(error)}.` });
}
