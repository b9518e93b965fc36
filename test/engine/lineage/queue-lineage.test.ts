import { describe, expect, it } from 'vitest';
import { moveMarbles, traceLine, traceRecord } from '#engine/lineage';
import { keptRun } from '#engine/replay';
import { OwnHistory } from '../history/own-history';
import { litByRecord } from '../../../renderer/lineage/reach';
import { recordScript, scriptReplays } from '../replay/recorded-script';

const BATCHES = [['spark is fast', 'b a'], ['spark', 'spark'], [], ['a', 'spark b'], ['b b']];
const RECORDS = BATCHES.flatMap((lines, batch) => lines.map((_, line) => [batch, line] as const));
const START = 3_600_000;

/** The same pipeline for the whole queue, and once for each of its records without that one: what `leaving out` means, said by Spark's own means. */
const script = (build: string, queue = 'ssc.queueStream(rdds(left))'): string => `from operator import add
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "lab")
ssc = StreamingContext(sc, 1)
ssc.checkpoint("points")
BATCHES = ${JSON.stringify(BATCHES)}
def rdds(left):
    return [sc.parallelize([line for at, line in enumerate(batch) if (number, at) != left], 1) for number, batch in enumerate(BATCHES)]
def build(lines):
    ${build}
for left in [None, ${RECORDS.map(([batch, line]) => `(${batch}, ${line})`).join(', ')}]:
    lines = ${queue}
    made = build(lines)
    made.pprint()
ssc.start()
ssc.awaitTermination()
`;

