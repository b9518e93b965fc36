import { afterAll, describe, expect, it } from 'vitest';
import { EngineError, type RDD, SparkContext, type TaskReport } from '#engine/core';
import { ExecutorPool, WorkerHost } from '#engine/hosts';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

/** Records as the ordinary way and the short one may differ in: equal keys of different types, no hash, None. */
const RECORDS = '["b", "a", "b", 1, True, 1.0, None, ("a", 1), ("a", 1.0), "", "a"]';

describe('counting by a known pair of functions', () => {
  const reports: TaskReport[] = [];
  const sc = new SparkContext({ executors: pool.of('python'), slots: 1, defaultParallelism: 1, observe: { samples: 3, valueLength: 50 }, onTask: (report) => reports.push(report) });
  afterAll(() => sc.stop());
  const f = (text: string): number => sc.register({ kind: 'source', text, prelude: '' }, { nodeId: 'counting', param: 'f' });
  const counted = (records: string, pair: string, add: string, numPartitions = 1): RDD =>
    sc.blocks([new TextEncoder().encode('x\ny\n')]).narrow('flatMap', f(`lambda line: ${records}`)).narrow('map', f(pair)).reduceByKey(f(add), numPartitions);
  const take = async (rdd: RDD): Promise<{ taken: string[]; seen: string }> => {
    reports.length = 0;
    const taken = await sc.takeText(rdd, 100);
    const [first] = reports;
    const relative = (samples: string): string => samples.replaceAll(/\[(\d+),/g, (_, id: string) => `[${Number(id) - rdd.id},`);
    return { taken, seen: JSON.stringify([first!.observed.map(({ rdd: id, records }) => [id - rdd.id, records]), relative(first!.samples)]) };
  };

  it('gives records, order, counts and samples as calling them does', async () => {
    const called = await take(counted(RECORDS, 'lambda w: (w, int("1"))', 'lambda a, b: b + a'));
    expect(called.taken).toContain("('b', 4)");
    expect(called.taken).toContain('(1, 6)');
    for (const add of ['lambda x, y: x + y', '__import__("operator").add', 'def add(a, b):\n    return a + b']) {
      expect(await take(counted(RECORDS, 'lambda word: (word, 1)', add))).toEqual(called);
    }
  });

  it.each([
    ['lambda w: (w, 2)', 'lambda a, b: a + b', "('a', 8)"],
    ['lambda w: (w, 1.0)', 'lambda a, b: a + b', "('a', 4.0)"],
    ['lambda w: (w, True)', 'lambda a, b: a + b', "('a', 4)"],
    ['lambda w: (w, 1)', 'lambda a, b: a - b', "('a', -2)"],
    ['lambda w: (w, 1)', 'lambda a, b: a + a', "('a', 8)"],
    ['lambda w, v=5: (w, v)', 'lambda a, b: a + b', "('a', 20)"],
    ['lambda *w: (w[0], 1)', 'lambda a, b: a + b', "('a', 4)"],
    ['(lambda one: lambda w: (w, one))(3)', 'lambda a, b: a + b', "('a', 12)"],
  ])('%s with %s is called', async (pair, add, expected) => {
    expect((await take(counted('["a", "a"]', pair, add))).taken).toEqual([expected]);
  });

  it('tells the record that is no key', async () => {
    const failed = await take(counted('["a", ["b"], "c"]', 'lambda w: (w, 1)', 'lambda a, b: a + b')).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(EngineError);
    expect(failed).toMatchObject({ task: { type: 'TypeError', record: "(['b'], 1)", place: { nodeId: 'counting' } } });
  });
});
