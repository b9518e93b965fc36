import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceRecord } from '#engine/lineage';
import type { Language } from '#engine/model';
import { pipelineProgram, replay, REPLAY_OBSERVES, type ReplayedBatch } from '#engine/replay';
import { OwnHistory } from '../history/own-history';
import { recordRun } from '../replay/recorded-run';
import { type Generated, generated } from './generated';

const encoder = new TextEncoder();
/** How many times as many pipelines as usual; those are other ones each time. */
const TIMES = Number(process.env.LINEAGE_TIMES ?? 1);
const SEED = 20_261_127;

describe('the lineage of a record', () => {
  const history = new OwnHistory();
  const { executors } = history;


  /** What every node gives in every batch, with the input as it was or without one of its lines. */
  async function run({ pipeline, input }: Generated, without: { batch: number; line: number } | null): Promise<readonly ReplayedBatch[]> {
    const blocks = new Map(
      input.map((lines, batch) => {
        const kept = lines.filter((_, line) => without?.batch !== batch || without.line !== line);
        return [(batch + 1) * 1000, new Map([['lines', kept.length > 0 ? [encoder.encode(`${kept.join('\n')}\n`)] : []]])];
      }),
    );
    return replay({ program: pipelineProgram(pipeline, { executors, cores: 2 }, REPLAY_OBSERVES), input: blocks, from: 1000, to: input.length * 1000, show: 1000, signal: AbortSignal.timeout(30_000) });
  }
  const equals = (batches: readonly ReplayedBatch[], batchTime: number, nodeId: string, repr: string): number =>
    batches.find((batch) => batch.batchTime === batchTime)?.outputs.find((output) => output.nodeId === nodeId)?.records.filter((record) => record.repr === repr).length ?? 0;

  it.each([
    ['python', 60 * TIMES],
    ['javascript', 40 * TIMES],
  ] as const)('is exactly what leaving out one line after the other finds, for generated pipelines with windows, joins and state in %s', { timeout: 300_000 * TIMES }, async (language: Language, numRuns) => {
    let [asked, lit] = [0, 0];
    await fc.assert(
      fc.asyncProperty(generated(language), async (example) => {
        const { pipeline, input, node, record } = example;
        const base = await run(example, null);
        const failure = base.find((batch) => batch.failure)?.failure ?? null;
        // A join of numbers with words: nobody can tell which of them is greater.
        if (failure !== null && /not supported between instances/.test(failure.message)) return;
        expect(failure).toBe(null);
        const given = base.flatMap(({ batchTime, outputs }) => outputs.flatMap(({ nodeId, records }) => records.map((each) => ({ batchTime, nodeId, ...each }))));
        const late = given.filter(({ nodeId }) => nodeId === (pipeline.nodes.at(-2 - (node % 4)) ?? pipeline.nodes[0])!.id);
        const wanted = late.length > 0 ? late.at(-1 - (record % late.length))! : given[0];
        if (!wanted) return;

        const expected: string[] = [];
        const before = equals(base, wanted.batchTime, wanted.nodeId, wanted.repr);
        for (const [batch, lines] of input.entries()) {
          for (const line of lines.keys()) {
            if (equals(await run(example, { batch, line }), wanted.batchTime, wanted.nodeId, wanted.repr) !== before) expected.push(`${(batch + 1) * 1000} ${line}`);
          }
        }

        const text = input.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
        const runId = await recordRun(pipeline, text, executors, history.store, 0, input.length);
        const { batchTime, nodeId, partition, seq, repr } = wanted;
        const trace = await traceRecord(history.store, { runId, batchTime, nodeId, partition, seq, repr: record % 2 === 0 ? repr : null }, { executors, cores: 2 });
        if (!trace.ok) throw new Error(trace.message);
        expect(trace.lines.map((each) => `${each.batchTime} ${each.line}`)).toEqual(expected);
        expect([trace.repr, trace.equal, trace.untested, trace.lines.every(({ tested }) => tested)]).toEqual([repr, before, 0, true]);
        asked++;
        lit += expected.length;
      }),
      { numRuns, ...(TIMES === 1 ? { seed: SEED } : {}) },
    );
    expect(asked).toBeGreaterThan(numRuns / 2);
    expect(lit).toBeGreaterThan(numRuns);
  });
});
