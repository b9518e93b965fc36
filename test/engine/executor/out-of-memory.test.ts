import { afterAll, describe, expect, it } from 'vitest';
import { EngineError, SparkContext } from '#engine/core';
import { ExecutorPool, WorkerHost } from '#engine/hosts';

const pools: ExecutorPool[] = [];
afterAll(() => Promise.all(pools.map((pool) => pool.close())));

const GROWING = {
  javascript: { text: `line => { if (line === 'go') { const all = []; for (;;) all.push([line]) } return line }`, last: 'line => line', type: 'OutOfMemoryError', MB: 64 },
  python: { text: 'lambda line: [line] * 2 ** 28 if line == "go" else line', last: 'lambda line: line', type: 'MemoryError', MB: 256 },
};

describe.each(['javascript', 'python'] as const)('a function of %s that takes all memory', (language) => {
  const { text, last, type, MB } = GROWING[language];

  it('fails its task once, at its own node, with advice; the next job runs', async () => {
    const pool = new ExecutorPool(new WorkerHost(null, MB * 1024 * 1024));
    pools.push(pool);
    const context = new SparkContext({ executors: pool.of(language), slots: 2, defaultParallelism: 2, observe: { samples: 0, valueLength: 0 } });
    const register = (source: string, nodeId: string): number => context.register({ kind: 'source', text: source, prelude: '' }, { nodeId });
    const job = (line: string): Promise<readonly string[]> => context.takeText(context.blocks([new TextEncoder().encode(`${line}\n`)]).narrow('map', register(text, 'grows')).narrow('map', register(last, 'last')), 10);
    expect(await job('a')).toHaveLength(1);
    const error = await job('go').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineError);
    const { code, task, message } = error as EngineError;
    expect([code, task?.type, task?.place.nodeId]).toEqual(['task-failed', type, 'grows']);
    expect(`${message} ${task?.traceback}`).toMatch(/reached its memory limit.*[Uu]se more partitions, or do not hold a whole partition in one list\./s);
    expect(message).not.toContain('tried');
    expect(await job('b')).toHaveLength(1);
    await context.stop();
  });
});
