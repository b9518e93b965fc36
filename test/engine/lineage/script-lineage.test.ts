import { describe, expect, it } from 'vitest';
import { moveMarbles, traceLine, traceRecord } from '#engine/lineage';
import { keptRun, replay, REPLAY_OBSERVES, type ReplayedBatch, withProgram } from '#engine/replay';
import { OwnHistory } from '../history/own-history';
import { recordScript, scriptReplays } from '../replay/recorded-script';

const script = (body: string): string => `from operator import add
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "lab")
ssc = StreamingContext(sc, 1)
ssc.checkpoint("points")
lines = ssc.socketTextStream("localhost", 9999)
${body}
ssc.start()
ssc.awaitTermination()
`;
const INPUT = [['spark is fast', 'b a'], ['spark'], [], ['a', 'spark b'], ['b b']];
const START = 3_600_000;

describe('the lineage of a record of a script', () => {
  const history = new OwnHistory();
  const { executors, folder } = history;
  const environment = scriptReplays(executors);
  const record = async (body: string): Promise<number> => (await recordScript(script(body), INPUT.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n'), executors, history.store, { folder }, INPUT.length)).runId;

  it.each([
    ['record by record', 'words = lines.flatMap(lambda line: line.split(" ")).filter(lambda word: word != "is")\nwords.pprint()'],
    ['a count of words in a loop', 'import re\nstop = sc.broadcast(["a"])\nfor n in (1, 2):\n    lines.flatMap(lambda line: re.split(" ", line)).filter(lambda word: word not in stop.value).map(lambda word: (word[:1], n)).reduceByKey(add).pprint()'],
    ['a window that is corrected', 'lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).reduceByKeyAndWindow(add, lambda a, b: a - b, 5, 1).pprint()'],
    ['a window with a slide', 'lines.flatMap(lambda line: line.split(" ")).window(3, 2).countByValue().pprint()'],
    ['state, in a class', 'class Job:\n    def update(self, new, old):\n        return sum(new) + (old or 0)\n    def build(self, stream):\n        return stream.map(lambda line: (line[:1], 1)).updateStateByKey(self.update)\nJob().build(lines).filter(lambda pair: pair[1] > 1).pprint()'],
    ['a join, and functions of RDDs', 'pairs = lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, len(word)))\npairs.leftOuterJoin(pairs.transform(lambda rdd: rdd.distinct().filter(lambda pair: pair[1] > 1))).pprint()'],
  ])('is exactly what leaving out one line after the other finds: %s', async (_what, body) => {
    const runId = await record(body);
    const run = await keptRun(history.store, runId);
    const to = START + INPUT.length * 1000;
    const encoder = new TextEncoder();
    const asked = await withProgram(run.pipeline, run, environment, REPLAY_OBSERVES, AbortSignal.timeout(60_000), async (program) => {
      const source = program.pipeline.nodes[0]!.id;
      const given = (without: string | null): Promise<readonly ReplayedBatch[]> => {
        const input = new Map(INPUT.map((lines, batch) => [START + (batch + 1) * 1000, lines.filter((_, line) => `${batch} ${line}` !== without)]));
        const blocks = new Map([...input].map(([time, lines]) => [time, new Map([[source, lines.length > 0 ? [encoder.encode(`${lines.join('\n')}\n`)] : []]])]));
        return replay({ program, input: blocks, from: START + 1000, to, show: START + 1000, signal: AbortSignal.timeout(60_000) });
      };
      const equals = (batches: readonly ReplayedBatch[], batchTime: number, nodeId: string, repr: string): number =>
        batches.find((batch) => batch.batchTime === batchTime)?.outputs.find((output) => output.nodeId === nodeId)?.records.filter((each) => each.repr === repr).length ?? 0;
      const whole = await given(null);
      const without = new Map<string, readonly ReplayedBatch[]>();
      for (const [batch, lines] of INPUT.entries()) for (const line of lines.keys()) without.set(`${START + (batch + 1) * 1000} ${line}`, await given(`${batch} ${line}`));
      const records = whole.flatMap(({ batchTime, outputs }) => outputs.flatMap(({ nodeId, records: all }) => all.map((each) => ({ batchTime, nodeId, ...each })))).filter(({ nodeId }) => nodeId === program.pipeline.nodes.findLast(({ op }) => op !== 'pprint')!.id);
      expect(records.length).toBeGreaterThan(2);
      return [records[Math.floor(records.length / 2)]!, records.at(-1)!].map((wanted) => {
        const { batchTime, nodeId, repr } = wanted;
        const before = equals(whole, batchTime, nodeId, repr);
        return { wanted, before, expected: [...without].filter(([, batches]) => equals(batches, batchTime, nodeId, repr) !== before).map(([line]) => line) };
      });
    });
    for (const { wanted, before, expected } of asked) {
      const { batchTime, nodeId, partition, seq, repr } = wanted;
      const trace = await traceRecord(history.store, { runId, batchTime, nodeId, partition, seq, repr }, environment);
      if (!trace.ok) throw new Error(trace.message);
      expect([repr, trace.equal, trace.untested, trace.lines.map((each) => `${each.batchTime} ${each.line}`)]).toEqual([repr, before, 0, expected]);
      expect(expected.length).toBeGreaterThan(0);
    }
  }, 120_000);

  it('goes forwards from a line, and moves lines into other batches', async () => {
    const runId = await record('counts = lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).reduceByKeyAndWindow(add, lambda a, b: a - b, 5, 1)\ncounts.pprint()');
    const nodes = new Map((await keptRun(history.store, runId)).pipeline.nodes.map(({ op, id }) => [op, id]));
    const line = { batchTime: START + 2000, nodeId: nodes.get('socketTextStream')!, block: 0, line: 0 };
    const trace = await traceLine(history.store, { runId, line, to: START + 5000 }, environment);
    if (!trace.ok) throw new Error(trace.message);
    expect(trace.text).toBe('spark');
    expect(trace.effects.filter(({ nodeId }) => nodeId === nodes.get('reduceByKeyAndWindow')).map(({ batchTime, gone, came }) => [batchTime - START, gone.map(({ repr }) => repr), came])).toEqual([
      [2000, ["('spark', 2)"], ["('spark', 1)"]],
      [3000, ["('spark', 2)"], ["('spark', 1)"]],
      [4000, ["('spark', 3)"], ["('spark', 2)"]],
      [5000, ["('spark', 3)"], ["('spark', 2)"]],
    ]);
    const marbles = await moveMarbles(history.store, { runId, nodeId: nodes.get('reduceByKeyAndWindow')!, from: START + 1000, to: START + 3000, moves: [{ line, to: START + 3000 }] }, environment);
    if (!marbles.ok) throw new Error(marbles.message);
    expect(marbles.inverse).toBe(true);
    expect(marbles.results.map(({ recorded, now, anew }) => [recorded, now, anew].map((records) => records!.find((each) => each.includes('spark'))))).toEqual([
      ["('spark', 1)", "('spark', 1)", "('spark', 1)"],
      ["('spark', 2)", "('spark', 1)", "('spark', 1)"],
      ["('spark', 2)", "('spark', 2)", "('spark', 2)"],
    ]);
  });
});