describe('the lineage of a record of a queue', () => {
  const history = new OwnHistory();
  const { executors, folder } = history;
  const environment = scriptReplays(executors);
  const record = async (text: string): Promise<number> => (await recordScript(text, '', executors, history.store, { folder }, BATCHES.length)).runId;

  it.each([
    ['record by record', 'return lines.flatMap(lambda line: line.split(" ")).filter(lambda word: word != "is")'],
    ['a count of words', 'return lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).reduceByKey(add)'],
    ['a window that is corrected', 'return lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).reduceByKeyAndWindow(add, lambda a, b: a - b, 5, 1)'],
    ['state', 'return lines.map(lambda line: (line[:1], 1)).updateStateByKey(lambda new, old: sum(new) + (old or 0)).filter(lambda pair: pair[1] > 1)'],
    ['distinct words by a function of RDDs, over a window with a slide', 'return lines.flatMap(lambda line: line.split(" ")).window(4, 2).transform(lambda rdd: rdd.distinct())'],
    ['all at once, and a queue of RDDs that are computed', 'return lines.map(lambda line: (len(line), 1)).reduceByKey(add)', 'ssc.queueStream([rdd.map(lambda line: line + "!").filter(bool) for rdd in rdds(left)], oneAtATime=False)'],
  ])('is exactly what leaving out one record after the other finds: %s', async (_what, build, queue?: string) => {
    const runId = await record(script(build, queue));
    const { pipeline } = await keptRun(history.store, runId);
    // The nodes of each copy, in the order in which they were made.
    const last = pipeline.nodes.flatMap(({ op, id }) => (op === 'pprint' ? [pipeline.edges.find(({ to }) => to === id)!.from] : []));
    expect(last.length).toBe(RECORDS.length + 1);
    const given = new Map<number, ReadonlyMap<string, readonly { readonly partition: number; readonly seq: number; readonly repr: string }[]>>();
    for (const batch of await history.store.batches({ runId, before: null, limit: 50 })) given.set(batch.batchTime, new Map((await history.store.replayOutputs(runId, batch.batchTime)).map(({ nodeId, records }) => [nodeId, records])));
    const equals = (batchTime: number, nodeId: string, repr: string): number => given.get(batchTime)!.get(nodeId)?.filter((each) => each.repr === repr).length ?? 0;
    const all = [...given].flatMap(([batchTime, nodes]) => (nodes.get(last[0]!) ?? []).map((each) => ({ batchTime, ...each })));
    expect(all.length).toBeGreaterThan(2);
    for (const { batchTime, partition, seq, repr } of [all[Math.floor(all.length / 2)]!, all.at(-1)!]) {
      const before = equals(batchTime, last[0]!, repr);
      const expected = RECORDS.flatMap(([batch, line], at) => (equals(batchTime, last[at + 1]!, repr) === before ? [] : [[queue ? 0 : batch, line, `'${BATCHES[batch]![line]!}${queue ? '!' : ''}'`]]));
      const trace = await traceRecord(history.store, { runId, batchTime, nodeId: last[0]!, partition, seq, repr }, environment);
      if (!trace.ok) throw new Error(trace.message);
      const lines = trace.lines.map(({ batchTime: time, line, text, tested }) => [(time - START) / 1000 - 1, tested ? line : null, text]);
      // Of a queue that is given all at once, lines are counted through.
      expect([repr, trace.equal, trace.untested, queue ? lines.map(([, , text]) => text) : lines]).toEqual([repr, before, 0, queue ? expected.map(([, , text]) => text) : expected]);
      // In the picture, the queue's own RDDs light up, whether they were computed or not.
      const { rdds } = (await history.store.batch(runId, batchTime))!;
      const lit = litByRecord(rdds, trace.lines, rdds.find((rdd) => rdd.nodeId === last[0] && rdd.isNodeOutput && rdd.batchTime === batchTime)!.id);
      const queues = rdds.filter((rdd) => rdd.isNodeOutput && trace.lines.some((line) => line.nodeId === rdd.nodeId && line.batchTime === rdd.batchTime)).map(({ id }) => id);
      expect([queues.length > 0, queues.filter((id) => !lit.has(id))]).toEqual([true, []]);
    }
  }, 120_000);

  it('goes forwards from a record, and moves records into other batches', async () => {
    const runId = await record(script('return lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).reduceByKeyAndWindow(add, lambda a, b: a - b, 5, 1)').replace(/for left in .*:/, 'for left in [None]:'));
    const nodes = new Map((await keptRun(history.store, runId)).pipeline.nodes.map(({ op, id }) => [op, id]));
    const line = { batchTime: START + 2000, nodeId: nodes.get('queueStream')!, block: 0, line: 1 };
    const trace = await traceLine(history.store, { runId, line, to: START + 5000 }, environment);
    if (!trace.ok) throw new Error(trace.message);
    const windows = trace.effects.filter(({ nodeId }) => nodeId === nodes.get('reduceByKeyAndWindow'));
    expect([trace.text, windows.map(({ batchTime, gone, came }) => [batchTime - START, gone.map(({ repr }) => repr), came])]).toEqual([
      "'spark'",
      [
        [2000, ["('spark', 3)"], ["('spark', 2)"]],
        [3000, ["('spark', 3)"], ["('spark', 2)"]],
        [4000, ["('spark', 4)"], ["('spark', 3)"]],
        [5000, ["('spark', 4)"], ["('spark', 3)"]],
      ],
    ]);
    const marbles = await moveMarbles(history.store, { runId, nodeId: nodes.get('reduceByKeyAndWindow')!, from: START + 1000, to: START + 3000, moves: [{ line, to: START + 3000 }] }, environment);
    if (!marbles.ok) throw new Error(marbles.message);
    expect(marbles.batches.map(({ lines }) => lines.map(({ text }) => text))).toEqual([["'spark is fast'", "'b a'"], ["'spark'"], ["'spark'"]]);
    expect(marbles.results.map(({ recorded, now, anew }) => [recorded, now, anew].map((records) => records!.find((each) => each.includes('spark'))))).toEqual([
      ["('spark', 1)", "('spark', 1)", "('spark', 1)"],
      ["('spark', 3)", "('spark', 2)", "('spark', 2)"],
      ["('spark', 3)", "('spark', 3)", "('spark', 3)"],
    ]);
  });
});
