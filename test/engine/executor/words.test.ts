import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type RDD, SparkContext, type TaskReport } from '#engine/core';
import { ExecutorPool, WorkerHost } from '#engine/hosts';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

/** Functions that split, as they are known, and one that does the same and has to be called. */
const SPLITS = {
  python: [['lambda line: line.split(" ")', 'lambda line: line.split(" ", -1)'], ['lambda x: x.split(",")', 'lambda line: line.split(",", -1)'], ['lambda x: x.split()', 'lambda line: line.split(None)'], ['lambda x: x.split("é")', 'lambda line: line.split("é", -1)'], ['lambda x: x.split("a ")', 'lambda line: line.split("a ", -1)']],
  javascript: [["line => line.split(' ')", "line => line.split(' ').slice()"], ['(x) => x.split(",")', "line => line.split(',').slice()"], ["x => x.split('\\t')", "x => x.split('\\t').slice()"], ['x => x.split("é")', 'x => x.split("é").slice()'], ["x => x.split('a ')", "x => x.split('a ').slice()"]],
} as const;
const COUNT = { python: ['lambda w: (w, 1)', 'lambda a, b: a + b'], javascript: ['w => [w, 1]', '(a, b) => a + b'] } as const;
/** A pair of functions that is not known as counting. */
const CALLED = { python: ['lambda w: (w, 1)', 'lambda a, b: b + a'], javascript: ['w => [w, 1]', '(a, b) => b + a'] } as const;

const piece = fc.constantFrom('a', 'bb', ' ', ' ', '  ', ',', '\t', '\n', '\n', '\n\n', '\r\n', '\r', '\f', '\x1c', '\u00a0', '\u2028', 'é', '日', '😀', '\ufeff', '\0', '__proto__');
const text = fc.oneof(fc.array(piece.filter((part) => !part.includes('\r')), { maxLength: 60 }), fc.array(piece, { maxLength: 20 })).map((parts) => new TextEncoder().encode(parts.join('')));
const invalid = fc.constantFrom([0xff], [0xe9, 0x20, 0x61], [0xc3]).map((bytes) => Uint8Array.from(bytes));
const block = fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: invalid });

describe.each(['python', 'javascript'] as const)('words of text in %s', (language) => {
  const reports: TaskReport[] = [];
  const sc = new SparkContext({ executors: pool.of(language), slots: 1, defaultParallelism: 1, observe: { samples: 5, valueLength: 50 }, onTask: (report) => reports.push(report) });
  afterAll(() => sc.stop());
  const known = new Map<string, number>();
  const f = (source: string): number => known.get(source) ?? known.set(source, sc.register({ kind: 'source', text: source, prelude: '' }, { nodeId: 'words', param: 'f' })).get(source)!;
  const take = async (rdd: RDD): Promise<unknown> => {
    reports.length = 0;
    const taken = await sc.takeText(rdd, 1000);
    const relative = (samples: string): unknown => (JSON.parse(samples) as [number, unknown][]).map(([id, seen]) => [id - rdd.id, seen]);
    return { taken, seen: reports.map(({ observed, samples }) => [observed.map(({ rdd: id, time: _time, ...seen }) => ({ ...seen, rdd: id - rdd.id })), relative(samples)]) };
  };
  const words = (bytes: Uint8Array, split: string): RDD => sc.blocks([bytes]).narrow('flatMap', f(split));

  it('are what the function gives when it is called, with its counts, samples and replaced characters', async () => {
    await fc.assert(
      fc.asyncProperty(block, fc.constantFrom(...SPLITS[language]), async (bytes, [short, long]) => {
        const [, add] = COUNT[language];
        const called = await take(words(bytes, long).narrow('map', f(CALLED[language][0])).reduceByKey(f(CALLED[language][1]), 1));
        expect(await take(words(bytes, short).narrow('map', f(COUNT[language][0])).reduceByKey(f(add), 1))).toEqual(called);
        const grouped = (split: string): RDD => words(bytes, split).narrow('filter', f(language === 'python' ? 'lambda w: w' : 'w => w')).narrow('map', f(COUNT[language][0])).groupToLists(1);
        expect(await take(grouped(short))).toEqual(await take(grouped(long)));
      }),
      { numRuns: 60 },
    );
  });

  it('are the same where more of them differ than are kept in mind', async () => {
    const bytes = new TextEncoder().encode(Array.from({ length: 150_000 }, (_, index) => `w${(index * 7919) % 100_003} x${index % 13}`).join('\n'));
    const [[short, long]] = SPLITS[language];
    const counted = (split: string, [pair, add]: readonly [string, string]): RDD => words(bytes, split).narrow('map', f(pair)).reduceByKey(f(add), 1);
    expect(await take(counted(short, COUNT[language]))).toEqual(await take(counted(long, CALLED[language])));
  });

  it('that a function fails on are told with the word', async () => {
    const fails = language === 'python' ? 'lambda w: (int(w), 1)' : 'w => { if (w === "x") throw new RangeError("x"); return [w, 1]; }';
    const failed = await take(words(new TextEncoder().encode('1 2\n3 x 4\n'), SPLITS[language][0][0]).narrow('map', f(fails)).reduceByKey(f(COUNT[language][1]), 1)).catch((error: unknown) => error);
    expect(failed).toMatchObject({ task: { type: language === 'python' ? 'ValueError' : 'RangeError', record: "'x'", place: { nodeId: 'words', line: 1 } } });
    const merges = language === 'python' ? 'lambda a, b: a.b' : '(a, b) => a.b.c';
    const unmerged = await take(words(new TextEncoder().encode('1 2\n2 x\n'), SPLITS[language][0][0]).narrow('map', f(COUNT[language][0])).reduceByKey(f(merges), 1)).catch((error: unknown) => error);
    expect(unmerged).toMatchObject({ task: { record: language === 'python' ? "('2', 1)" : "[ '2', 1 ]", place: { nodeId: 'words', line: 1 } } });
  });
});
