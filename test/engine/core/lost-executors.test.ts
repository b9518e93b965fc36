import { afterAll, describe, expect, it } from 'vitest';
import { EngineError, SparkContext } from '#engine/core';
import { type ExecutorHandle, type ExecutorHost, ExecutorPool, WorkerHost } from '#engine/hosts';

/** Real workers; `kill` ends the newest, as the system does when memory runs out. */
class MortalHost implements ExecutorHost {
  readonly #workers = new WorkerHost();
  started = 0;
  kill = (): Promise<void> => Promise.resolve();

  start(...[executorId, language, events]: Parameters<ExecutorHost['start']>): ExecutorHandle {
    const handle = this.#workers.start(executorId, language, events);
    this.started++;
    this.kill = async () => {
      await handle.terminate();
      events.lost(executorId, `Executor ${executorId} ended.`);
    };
    return handle;
  }

  close(): Promise<void> {
    return this.#workers.close();
  }
}

const host = new MortalHost();
const pool = new ExecutorPool(host);
afterAll(() => pool.close());

function context(language: 'python' | 'javascript', slots = 1): SparkContext {
  return new SparkContext({ executors: pool.of(language), slots, defaultParallelism: 2, observe: { samples: 0, valueLength: 0 } });
}

const source = (text: string) => ({ kind: 'source', text, prelude: '' }) as const;
const lines = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('an executor that is lost', { timeout: 120_000 }, () => {
  it('is replaced, and what it held is computed again: shuffles, and partitions that were kept', async () => {
    const sc = context('python');
    const f = sc.register(source('lambda w: (w, 1)'), {});
    const add = sc.register(source('lambda a, b: a + b'), {});
    const counts = sc.blocks([lines('a\nb\na\n'), lines('b\nb\n')]).narrow('map', f).reduceByKey(add, 2).persist();
    const first = (await sc.takeText(counts, 10)).sort();
    expect(first).toEqual(["('a', 2)", "('b', 3)"]);
    const before = host.started;
    await host.kill();
    expect((await sc.takeText(counts, 10)).sort()).toEqual(first);
    expect(host.started).toBe(before + 1);
    await sc.stop();
  });

  it('does not fail the job that it was lost in', async () => {
    const sc = context('python');
    const slow = sc.register(source('lambda w: (__import__("time").sleep(0.5), w)[1]'), {});
    const taken = sc.takeText(sc.blocks([lines('a\nb\n')]).narrow('map', slow), 10);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await host.kill();
    expect(await taken).toEqual(['a', 'b']);
    await sc.stop();
  });

  it('fails a job that loses one executor after the other, and the next job runs', async () => {
    const sc = context('python');
    const deadly = sc.register(source('lambda w: __import__("os").abort()'), {});
    const before = host.started;
    const failed = await sc.takeText(sc.blocks([lines('a\n')]).narrow('map', deadly), 10).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(EngineError);
    expect(failed).toMatchObject({ code: 'executor-lost' });
    expect((failed as Error).message).toContain('The job was tried 4 times.');
    expect(host.started - before).toBeGreaterThanOrEqual(3);
    expect(await sc.takeText(sc.blocks([lines('a\n')]), 10)).toEqual(['a']);
    await sc.stop();
  });

  it('is none that only asks for too much memory: Python’s own error says where', async () => {
    const sc = context('python');
    const greedy = sc.register(source('lambda w: len([0] * 700_000_000)'), { nodeId: 'greedy', param: 'f' });
    const before = host.started;
    const failed = (await sc.takeText(sc.blocks([lines('a\n')]).narrow('map', greedy), 10).catch((error: unknown) => error)) as EngineError;
    expect(failed.task).toMatchObject({ type: 'MemoryError', place: { nodeId: 'greedy' }, record: "'a'" });
    expect(await sc.takeText(sc.blocks([lines('a\n')]), 10)).toEqual(['a']);
    expect(host.started).toBe(before);
    await sc.stop();
  });
});
