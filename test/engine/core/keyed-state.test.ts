import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { CorrectedWindowRDD, EngineError, type FunctionId, type RDD, SparkContext, UpdatedStateRDD } from '#engine/core';
import { ExecutorPool, WorkerHost } from '#engine/hosts';

const LAMBDAS = {
  python: {
    pair: 'lambda line: (line.split(" ")[0], int(line.split(" ")[1]))',
    /** A total; -1 in a batch removes the key, and so does silence at a total of 5. */
    total: 'lambda new, old: None if -1 in new or (old == 5 and not new) else sum(new) + (old or 0)',
    collect: 'lambda new, old: (old if old is not None else []) + [] if not new else [(old := old if old is not None else []).extend(new), old][1]',
    fail: 'lambda new, old: 1 // (0 if new == [13] else 1) + (old or 0)',
    stop: 'lambda new, old: next(iter(()))',
    add: 'lambda a, b: a + b',
    subtract: 'lambda a, b: a - b',
    positive: 'lambda pair: pair[1] > 0',
    spoil: 'lambda pair: (pair[1].append(99), pair)[1]',
  },
  javascript: {
    pair: 'line => [line.split(" ")[0], Number(line.split(" ")[1])]',
    total: '(fresh, old) => fresh.includes(-1) || (old === 5 && fresh.length === 0) ? null : fresh.reduce((a, b) => a + b, old ?? 0)',
    collect: '(fresh, old) => { const list = old ?? []; list.push(...fresh); return list; }',
    fail: '(fresh, old) => { if (fresh[0] === 13) throw new RangeError("13"); return 1 + (old ?? 0); }',
    stop: '() => { throw new RangeError("stop"); }',
    add: '(a, b) => a + b',
    subtract: '(a, b) => a - b',
    positive: '([, value]) => value > 0',
    spoil: 'pair => { pair[1].push(99); return pair; }',
  },
} as const;

type Batch = readonly (readonly [string, number])[];
const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

