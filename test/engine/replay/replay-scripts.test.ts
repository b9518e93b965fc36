import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { traceRecord } from '#engine/lineage';
import type { StreamsNotFirst } from '#engine/model';
import { keptRun, type Program, replay, REPLAY_OBSERVES, replayRecorded, type ReplayAnswer, withProgram } from '#engine/replay';
import { OwnHistory } from '../history/own-history';
import { recordScript, scriptReplays } from './recorded-script';

const HEAD = `import sys
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "lab")
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream("localhost", 9999)
`;
const TAIL = `ssc.start()
ssc.awaitTermination()
`;
const COUNT = `${HEAD}counts = (lines.flatMap(lambda line: line.split(" "))
    .map(lambda word: (word, 1))
    .reduceByKey(lambda a, b: a + b))
counts.pprint()
${TAIL}`;
const STATE = `${HEAD}initial = sc.parallelize([("spark", 10)])
def update(new, old):
    return sum(new) + (old or 0)
ssc.checkpoint("points")
running = lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).updateStateByKey(update, initialRDD=initial)
running.pprint()
${TAIL}`;
const WINDOW = `${HEAD}ssc.checkpoint("points")
pairs = lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1))
windowed = pairs.reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, 5, 1)
windowed.pprint()
${TAIL}`;
const OWN_CODE = `${HEAD}stops = sc.broadcast(open("stop.txt").read().split())
seen = []
def keep(time, rdd):
    words = sorted(rdd.collect())
    seen.append(len(words))
    with open("log.txt", "a") as log:
        log.write(" ".join(words) + "\\n")
    rdd.saveAsTextFile("saved-%d" % len(seen))
    print(time, words, seen, open("log.txt").read().count("\\n"))
class Splitter:
    def __init__(self, at):
        self.at = at
    def __call__(self, line):
        return line.split(self.at)
split = Splitter(sys.argv[1])
stream = lines
for step in range(2):
    stream = stream.flatMap(lambda line: split(line) if step == 1 else [line])
stream.filter(lambda word: word not in stops.value).transform(lambda rdd: rdd.distinct()).foreachRDD(keep)
${TAIL}`;
const WORDS = 'spark  streaming spark\nzebra\n\na b\n\nspark\n\n\n\nzebra zebra\n\nspark b\n';

