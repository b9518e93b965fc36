import { describe, expect, it } from 'vitest';
import { type Marbles, moveMarbles, type MarblesQuestion } from '#engine/lineage';
import type { Pipeline } from '#engine/model';
import { OwnHistory } from '../history/own-history';
import { chain, recordRun } from '../replay/recorded-run';

const BATCHES = [['a', 'b'], ['b'], ['a', 'c'], ['b'], ['a']];
const textOf = (batches: readonly (readonly string[])[]): string => batches.map((lines) => `${lines.map((line) => `${line}\n`).join('')}\n`).join('');
const keyed = ['map', { f: '(line) => [line, 1]' }] as const;
const javascript = (steps: Parameters<typeof chain>[0]): Pipeline => ({ ...chain(steps), language: 'javascript' });
const CHAINS: readonly (readonly [what: string, pipeline: Pipeline])[] = [
  ['a window with an inverse function', javascript([keyed, ['reduceByKeyAndWindow', { func: '(a, b) => a + b', invFunc: '(a, b) => a - b', windowDuration: 5000, slideDuration: 1000 }]])],
  ['a window without one', javascript([keyed, ['reduceByKeyAndWindow', { func: '(a, b) => a + b', windowDuration: 3000, slideDuration: 1000 }]])],
  ['a state', javascript([keyed, ['updateStateByKey', { updateFunc: '(now, old) => (old ?? 0) + now.length' }]])],
  ['a reduce', javascript([keyed, ['reduceByKey', { func: '(a, b) => a + b' }]])],
];

describe('a line that is moved into another batch', () => {
  const history = new OwnHistory();
  const { executors } = history;

  const ask = async (question: MarblesQuestion): Promise<Marbles> => {
    const answer = await moveMarbles(history.store, question, { executors, cores: 2 });
    if (!answer.ok) throw new Error(answer.message);
    return answer;
  };
  const lastNode = ({ nodes }: Pipeline): string => nodes.at(-2)!.id;
  const sorted = (records: readonly string[] | null): readonly string[] => [...(records ?? [])].sort();

  it.each(CHAINS)('gives of %s what a run gives in which it came there', async (_what, pipeline) => {
    const runId = await recordRun(pipeline, textOf(BATCHES), executors, history.store);
    const moved = await recordRun(pipeline, textOf([['a', 'b'], [], ['a', 'c'], ['b', 'b'], ['a']]), executors, history.store, 0, 5);
    const nodeId = lastNode(pipeline);
    const line = { batchTime: 2000, nodeId: 'lines', block: 0, line: 0 };
    const answer = await ask({ runId, nodeId, from: 1000, to: 5000, moves: [{ line, to: 4000 }] });
    expect(answer.batches.map(({ lines }) => lines.map(({ text }) => text))).toEqual([['a', 'b'], [], ['a', 'c'], ['b', 'b'], ['a']]);
    for (const { batchTime, recorded, now } of answer.results) {
      const of = async (run: number): Promise<string[]> => (await history.store.replayOutputs(run, batchTime)).filter((output) => output.nodeId === nodeId).flatMap(({ records }) => records.map(({ repr }) => repr));
      expect([batchTime, sorted(recorded)]).toEqual([batchTime, sorted(await of(runId))]);
      expect([batchTime, sorted(now)]).toEqual([batchTime, sorted(await of(moved))]);
    }
  });

  it('shows what the inverse function gives beside what the whole window gives', async () => {
    const [, pipeline] = CHAINS[0]!;
    const runId = await recordRun(pipeline, textOf([['a', 'c'], ['b'], ['a'], ['b'], ['a'], ['b']]), executors, history.store, 60_000);
    const sides = async (batchTime: number): Promise<unknown> => {
      const { inverse, results } = await ask({ runId, nodeId: lastNode(pipeline), from: batchTime, to: batchTime, moves: [] });
      return [inverse, sorted(results[0]!.now), sorted(results[0]!.anew)];
    };
    expect(await sides(65_000)).toEqual([true, ["[ 'a', 3 ]", "[ 'b', 2 ]", "[ 'c', 1 ]"], ["[ 'a', 3 ]", "[ 'b', 2 ]", "[ 'c', 1 ]"]]);
    // Without a filter the inverse function keeps keys of which nothing is left.
    expect(await sides(66_000)).toEqual([true, ["[ 'a', 2 ]", "[ 'b', 3 ]", "[ 'c', 0 ]"], ["[ 'a', 2 ]", "[ 'b', 3 ]"]]);
  });

  it('says in a sentence why it cannot be', async () => {
    const [, pipeline] = CHAINS[3]!;
    const runId = await recordRun(pipeline, textOf(BATCHES), executors, history.store, 120_000);
    const message = async (changed: Partial<MarblesQuestion>): Promise<string> => {
      const answer = await moveMarbles(history.store, { runId, nodeId: lastNode(pipeline), from: 121_000, to: 125_000, moves: [], ...changed }, { executors, cores: 2 });
      return answer.ok ? 'ok' : answer.message;
    };
    const line = { batchTime: 121_000, nodeId: 'lines', block: 0, line: 0 };
    expect(await message({ runId: 99 })).toContain('no graph in the history');
    expect(await message({ nodeId: 'print' })).toBe('Choose a node whose records go on to others.');
    expect(await message({ to: 190_000 })).toBe('At most 40 batches are computed at once.');
    expect(await message({ moves: [{ line, to: 130_000 }] })).toBe('A line can be moved into the batches that are shown.');
    expect(await message({ moves: [{ line: { ...line, line: 9 }, to: 122_000 }] })).toBe('A line that was moved is not among the recorded input any more.');
  });
});
