import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareBatch, compareRuns, type CompareAnswer, type CompareQuestion } from '#engine/compare';
import type { Pipeline } from '#engine/model';
import { printedBatches } from '#engine/spark';
import { OwnHistory } from '../history/own-history';
import { chain, recordRun } from '../replay/recorded-run';
import { reportOf, RUN } from '../history/reports';

const count = (split: string): Pipeline => ({ ...chain([['flatMap', { f: split }], ['map', { f: '(x) => [x, 1]' }], ['reduceByKey', { func: '(a, b) => a + b' }]]), language: 'javascript' });
const RULE = '-'.repeat(43);
const block = (time: string, lines: readonly string[]): string => [RULE, `Time: ${time}`, RULE, ...lines, '', ''].join('\n');

describe('two runs beside each other', () => {
  const history = new OwnHistory();
  const { executors, folder } = history;
  let plain = 0;
  let edited = 0;
  const ask = (question: Partial<CompareQuestion>): Promise<CompareAnswer> => compareRuns(history.store, { runId: plain, other: { kind: 'run', runId: edited }, by: 'order', more: false, ...question });
  const told = (answer: CompareAnswer): string => (answer.ok ? answer.pairs.map(({ left, right, same }) => `${left ?? '–'} ${right ?? '–'} ${same ? 'same' : 'differs'}`).join(', ') : answer.message);

  beforeAll(async () => {
    plain = await recordRun(count("(line) => line.split(' ')"), 'a b\n\na  c\n\nb\n', executors, history.store, 0);
    edited = await recordRun(count('(line) => line.split(/ +/)'), 'a b\n\na  c\n\nb\n\nd\n', executors, history.store, 2000);
  });

  it('are matched by order, and the first difference is found at its node', async () => {
    expect(told(await ask({}))).toBe('1000 3000 same, 2000 4000 differs, 3000 5000 same, – 6000 differs');
    const answer = await compareBatch(history.store, { runId: plain, other: { kind: 'run', runId: edited }, by: 'order', left: 2000, right: 4000 });
    if (!answer.ok) throw new Error(answer.message);
    expect(answer.batch.nodes.map(({ nodeId, same, before, after }) => [nodeId, same, before, after])).toEqual([
      ['lines', true, 1, 1],
      ['flatMap0', false, 3, 2],
      ['map1', false, 3, 2],
      ['reduceByKey2', false, 3, 2],
    ]);
    expect(answer.batch.nodes[1]!.first).toBe(1);
  });

  it('are matched by time', async () => {
    expect(told(await ask({ by: 'time' }))).toBe('1000 – differs, 2000 – differs, 3000 3000 differs, – 4000 differs, – 5000 differs, – 6000 differs');
  });

  it('are matched from their beginnings on, page by page, however many batches each has', async () => {
    const runs: number[] = [];
    for (const [batches, start] of [[2004, 0], [2010, 500_000]] as const) {
      const runId = await history.store.beginRun(RUN);
      for (let batch = 1; batch <= batches; batch++) history.store.recordBatch(runId, reportOf(start + batch * 1000, [batch === 2002 ? String(start) : 'a']));
      await history.store.flush();
      runs.push(runId);
    }
    const question = { runId: runs[0]!, other: { kind: 'run', runId: runs[1]! }, by: 'order' } as const;
    const [first, second] = [await compareRuns(history.store, { ...question, more: false }), await compareRuns(history.store, { ...question, more: true })];
    if (!first.ok || !second.ok) throw new Error('refused');
    expect([first.pairs.length, first.pairs.every(({ same, left, right }) => same && right! - left! === 500_000), first.more]).toEqual([2000, true, true]);
    expect([second.pairs.map(({ left, right, same }) => [left && left / 1000, right && right / 1000, same]), second.more]).toEqual([
      [[2001, 2501, true], [2002, 2502, false], [2003, 2503, true], [2004, 2504, true], ...[2505, 2506, 2507, 2508, 2509, 2510].map((time) => [null, time, false])],
      false,
    ]);
    const byTime = await compareRuns(history.store, { ...question, by: 'time', more: false });
    if (!byTime.ok) throw new Error(byTime.message);
    expect([byTime.pairs[499], byTime.pairs[500]]).toMatchObject([{ left: 500_000, right: null }, { left: 501_000, right: 501_000, same: true }]);
    // Another comparison was asked for meanwhile.
    expect(await compareBatch(history.store, { ...question, left: 2_002_000, right: 2_502_000 })).toMatchObject({ ok: true, batch: { nodes: [{ nodeId: 'lines', same: false }, { nodeId: 'pairs', same: true }] } });
  });

  it('say why they cannot be compared', async () => {
    expect(told(await ask({ other: { kind: 'run', runId: 99 } }))).toBe('This run is no longer in the history.');
    const far = await recordRun(count("(line) => line.split(' ')"), 'a\n', executors, history.store, 900_000);
    expect(told(await ask({ other: { kind: 'run', runId: far }, by: 'time' }))).toContain('No batch of the one has the time of a batch of the other: match them by order.');
  });

  describe("and a run beside a real Spark's output", () => {
    const file = join(folder, 'spark.txt');
    const spark = { other: { kind: 'spark', path: file } } as const;

    it('is matched by order, without what is empty or no batch', async () => {
      const own = (await history.store.batch(plain, 1000))!.console;
      const first = printedBatches(own)[0]!.lines;
      writeFileSync(file, `24/05/01 12:00:00 WARN something\n${block('2024-05-01 12:00:00', [])}${block('2024-05-01 12:00:01', first)}printed by the program\n${block('2024-05-01 12:00:02', ["('a', 1)", "('<b>', 9)"])}`);
      expect(told(await ask(spark))).toBe('1000 1 same, 2000 2 differs, 3000 – differs');
      const answer = await compareBatch(history.store, { runId: plain, ...spark, by: 'order', left: 2000, right: 2 });
      if (!answer.ok) throw new Error(answer.message);
      expect(answer.batch.nodes).toMatchObject([{ nodeId: 'printed', same: false, after: 2 }]);
      expect(answer.batch.nodes[0]!.right.map(({ repr }) => repr)).toContain("('<b>', 9)");
    });

    it('is matched by time', async () => {
      writeFileSync(file, (await Promise.all([1000, 2000, 3000].map((time) => history.store.batch(plain, time)))).map((batch) => batch!.console).join(''));
      expect(told(await ask({ ...spark, by: 'time' }))).toBe('1000 0 same, 2000 1 same, 3000 2 same');
    });

    it.each([
      ['nothing that pprint printed', 'no batches here\n', 'has no batch that pprint printed'],
      ['nothing', '', 'has no batch that pprint printed'],
      ['a heading only', `${RULE}\nTime: 12\n`, 'has no batch that pprint printed'],
    ])('is refused where the file has %s', async (_what, text, sentence) => {
      writeFileSync(file, text);
      expect(told(await ask(spark))).toContain(sentence);
    });

    it('is refused where the file is gone', async () => {
      expect(told(await ask({ other: { kind: 'spark', path: join(folder, 'gone.txt') } }))).toBe('gone.txt is not there any more.');
    });
  });
});
