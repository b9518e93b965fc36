import { Worker } from 'node:worker_threads';
import { weigh } from '#engine/core';
import { workerFile } from '#engine/hosts';
import type { Receiver, StartSocketReceiver } from './receiver';
import type { FromReceiver, ToReceiver } from './receiver-protocol';

/** Starts a socket receiver in a worker thread; it connects, and connects again, until it is stopped. */
export const startSocketReceiver: StartSocketReceiver = (options, events): Receiver => {
  const worker = new Worker(workerFile('receiver'), { workerData: options, name: `receiver-${options.streamId}` });
  const ended = new Promise<void>((resolve) => {
    worker.on('message', (message: FromReceiver) => {
      if (message.type === 'block') {
        weigh(message.block.bytes);
        events.block(message.block, () => post({ type: 'taken' }));
      } else if (message.type === 'state') {
        events.state(options.streamId, message.state);
      } else {
        resolve();
      }
    });
    worker.on('error', (error) => {
      events.state(options.streamId, { state: 'retrying', reason: `The receiver failed: ${error.message}`, error: error.message, retryAt: Date.now() });
      resolve();
    });
    worker.on('exit', () => resolve());
  });
  const post = (message: ToReceiver): void => worker.postMessage(message);
  let stopped: Promise<void> | null = null;
  return {
    setRate: (recordsPerSecond) => post({ type: 'rate', recordsPerSecond }),
    stop: () =>
      (stopped ??= (async () => {
        post({ type: 'stop' });
        await ended;
        await worker.terminate();
      })()),
  };
};
