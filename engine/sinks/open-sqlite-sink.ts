import { Worker } from 'node:worker_threads';
import { workerFile } from '#engine/hosts';
import type { SinkAnswer, SinkRequest } from './sink-protocol';
import type { SQLiteSink } from './sqlite-sink';

type Question = SinkRequest extends infer R ? (R extends SinkRequest ? Omit<R, 'id'> : never) : never;

/** The SQLite sinks of one program, in a worker thread that starts with the first of them. */
export function openSQLiteSink(): SQLiteSink {
  let worker: Worker | null = null;
  let lastId = 0;
  const waiting = new Map<number, { resolve: (rows: number) => void; reject: (error: Error) => void }>();

  const start = (): Worker => {
    const started = new Worker(workerFile('sqlite-sink'), { name: 'sqlite-sink' });
    started.on('message', (answer: SinkAnswer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('error' in answer) asked?.reject(new Error(answer.error));
      else asked?.resolve(answer.rows);
    });
    started.on('error', (error) => {
      worker = null;
      for (const { reject } of waiting.values()) reject(new Error(`The SQLite sink failed: ${error.message}`));
      waiting.clear();
    });
    return started;
  };
  const ask = (question: Question): Promise<number> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      (worker ??= start()).postMessage({ ...question, id });
    });
  return {
    open: async (target) => {
      await ask({ type: 'open', target });
    },
    writeBatch: (target, batchTime, partitions) => ask({ type: 'write', target, batchTime, partitions }),
    close: async () => {
      if (!worker) return;
      await ask({ type: 'close' });
      await worker?.terminate();
      worker = null;
    },
  };
}
