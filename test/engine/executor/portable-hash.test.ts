import { afterAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { SparkContext } from '#engine/core';
import { partitionOf, portableHash } from '../../../engine/executor/javascript/portable-hash';

/** Made by CPython 3.11 with PYTHONHASHSEED=0 and pyspark's portable_hash. */
const VECTORS: readonly (readonly [unknown, bigint])[] = [
  ['hello', -2096571579003691106n],
  ['world', -475782244006751628n],
  ['a', 4644417185603328019n],
  ['to', 3197989230922105892n],
  ['be', 5886548746839638715n],
  ['', 0n],
  [null, 0n],
  [-1, -2n],
  [12345678901, 12345678901n],
  [[null, 1], 3430028580079870073n],
];

describe('portable_hash', () => {
  const pool = new ExecutorPool(new WorkerHost());
  afterAll(() => pool.close());

  it.each(VECTORS)('of %j in JavaScript is that of CPython', (key, hash) => {
    expect(portableHash(key)).toBe(hash);
    for (const n of [1, 2, 3, 4, 7, 200]) expect(partitionOf(key, n)).toBe(Number(((hash % BigInt(n)) + BigInt(n)) % BigInt(n)));
  });

  it('in Python is that of a 64-bit CPython', async () => {
    const context = new SparkContext({
      executors: pool.of('python'),
      slots: 1,
      defaultParallelism: 1,
      observe: { samples: 0, valueLength: 0 },
    });
    const literals = [`"hello"`, `"world"`, `"a"`, `"to"`, `"be"`, `""`, 'None', '-1', '12345678901', '(None, 1)'];
    const text = `lambda _: [__import__("dstream_executor.hashing", fromlist=["x"]).portable_hash(k) for k in [${literals.join(', ')}]]`;
    const f = context.register({ kind: 'source', text, prelude: '' }, {});
    const hashes = await context.takeText(context.blocks([new TextEncoder().encode('x\n')]).narrow('flatMap', f), 20);
    expect(hashes).toEqual(VECTORS.map(([, hash]) => String(hash)));
    await context.stop();
  });

  it('puts the same words into the same partitions in both languages as Spark does', async () => {
    const words = 'to be or not that is the question'.split(' ');
    const ofSpark = [0, 1, 1, 1, 1, 1, 1, 0];
    expect(words.map((word) => partitionOf(word, 2))).toEqual(ofSpark);
    const context = new SparkContext({
      executors: pool.of('python'),
      slots: 1,
      defaultParallelism: 2,
      observe: { samples: 0, valueLength: 0 },
    });
    const source = (text: string): number => context.register({ kind: 'source', text, prelude: '' }, {});
    const counts = context
      .blocks([new TextEncoder().encode(words.join('\n'))])
      .narrow('map', source('lambda w: (w, 1)'))
      .reduceByKey(source('lambda a, b: a + b'), 2)
      .narrow('mapPartitionsWithIndex', source('lambda i, pairs: [(k, i) for k, _ in pairs]'));
    const taken = await context.takeText(counts, 20);
    expect(taken).toEqual([0, 1].flatMap((partition) => words.filter((_, index) => ofSpark[index] === partition).map((word) => `('${word}', ${partition})`)));
    await context.stop();
  });
});