describe('a replay of a script', () => {
  const history = new OwnHistory();
  const { executors, folder } = history;
  const ask = async (runId: number, text: string | null, from: number, to = from): Promise<Extract<ReplayAnswer, { ok: true }>> => {
    const answer = await refusable(runId, text, from, to);
    if (!answer.ok) throw new Error(answer.message);
    return answer;
  };
  const refusable = async (runId: number, text: string | null, from: number, to = from): Promise<ReplayAnswer> => {
    const { pipeline } = (await history.store.replayRun(runId))!;
    const changed = text === null ? pipeline! : { ...pipeline!, code: [{ ...pipeline!.code[0]!, text }] };
    return replayRecorded(history.store, { runId, from, to, pipeline: changed }, scriptReplays(executors));
  };
  const last = async (runId: number): Promise<number> => (await history.store.batches({ runId, before: null, limit: 1 }))[0]!.batchTime;
  const record = (text: string, args: readonly string[] = []): ReturnType<typeof recordScript> => recordScript(text, WORDS, executors, history.store, { folder, args });

  it('gives what was recorded, and after an edit of a lambda differs exactly where it should', async () => {
    const { runId } = await record(COUNT);
    const first = (await history.store.replayRun(runId))!.firstBatch.batchTime;
    const same = await ask(runId, null, first);
    expect([same.faithful, same.batches[0]!.nodes.map((node) => node.same)]).toEqual([true, [true, true, true, true]]);
    // A line before it moves every line, and a new operator every number.
    const changed = await ask(runId, COUNT.replace('split(" "))', 'split())').replace('counts = (lines', '# Words\ncounts = (lines.filter(lambda line: True)'), first);
    const names = new Map((await history.store.replayRun(runId))!.pipeline!.nodes.map(({ id, op }) => [id, op]));
    expect(changed.batches[0]!.nodes.map(({ nodeId, same: unchanged, before, after }) => [names.get(nodeId) ?? 'new', unchanged, before, after])).toEqual([
      ['socketTextStream', true, 2, 2],
      ['flatMap', false, 5, 4],
      ['map', false, 5, 4],
      ['reduceByKey', false, 4, 3],
      ['new', false, null, 2],
    ]);
  });

  it.each([
    ['a count', COUNT],
    ['state with an initial RDD', STATE],
    ['a corrected window', WINDOW],
  ])('gives the same bytes each time, with windows and state as they were before the batch: %s', async (_what, text) => {
    const { runId } = await record(text);
    // The script runs twice for it, each time in an interpreter of its own.
    const answer = await ask(runId, null, await last(runId));
    expect([answer.faithful, answer.batches.flatMap(({ nodes }) => nodes.filter(({ same }) => !same))]).toEqual([true, []]);
  });

  it("runs the script's own functions with its globals, arguments and files, and writes nothing", async () => {
    writeFileSync(join(folder, 'stop.txt'), 'a b');
    const { runId, printed } = await record(OWN_CODE, [' ']);
    const before = readdirSync(folder).sort();
    const log = readFileSync(join(folder, 'log.txt'), 'utf8');
    const first = (await history.store.replayRun(runId))!.firstBatch.batchTime;
    const answer = await ask(runId, null, first, await last(runId));
    expect(answer.faithful).toBe(true);
    const foreach = answer.batches.map(({ nodes }) => nodes.at(-1)!.left.map(({ repr }) => repr));
    // The log that the run wrote is there, and is written on: its lines are more than then.
    const lines = printed.trim().split('\n').filter((line) => /^1970/.test(line));
    expect(lines.length).toBe(answer.batches.length);
    expect(foreach.flat().map((line) => line.replace(/ \d+$/, ''))).toEqual(lines.map((line) => line.replace(/ \d+$/, '')));
    expect([readdirSync(folder).sort(), readFileSync(join(folder, 'log.txt'), 'utf8')]).toEqual([before, log]);
    const changed = await ask(runId, OWN_CODE.replace('sorted(rdd.collect())', 'sorted(rdd.collect(), reverse=True)'), first);
    expect(changed.batches[0]!.nodes.filter(({ same }) => !same).map(({ nodeId }) => nodeId)).toEqual([changed.batches[0]!.nodes.at(-1)!.nodeId]);
  });

  it('has accumulators and slices as in the run', async () => {
    const { runId, printed } = await record(`${HEAD}seen = sc.accumulator(0)
def note(line):
    global seen
    seen += 1
    return line
wide = lines.window(2, 2)
wide.count().pprint()
lines.map(note).foreachRDD(lambda time, rdd: print("note", rdd.count(), seen.value, [each.count() for each in wide.slice(time, time)]))
${TAIL}`);
    const answer = await ask(runId, null, (await history.store.replayRun(runId))!.firstBatch.batchTime, await last(runId));
    const lines = answer.batches.flatMap(({ nodes }) => nodes.at(-1)!.left.map(({ repr }) => repr));
    expect(lines).toEqual(printed.split('\n').filter((line) => line.startsWith('note')));
    expect(lines.at(-1)).toMatch(/^note 1 6 \[\d\]$/);
  });

  it('says why a script, or what it was changed to, cannot be replayed', async () => {
    const { runId } = await record(COUNT);
    const time = await last(runId);
    const { pipeline } = (await history.store.replayRun(runId))!;
    const unable = async (notFirst: StreamsNotFirst, text = COUNT): Promise<string> => {
      const noted = { ...pipeline!, code: [{ ...pipeline!.code[0]!, notFirst, text }] };
      return withProgram(noted, { pipeline: noted, isForeign: false }, scriptReplays(executors), REPLAY_OBSERVES, AbortSignal.timeout(60_000), () => Promise.resolve('It runs')).catch((error: Error) => error.message.split(/[.,]/)[0]!);
    };
    expect([await unable('later'), await unable('outdated'), await unable('recovered', COUNT.replace('lines.flatMap', 'lines.filter(bool).flatMap'))]).toEqual([
      'The script had started other streams before these',
      'This run went on from a checkpoint that another version of the script had made',
      'The script makes other streams now than it did then: how it makes them depends on a file',
    ]);
    expect(await refusable(runId, COUNT.replace('counts.pprint()', 'count.pprint()'), time)).toEqual({ ok: false, message: "The script ended before it started its streams: NameError: name 'count' is not defined (line 10)." });
    expect(await refusable(runId, 'print("hello")\n', time)).toEqual({ ok: false, message: 'The script ended without starting streams.' });
    expect(await refusable(runId, COUNT.replace('StreamingContext(sc, 1)', 'StreamingContext(sc, 2)'), time)).toEqual({ ok: false, message: 'The batch interval cannot be changed in a replay: the input was cut by it.' });
  });

  const FILES = `import sys
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "lab")
ssc = StreamingContext(sc, 1)
stops = sc.textFile(sys.argv[1]).collect() if len(sys.argv) > 1 else ["a"]
ssc.checkpoint("points")
lines = ssc.textFileStream("incoming")
words = lines.flatMap(lambda line: line.split(" ")).filter(lambda word: word not in stops)
words.map(lambda word: (word, 1)).reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, 5, 1).pprint()
${TAIL}`;
  /** Files with the seconds of the manual clock at which they are changed. */
  const recordFiles = async (args: readonly string[] = []): Promise<{ readonly runId: number; readonly incoming: string }> => {
    const incoming = join(folder, 'incoming');
    mkdirSync(incoming, { recursive: true });
    for (const [name, text, second] of [['one.txt', 'spark a\nzebra\n', 0.5], ['two.txt', 'spark\n', 0.7], ['empty.txt', '', 1.5], ['three.txt', 'spark b', 2.5]] as const) {
      writeFileSync(join(incoming, name), text);
      utimesSync(join(incoming, name), 3600 + second, 3600 + second);
    }

    return { runId: (await recordScript(FILES, '', executors, history.store, { folder, args }, 5)).runId, incoming };
  };

  it('has the files of a file stream from the recording, when they are there no more, and their lines', async () => {
    const { runId, incoming } = await recordFiles();
    rmSync(incoming, { recursive: true });
    const time = await last(runId);
    const answer = await ask(runId, null, time - 4000, time);
    expect([answer.faithful, answer.batches.map(({ nodes }) => nodes.filter(({ same }) => !same))]).toEqual([true, [[], [], [], [], []]]);
    const changed = await ask(runId, FILES.replace('else ["a"]', 'else ["b"]'), time);

    expect(changed.batches[0]!.nodes.at(-1)!.left.map(({ repr }) => repr).sort()).toEqual(["('b', 1)", "('spark', 3)", "('zebra', 1)"]);
    expect(changed.batches[0]!.nodes.at(-1)!.right.map(({ repr }) => repr).sort()).toEqual(["('a', 1)", "('spark', 3)", "('zebra', 1)"]);
    const counted = changed.batches[0]!.nodes.at(-1)!.nodeId;
    const trace = await traceRecord(history.store, { runId, batchTime: time, nodeId: counted, partition: 0, seq: 0, repr: "('spark', 3)" }, scriptReplays(executors));
    expect(trace).toMatchObject({ ok: true, lines: [{ text: 'spark a', block: 0, line: 0 }, { text: 'spark' }, { text: 'spark b' }] });
  });

  it('tells which file that the script reads itself is gone', async () => {
    const stops = join(folder, 'stops.txt');
    writeFileSync(stops, 'a\n');
    const { runId } = await recordFiles([stops]);
    rmSync(stops);
    const answer = await refusable(runId, null, await last(runId));
    expect(answer.ok ? 'was replayed' : answer.message).toMatch(/^The script ended before it started its streams: .*Input path does not exist: file:.*stops\.txt \(line 6\)\.$/s);
  });

  it('refuses what was recorded of streams that the script started after others', async () => {
    const { runId } = await record(`from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "lab")
for name in ("first", "second"):
    ssc = StreamingContext(sc, 1)
    ssc.socketTextStream("localhost", 9999).map(lambda line: (name, line)).pprint()
    ssc.start()
    ssc.awaitTerminationOrTimeout(3)
    ssc.stop(stopSparkContext=False)
`);
    const answer = await refusable(runId, null, await last(runId));
    expect(answer).toEqual({ ok: false, message: 'The script had started other streams before these. It is run again up to its first ssc.start() only, so these cannot be run again.' });
  });

  it.each([
    ['with state, which is not known any more', 'updateStateByKey(lambda new, old: sum(new) + (old or 0))', /^This run went on from a checkpoint, with state and windows from the run before it\./],
    ['without state', 'reduceByKey(lambda a, b: a + b)', null],
  ])('knows a run that went on from a checkpoint: one %s', async (_what, counted, refusal) => {
    const points = `points-${counted.slice(0, 6)}`;
    const text = `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
def create():
    ssc = StreamingContext(SparkContext("local[2]", "lab"), 1)
    ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).${counted}.pprint()
    ssc.checkpoint("${points}")
    return ssc
ssc = StreamingContext.getOrCreate("${points}", create)
${TAIL}`;
    const first = await record(text);
    const second = await record(text);
    expect((await ask(first.runId, null, await last(first.runId))).faithful).toBe(true);
    const again = await refusable(second.runId, null, await last(second.runId));
    if (refusal) expect(again.ok ? 'was replayed' : again.message).toMatch(refusal);
    else expect(again).toMatchObject({ ok: true, faithful: true });
  });

  it('ends with a sentence, or in time, whatever the script does instead of running streams', async () => {
    const { runId } = await record(COUNT);
    const run = await keptRun(history.store, runId);
    const time = run.firstBatch.batchTime;
    const told = (text: string, limit = 60_000): Promise<string> => {
      const signal = AbortSignal.timeout(limit);
      const asked = (program: Program): Promise<string> => replay({ program, input: new Map(), from: time, to: time, show: time, signal }).then(([batch]) => JSON.stringify(batch!.failure?.message ?? batch!.outputs.at(-1)!.records.map(({ repr }) => repr)));
      return withProgram({ ...run.pipeline, code: [{ ...run.pipeline.code[0]!, text }] }, run, scriptReplays(executors), REPLAY_OBSERVES, signal, asked).catch((error: Error) => error.message);
    };
    const calling = (body: string): string => `${HEAD}import os\ndef f(rdd):\n    ${body}\nlines.foreachRDD(f)\n${TAIL}`;
    const cases: [string, RegExp][] = [
      ['import sys\nsys.exit(0)\n', /^The script ended without starting streams\.$/],
      ['import sys\nsys.exit("no.")\n', /with exit status 1: no\.$/],
      ['input()\n', /EOFError: EOF when reading a line \(line 1\)\.$/],
      [calling('os._exit(4)'), /^A function of the script ended it, with exit status 4\.$/],
      [calling('ssc.awaitTermination()'), /within a batch, which would wait for itself for ever/],
      [calling('ssc.stop(); print(rdd.count())'), /^\["0"\]$|context/],
    ];
    for (const [text, expected] of cases) expect(await told(text)).toMatch(expected);
    for (const text of ['while True: pass\n', `${HEAD}def f(rdd):\n    while True: pass\nlines.transform(f).pprint()\n${TAIL}`]) expect(await told(text, 2000)).toMatch(/aborted due to timeout/);
  });
});
