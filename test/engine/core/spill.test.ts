import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SparkContext, storageShare } from '#engine/core';
import { ExecutorPool, executorMemory, WorkerHost } from '#engine/hosts';
import { submit } from '../cli/submit';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

const LAMBDAS = {
  python: { pair: 'lambda line: (line, line)', longer: 'lambda a, b: a + b', upper: 'lambda line: line.upper()' },
  javascript: { pair: 'line => [line, line]', longer: '(a, b) => a + b', upper: 'line => line.toUpperCase()' },
} as const;
const spillFolder = join(tmpdir(), `dstream-spill-${process.pid}`);
const spilledFiles = (): number => (existsSync(spillFolder) ? readdirSync(spillFolder).length : 0);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe.each(['python', 'javascript'] as const)('kept data of %s that exceeds its share of memory', (language) => {
  /** @param limit bytes */
  function context(limit: number): { sc: SparkContext; told: number[] } {
    const told: number[] = [];
    return { told, sc: new SparkContext({ executors: pool.of(language), slots: 1, defaultParallelism: 2, observe: { samples: 0, valueLength: 0 }, storageShare: limit / executorMemory(), onSpilled: (bytes) => told.push(bytes) }) };
  }
  const text = (from: number): Uint8Array => new TextEncoder().encode(Array.from({ length: 200 }, (_, index) => `line ${from + index} ${'x'.repeat(100)}\n`).join(''));

  it('goes to disk, the least recently used first, and comes back: caches and shuffles read the same again and again', async () => {
    const { sc, told } = context(60_000);
    const source = (name: keyof (typeof LAMBDAS)['python']): number => sc.register({ kind: 'source', text: LAMBDAS[language][name], prelude: '' }, {});
    const cached = [0, 200, 400].map((from) => sc.blocks([text(from)]).narrow('map', source('upper')).persist());
    const reduced = sc.union(cached).narrow('map', source('pair')).reduceByKey(source('longer'), 3);
    const all = [...cached, reduced];
    const first = await Promise.all(all.map((rdd) => sc.takeText(rdd, 1000)));
    expect(first.map(({ length }) => length)).toEqual([200, 200, 200, 600]);
    for (let round = 0; round < 2; round++) for (const [index, rdd] of all.entries()) expect(await sc.takeText(rdd, 1000)).toEqual(first[index]);
    expect(told).toHaveLength(1);
    expect(spilledFiles()).toBeGreaterThan(0);
    await sc.stop();
    await expect.poll(spilledFiles).toBe(0);
  });

  it('stays in memory below that', async () => {
    const { sc, told } = context(1_000_000);
    const cached = sc.blocks([text(0)]).persist();
    expect(await sc.takeText(cached, 1000)).toEqual(await sc.takeText(cached, 1000));
    expect(told).toEqual([]);
    await sc.stop();
  });

  it('of one context is no other context’s', async () => {
    for (const from of [0, 200]) {
      const { sc } = context(0);
      const cached = sc.blocks([text(from)]).persist();
      expect((await sc.takeText(cached, 1))[0]).toContain(`line ${from}`);
      expect((await sc.takeText(cached, 1))[0]).toContain(`line ${from}`);
      await sc.stop();
    }
  });
});

describe('the folder of spilled data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spill-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('goes with its process, and takes along what a crashed one left; the log tells once what went to disk', async () => {
    // The number of a process that is gone.
    const gone = Number(execFileSync(process.execPath, ['-p', 'process.pid']).toString());
    const left = join(tmpdir(), `dstream-spill-${gone}`);
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, '0'), 'left over');
    writeFileSync(
      join(folder, 'window.py'),
      `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "spill")
ssc = StreamingContext(sc, 1)
lines = ssc.queueStream([[(i % 7, "x" * 200) for i in range(n, n + 300)] for n in range(0, 3000, 300)])
lines.window(4).groupByKey().mapValues(lambda vs: sum(map(len, vs))).transform(lambda rdd: rdd.sortByKey()).pprint(7)
ssc.start()
ssc.awaitTermination()
`,
    );
    const args = ['--clock', 'manual', '--batches', '9', 'window.py'];
    const plain = await submit(args, folder);
    const spilling = await submit(['--conf', 'spark.memory.fraction=0.000001', ...args], folder);
    expect(plain).toMatchObject({ status: 0 });
    expect(plain.stdout).toContain('(0, ');
    expect(spilling.stdout).toBe(plain.stdout);
    expect(spilling.stderr.match(/bytes of cached partitions and shuffle data went to disk/g)).toHaveLength(1);
    expect(plain.stderr).not.toContain('went to disk');
    expect(existsSync(left)).toBe(false);
    const ended = readdirSync(tmpdir()).flatMap((name) => /^dstream-spill-(\d+)$/.exec(name)?.[1] ?? []).filter((pid) => !isAlive(Number(pid)));
    expect(ended).toEqual([]);
  });

  it('is asked for by settings that make sense', () => {
    expect(storageShare(new Map())).toBeCloseTo(0.3);
    expect(storageShare(new Map([['spark.memory.storageFraction', '0']]))).toBe(0);
    for (const [key, value] of [['spark.memory.fraction', '0'], ['spark.memory.fraction', 'half'], ['spark.memory.storageFraction', '1'], ['spark.memory.storageFraction', '']] as const) {
      expect(() => storageShare(new Map([[key, value]]))).toThrow(`${key}: "${value}" should be a number`);
    }
  });
});
