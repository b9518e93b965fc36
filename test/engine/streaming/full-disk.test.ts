import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { nodeFiles } from '#engine/sources';
import { type StreamingEvent } from '#engine/streaming';
import { runStreams } from './run-streams';

const pool = new ExecutorPool(new WorkerHost());
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
});
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a disk that is full', () => {
  it('fails the output that saves there, with what to do; the batch’s other outputs run, and so does the next batch', async () => {
    const full = { ...nodeFiles, write: () => Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })) };
    const failures: unknown[] = [];
    const done: number[] = [];
    const listener = (event: StreamingEvent): void => {
      if (event.type !== 'outputOperationCompleted') return;
      if (event.operation.failure) failures.push(event.operation.failure);
      else done.push(event.batchTime);
    };
    const run = runStreams(pool, {
      language: 'python', inputs: [[['a'], ['b']]], batches: 2, files: full, listener,
      build: ([stream]) => {
        stream!.ssc.withNode('saved', () => {
          stream!.saveAsTextFiles(join(folder, 'out'), null);
          return stream!;
        });
        return stream!;
      },
    });
    const directory = (time: number): string => `${join(folder, 'out')}-${time}`;
    await expect(run).rejects.toMatchObject({ task: { type: 'sink-failed', place: { nodeId: 'saved' } } });
    expect(failures).toMatchObject([1000, 2000].map((time) => ({ type: 'sink-failed', message: `${directory(time)} cannot be written: the disk is full. Make room there, or name another folder.`, place: { nodeId: 'saved' }, traceback: '' })));
    expect(done).toEqual([1000, 2000]);
  });
});