describe.each(['python', 'javascript'] as const)('keyed state in %s', { timeout: 120_000 }, (language) => {
  const context = new SparkContext({ executors: pool.of(language), slots: 2, defaultParallelism: 2, observe: { samples: 0, valueLength: 0 } });
  afterAll(() => context.stop());
  const f = (name: keyof (typeof LAMBDAS)['python']): FunctionId => context.register({ kind: 'source', text: LAMBDAS[language][name], prelude: '' }, { nodeId: name });
  const pair = f('pair');
  const pairs = (batch: Batch): RDD => context.blocks([new TextEncoder().encode(batch.map(([key, value]) => `${key} ${value}\n`).join(''))]).narrow('map', pair);
  const state = (before: RDD | null, batch: Batch, update: FunctionId): RDD => new UpdatedStateRDD(pairs(batch).groupToLists(2), before, update).persist();
  /** Each partition's records: [["a", 1], …]. */
  const read = async (rdd: RDD): Promise<unknown[][]> => {
    const results = await context.runJob(rdd, rdd.partitions, { kind: 'collect', form: 'columns', limit: null });
    return results.map(({ outputs }) => (JSON.parse(new TextDecoder().decode(outputs[0])) as [unknown, unknown[]][]).map(([, cells]) => cells));
  };
  const readAll = async (rdd: RDD): Promise<unknown[]> => (await read(rdd)).flat();

  it('is saved as it is, again and again, with keys that came and went since', async () => {
    const update = f('total');
    const many = Array.from({ length: 140_000 }, (_, index): [string, number] => [`k${index}`, index % 5]);
    const batches: Batch[] = [many, [['k7', -1], ['new', 3]], [], [['k7', 2], ['k8', 2], ...Array.from({ length: 300 }, (_, index): [string, number] => [`k${10_000 + index}`, -1])]];
    let before: RDD | null = null;
    const saved: [RDD, readonly Uint8Array[]][] = [];
    for (const batch of batches) {
      const rdd: RDD = state(before, batch, update);
      rdd.checkpoint();
      await context.runJob(rdd, rdd.partitions, { kind: 'drain' });
      saved.push([rdd, rdd.checkpointed!]);
      before = rdd;
    }
    for (const [rdd, slices] of saved) expect(await read(context.checkpointed(slices, 'nowhere', true))).toEqual(await read(rdd));
  });

  it('is what a map of all keys would hold, in the order in which keys came, also where older batches are read last', async () => {
    const update = f('total');
    const batch = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.constantFrom(-1, 0, 2, 3, 5)), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 6 }), fc.boolean(), async (batches, readEach) => {
        const expected: [string, number][][] = [];
        const rdds: RDD[] = [];
        let known = new Map<string, number>();
        for (const records of batches) {
          const groups = new Map<string, number[]>();
          for (const [key, value] of records) groups.set(key, [...(groups.get(key) ?? []), value]);
          const next = new Map<string, number>();
          for (const key of new Set([...known.keys(), ...groups.keys()])) {
            const [fresh, old] = [groups.get(key) ?? [], known.get(key)];
            if (!(fresh.includes(-1) || (old === 5 && fresh.length === 0))) next.set(key, fresh.reduce((a, b) => a + b, old ?? 0));
          }
          known = next;
          expected.push([...known]);
          rdds.push(state(rdds.at(-1) ?? null, records, update));
          if (readEach) await readAll(rdds.at(-1)!);
        }
        for (const [index, rdd] of [...rdds.entries()].reverse()) {
          const partitions = await read(rdd);
          const inOrder = (keys: readonly unknown[]): unknown[] => expected[index]!.filter(([key]) => keys.includes(key));
          for (const records of partitions) expect(records).toEqual(inOrder(records.map((record) => (record as unknown[])[0])));
          expect(partitions.flat()).toHaveLength(expected[index]!.length);
        }
        for (const rdd of rdds) rdd.unpersist();
      }),
      { numRuns: 25 },
    );
  });

  it('of values that are changed in place leaves what earlier batches hold', async () => {
    const update = f('collect');
    const first = state(null, [['a', 1]], update);
    const second = state(first, [['a', 2]], update);
    const third = state(second, [], update);
    const lists = (...values: number[]): string => JSON.stringify(language === 'python' ? { r: `[${values.join(', ')}]` } : { r: `[ ${values.join(', ')} ]` });
    const held = async (rdd: RDD): Promise<string> => JSON.stringify(((await readAll(rdd))[0] as unknown[])[1]);
    expect(await held(third)).toBe(lists(1, 2));
    await readAll(third.narrow('map', f('spoil')));
    expect([await held(third), await held(second), await held(first)]).toEqual([lists(1, 2), lists(1, 2), lists(1)]);
  });

  it('goes on from the last batch that was computed after one that failed', async () => {
    const update = f('fail');
    const first = state(null, [['a', 1], ['b', 1]], update);
    await readAll(first);
    const failed = await readAll(state(first, [['c', 1], ['b', 13]], update)).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(EngineError);
    expect(failed).toMatchObject({ task: { type: language === 'python' ? 'ZeroDivisionError' : 'RangeError', place: { nodeId: 'fail' } } });
    expect((failed as EngineError).task!.record).toContain('13');
    const second = state(first, [['c', 1]], update);
    const third = state(first, [['d', 1]], update);
    expect(new Set((await readAll(second)).map((record) => (record as unknown[])[0]))).toEqual(new Set(['a', 'b', 'c']));
    expect(new Set((await readAll(third)).map((record) => (record as unknown[])[0]))).toEqual(new Set(['a', 'b', 'd']));
  });

  it('fails where the function ends an iteration of its own, and does not cut the state short', async () => {
    await expect(readAll(state(null, [['a', 1]], f('stop')))).rejects.toThrow(language === 'python' ? /StopIteration/ : /stop/);
  });

  it('of a window is corrected by what left and what came, and filtered', async () => {
    const [merge, inverse, filter] = [f('add'), f('subtract'), f('positive')];
    const reduced = (batch: Batch): RDD => pairs(batch).reduceByKey(merge, 1);
    const first = reduced([['a', 1], ['b', 2]]).persist();
    const second = new CorrectedWindowRDD(first, reduced([['a', 1], ['x', 5]]), reduced([['c', 3], ['b', 1]]), { inverse, merge, filter }).persist();
    const third = new CorrectedWindowRDD(second, null, reduced([['a', 4]]), { inverse, merge, filter }).persist();
    expect(await readAll(third)).toEqual([['b', 3], ['c', 3], ['a', 4]]);
    expect(await readAll(second)).toEqual([['b', 3], ['c', 3]]);
    expect(await readAll(first)).toEqual([['a', 1], ['b', 2]]);
  });
});
