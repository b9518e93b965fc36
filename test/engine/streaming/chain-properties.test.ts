import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { applied, chains, expected, inputs, type Link, orderedChains } from './chains';
import { runStreams } from './run-streams';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

const named = (arbitrary: fc.Arbitrary<readonly Link[]>): fc.Arbitrary<readonly Link[]> => arbitrary.map((chain) => Object.assign(chain, { [fc.toStringMethod]: () => chain.map(({ name }) => name).join('.') }));
/** The same records, in whatever order. */
const unordered = (batches: ReadonlyMap<number, readonly unknown[]>): unknown[] => [...batches].map(([time, records]) => [time, records.map((record) => JSON.stringify(record)).sort()]);
const partitions = fc.integer({ min: 1, max: 4 });

describe.each([
  ['python', 40],
  ['javascript', 80],
] as const)('in %s', (language, numRuns) => {
  it('any chain of operators gives what a plain loop over the same batches gives, with one partition or many', async () => {
    await fc.assert(
      fc.asyncProperty(named(chains), inputs, partitions, async (chain, input, count) => {
        const given = await runStreams(pool, { language, inputs: [input], build: applied(chain), batches: input.length, partitions: count });
        expect(unordered(given)).toEqual(unordered(expected(chain, input)));
      }),
      { numRuns },
    );
  });

  it('operators within partitions, unions and windows keep the order of records, with one partition or many', async () => {
    await fc.assert(
      fc.asyncProperty(named(orderedChains), inputs, partitions, async (chain, input, count) => {
        const given = await runStreams(pool, { language, inputs: [input], build: applied(chain), batches: input.length, partitions: count });
        expect([...given]).toEqual([...expected(chain, input)]);
      }),
      { numRuns: numRuns / 2 },
    );
  });

  it('a recovery at any batch gives what no recovery gives', async () => {
    const stops = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(named(chains), inputs, stops, async (chain, input, wanted) => {
        const ends = [...new Set(wanted)].filter((stop) => stop < input.length).sort((a, b) => a - b);
        const directory = mkdtempSync(join(tmpdir(), 'recovery-property-'));
        try {
          const given = new Map<number, unknown[]>();
          let done = 0;
          for (const end of [...ends, input.length]) {
            const batches = await runStreams(pool, { language, inputs: [input], build: applied(chain), batches: end - done, checkpointDirectory: directory });
            for (const [time, records] of batches) given.set(time, records);
            done = end;
          }
          expect(unordered(new Map([...given].sort(([a], [b]) => a - b)))).toEqual(unordered(expected(chain, input)));
        } finally {
          rmSync(directory, { recursive: true, force: true });
        }
      }),
      { numRuns: numRuns / 4 },
    );
  });
});
