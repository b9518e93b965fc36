import { afterAll, describe, expect, it } from 'vitest';
import { EngineError, SparkContext, type Printed } from '#engine/core';
import { type ExecutorHandle, type ExecutorHost, ExecutorPool, WorkerHost } from '#engine/hosts';

/** Counts the workers that were started. */
class CountingHost implements ExecutorHost {
  readonly #workers = new WorkerHost();
  started = 0;

  start(...args: Parameters<ExecutorHost['start']>): ExecutorHandle {
    this.started++;
    return this.#workers.start(...args);
  }

  close(): Promise<void> {
    return this.#workers.close();
  }
}

const host = new CountingHost();
const pool = new ExecutorPool(host);
afterAll(() => pool.close());

/** A context whose prints can be waited for: a task that prints has begun. */
function context(language: 'python' | 'javascript', slots: number): { sc: SparkContext; begun: Promise<Printed> } {
  let tell = (_: Printed): void => undefined;
  const begun = new Promise<Printed>((resolve) => (tell = resolve));
  return { sc: new SparkContext({ executors: pool.of(language), slots, defaultParallelism: 2, observe: { samples: 0, valueLength: 0 }, onPrint: tell }), begun };
}

const source = (text: string) => ({ kind: 'source', text, prelude: '' }) as const;
const lines = (text: string): Uint8Array => new TextEncoder().encode(text);
const PYTHON_LOOP = 'def f(w):\n    print("begun")\n    while True:\n        pass';
const failureOf = (job: Promise<unknown>): Promise<EngineError> => job.then(() => Promise.reject(new Error('It did not fail.')), (error: unknown) => error as EngineError);

describe('a task that nobody wants any more', { timeout: 30_000 }, () => {
  it('is interrupted inside a Python loop when its context stops; the executor serves the next one', async () => {
    const { sc, begun } = context('python', 1);
    const failed = failureOf(sc.takeText(sc.blocks([lines('a\n')]).narrow('map', sc.register(source(PYTHON_LOOP), { nodeId: 'loop', param: 'f' })), 1));
    await begun;
    const { started } = host;
    await sc.stop();
    expect(await failed).toMatchObject({ code: 'job-cancelled' });
    const { sc: next } = context('python', 1);
    expect(await next.takeText(next.blocks([lines('b\n')]), 1)).toEqual(['b']);
    expect(host.started).toBe(started);
    await next.stop();
  });

  it('is ended with its executor where it does not listen, and a spare takes its place', async () => {
    for (const [language, text] of [
      ['javascript', 'w => { console.log("begun"); for (;;) { /* for ever */ } }'],
      ['python', 'def f(w):\n    print("begun")\n    while True:\n        try:\n            while True:\n                pass\n        except BaseException:\n            pass'],
    ] as const) {
      const { sc, begun } = context(language, 1);
      const failed = failureOf(sc.takeText(sc.blocks([lines('a\n')]).narrow('map', sc.register(source(text), {})), 1));
      await begun;
      const { started } = host;
      await sc.stop();
      expect(await failed).toMatchObject({ code: 'job-cancelled' });
      expect(host.started).toBe(started + 1);
      const { sc: next } = context(language, 1);
      expect(await next.takeText(next.blocks([lines('b\n')]), 1)).toEqual(['b']);
      expect(host.started).toBe(started + 1);
      await next.stop();
    }
  });

  it('is interrupted when another task of its stage fails; the job fails with that task’s error, and the context goes on', async () => {
    const { sc } = context('python', 2);
    const f = sc.register(source('def f(w):\n    while w == "loop":\n        pass\n    return 1 / (w != "fail")'), {});
    const ran = sc.runJob(sc.blocks([lines('loop\n'), lines('fail\n')]).narrow('map', f), [0, 1], { kind: 'drain' });
    expect((await failureOf(ran)).task).toMatchObject({ type: 'ZeroDivisionError', record: "'fail'" });
    expect(await sc.takeText(sc.blocks([lines('x\n'), lines('y\n')]), 5)).toEqual(['x', 'y']);
    await sc.stop();
  });
});
