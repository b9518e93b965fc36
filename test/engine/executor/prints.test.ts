import { afterAll, describe, expect, it } from 'vitest';
import { type Printed, SparkContext } from '#engine/core';
import { ExecutorPool, WorkerHost } from '#engine/hosts';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

const LAMBDAS = {
  python: {
    hello: 'lambda line: print("hello", line)',
    parts: 'def f(line):\n    import sys\n    print("a", end=" ")\n    print("b")\n    print("c", end="", file=sys.stderr)\n    return line',
    many: 'lambda line: [print(i) for i in range(20000)]',
  },
  javascript: {
    hello: 'line => console.log("hello", line)',
    parts: 'line => {\n\n  console.log("a b")\n\n  console.error("c")\n  return line }',
    many: 'line => { for (let i = 0; i < 20000; i++) console.log(i) }',
  },
} as const;

describe.each(['python', 'javascript'] as const)('what a %s lambda prints', (language) => {
  async function printedBy(name: 'hello' | 'parts' | 'many'): Promise<Printed[]> {
    const printed: Printed[] = [];
    const sc = new SparkContext({ executors: pool.of(language), slots: 1, defaultParallelism: 1, observe: { samples: 0, valueLength: 0 }, onPrint: (each) => printed.push(each) });
    const f = sc.register({ kind: 'source', text: LAMBDAS[language][name], prelude: '' }, { nodeId: name, param: 'f' });
    const identity = sc.builtin('identity');
    const rdd = sc.withScope({ nodeId: 'last', batchTime: 5000 }, () => sc.blocks([new TextEncoder().encode('x\n')]).narrow('map', f).narrow('map', identity));
    await sc.runJob(rdd, [0], { kind: 'drain' });
    await sc.stop();
    return printed;
  }

  it('is told with node, line, batch and task', async () => {
    expect(await printedBy('hello')).toEqual([{ stream: 'stdout', text: 'hello x\n', taskId: 0, batchTime: 5000, place: { nodeId: 'hello', param: 'f', line: 1 } }]);
  });

  it('keeps the streams apart, and what has no line end is not lost', async () => {
    const [out, err, ...more] = await printedBy('parts');
    expect(more).toEqual([]);
    expect(out).toMatchObject({ stream: 'stdout', text: 'a b\n', place: { nodeId: 'parts', line: 3 } });
    expect(err).toMatchObject({ stream: 'stderr', place: { nodeId: 'parts', line: 5 } });
    expect(err!.text.trimEnd()).toBe('c');
  });

  it('comes whole and in order, in few messages', async () => {
    const printed = await printedBy('many');
    expect(printed.map(({ text }) => text).join('')).toBe(Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join(''));
    expect(printed.length).toBeLessThan(200);
  });
});
