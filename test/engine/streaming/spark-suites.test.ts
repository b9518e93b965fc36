import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import type { DStream, StreamingContext } from '#engine/streaming';
import { basicOperations, basicOperationsLeft } from '../../fixtures/suites/basic-operations';
import { recoveries, recoveriesLeft } from '../../fixtures/suites/checkpoint';
import type { SuiteCase } from '../../fixtures/suites/suite-case';
import { windowOperations, windowOperationsLeft } from '../../fixtures/suites/window-operations';
import { INTERVAL, runStreams, type StreamsToRun } from './run-streams';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

const sorted = (records: readonly unknown[]): unknown[] => records.map((record) => JSON.stringify(record)).sort();

function comparable(batch: readonly unknown[], { ordered = false, anywhere = false }: SuiteCase): unknown {
  if (anywhere) return [batch.length, sorted((batch as unknown[][]).flat())];
  return ordered ? batch : sorted(batch);
}

describe.each(['python', 'javascript'] as const)("the values of Spark's suites in %s:", (language) => {
  it.each([...windowOperations, ...basicOperations].map((each) => [each.title, each] as const))('%s', async (_title, suiteCase) => {
    const { inputs, build, expect: expected, byPartition = false, batches = Math.max(...inputs.map(({ length }) => length)) } = suiteCase;
    const given = [...(await runStreams(pool, { language, inputs, build, batches, byPartition })).values()];
    expect(given.map((batch) => comparable(batch, suiteCase))).toEqual(expected.map((batch) => comparable(batch, suiteCase)));
  });
});

describe.each(['python', 'javascript'] as const)('recoveries of CheckpointSuite in %s:', (language) => {
  it.each(recoveries.map((each) => [each.title, each] as const))('%s', async (_title, { inputs, build, expect: expected, before }) => {
    const checkpointDirectory = mkdtempSync(join(tmpdir(), 'checkpoint-suite-'));
    try {
      const first = await runStreams(pool, { language, inputs, build, batches: before, checkpointDirectory });
      expect([...first.values()].map(sorted)).toEqual(expected.slice(0, before).map(sorted));
      const second = await runStreams(pool, { language, inputs, build, batches: expected.length - before, checkpointDirectory });
      // The last batch before is run again, as Spark does: it may not have been done.
      expect([...second].filter(([time]) => time > before * INTERVAL).map(([, batch]) => sorted(batch))).toEqual(expected.slice(before).map(sorted));
      for (const [time, batch] of second) expect(sorted(batch)).toEqual(sorted(expected[time / INTERVAL - 1]!));
    } finally {
      rmSync(checkpointDirectory, { recursive: true, force: true });
    }
  });
});

describe("what Spark's suites see from within", () => {
  const ten = Array.from({ length: 10 }, (_, x) => [x, x + 1]);
  const timesOf = async (stream: DStream['parents'][number]): Promise<(number | null)[]> => (await stream.remembered()).map(({ scope }) => scope.batchTime! / 1000).sort((a, b) => a - b);
  const run = (build: StreamsToRun['build'], inspect: StreamsToRun['inspect']) => runStreams(pool, { language: 'javascript', inputs: [ten], build, batches: 10, inspect });

  // BasicOperationsSuite "rdd cleanup - map and window"
  it('windows are remembered for the asked time, what they are made of for as long as they look back', async () => {
    let ssc: StreamingContext | undefined;
    const build: StreamsToRun['build'] = ([s], f) => {
      ({ ssc } = s!);
      ssc.remember(3000);
      return s!.map(f.modulo10).window(2000, 1000).window(4000, 2000);
    };
    await run(build, async (second) => {
      const [first] = second.parents;
      const [mapped] = first!.parents;
      expect([second, first, mapped].map((stream) => stream!.rememberDuration)).toEqual([3000, 7000, 9000]);
      await vi.waitFor(async () => {
        expect(await timesOf(second)).toEqual([8, 10]);
        expect(await timesOf(first!)).toEqual([4, 5, 6, 7, 8, 9, 10]);
        expect(await timesOf(mapped!)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
      });
    });
  });

  // BasicOperationsSuite "rdd cleanup - updateStateByKey"
  it('state is remembered for twice its checkpoint interval', async () => {
    await run(
      ([s], f) => s!.map(f.pairWithOne).updateStateByKey(f.count, null).checkpoint(3000),
      async (state) => {
        expect(state.rememberDuration).toBe(6000);
        await vi.waitFor(async () => expect(await timesOf(state)).toEqual([5, 6, 7, 8, 9, 10]));
      },
    );
  });

  // BasicOperationsSuite "rdd cleanup - input blocks and persisted RDDs"; WindowOperationsSuite "window - persistence level"
  it('a stream that a window looks back on is kept while that lasts, and a window itself is not', async () => {
    await run(
      ([s], f) => s!.map(f.plus4).window(2000, 1000),
      async (window) => {
        const [parent] = window.parents;
        expect((await window.remembered()).map(({ isPersisted }) => isPersisted)).not.toContain(true);
        await vi.waitFor(async () => expect((await parent!.remembered()).map(({ isPersisted, scope }) => [isPersisted, scope.batchTime])).toEqual([[true, 8000], [true, 9000], [true, 10_000]]));
      },
    );
  });

  // BasicOperationsSuite "slice" and "slice - has not been initialized"
  it('slices have the RDDs from a time to a time, both included', async () => {
    const input = [[1], [2], [3], [4]];
    await runStreams(pool, {
      language: 'javascript',
      inputs: [input],
      batches: 4,
      build: ([s], f) => {
        s!.ssc.remember(10_000);
        return s!.map(f.identity);
      },
      inspect: async (stream) => {
        const slice = async (from: number, to: number): Promise<unknown[]> => {
          const rdds = await stream.slice(from, to);
          return (await Promise.all(rdds.map((rdd) => rdd.context.takeText(rdd, 10)))).flat().map(Number);
        };
        expect(await slice(0, 1000)).toEqual([1]);
        expect(await slice(0, 2000)).toEqual([1, 2]);
        expect(await slice(1000, 2000)).toEqual([1, 2]);
        expect(await slice(2000, 4000)).toEqual([2, 3, 4]);
      },
    });
    let error: unknown;
    await run(([s]) => {
      s!.slice(0, 1000).catch((reason: unknown) => (error = reason));
      return s!;
    }, undefined);
    expect(String(error)).toContain('has not been initialized');
  });
});

describe("Spark's suites", () => {
  it('are there with every case, or with the reason why not', () => {
    const spark = (title: string): boolean => !/slides of a third|(?:five|six) slides long/.test(title);
    const titles = (cases: readonly SuiteCase[], left: readonly (readonly [string, string])[]): Set<string> => new Set([...cases.map(({ title }) => title).filter(spark), ...left.map(([title]) => title)]);
    expect(titles(windowOperations, windowOperationsLeft).size).toBe(21);
    expect(titles(basicOperations, basicOperationsLeft).size).toBe(39);
    expect(titles(recoveries, recoveriesLeft).size).toBe(18);
  });
});
