import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyPipeline, type Pipeline, type PipelineNode } from '#engine/model';
import { pipelineOfScript } from '#engine/pyspark';
import { type TrialAnswer, tryNode } from '#engine/replay';
import { OwnHistory } from '../history/own-history';
import { recordScript, scriptReplays } from './recorded-script';

const SCRIPT = `import re, sys
from collections import namedtuple
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

STOP = {"a", "the"}
Point = namedtuple("Point", "word n")
Pair = Point

def clean(word):
    return re.sub(r"\\W", "", word).lower()

class Splitter:
    def __init__(self, at):
        self.at = at
    def split(self, line):
        return [clean(word) for word in line.split(self.at)]

if __name__ == "__main__":
    at, name = sys.argv[1:]
    sc = SparkContext(appName="lab")
    ssc = StreamingContext(sc, 1)
    ssc.checkpoint("points")
    splitter = Splitter(at)
    weights = sc.broadcast(dict(line.split() for line in open(name)))
    lines = ssc.socketTextStream("localhost", 9999)
    words = lines.flatMap(splitter.split)
    kept = words.filter(lambda word: word not in STOP)
    points = kept.map(lambda word: Point(word, int(weights.value.get(word, 1))))
    pairs = points.map(lambda point: (point.word, point.n) if isinstance(point, Point) else point)
    counts = pairs.reduceByKey(lambda a, b: a + b)
    windowed = counts.window(4, 2).reduceByKey(max)
    ranked = windowed.transform(lambda rdd: rdd.sortBy(lambda pair: -pair[1]).map(lambda pair: (pair[0].upper(), print("seen", pair) or pair[1])))
    joined = counts.join(windowed)
    for low in (5, 1):
        big = counts.filter(lambda pair, low=low: pair[1] > low)
    broken = kept.map(lambda word: [0 for _ in iter(int, 1)] if word == "loop" else 1 // len(word))
    for stream in (ranked, joined, big, broken):
        stream.pprint()
    ssc.start()
    ssc.awaitTermination()
`;

describe('a node of a script tried on given records', () => {
  const history = new OwnHistory();
  const { executors, folder } = history;
  writeFileSync(join(folder, 'weights.txt'), 'spark 10\nzebra 2\n');
  const replays = scriptReplays(executors);
  const script = { text: SCRIPT, path: join(folder, 'script.py'), arguments: [' ', join(folder, 'weights.txt')], input: [] };
  const ask = (pipeline: Pipeline, name: string, inputs: readonly (readonly string[])[], changed: Partial<typeof script> = {}, timeLimit = 5000): Promise<TrialAnswer> => {
    const { id } = pipeline.nodes.find((node) => node.name === name)!;
    return tryNode({ pipeline, nodeId: id, inputs: inputs.map((texts, at) => ({ port: `port ${at}`, records: texts.map((text) => ({ text, partition: 0 })) })), script: { ...script, ...changed } }, replays, new AbortController().signal, { timeLimit });
  };
  const read = pipelineOfScript(SCRIPT, 'script.py');
  const tried = async (...asked: Parameters<typeof ask> extends [Pipeline, ...infer Rest] ? Rest : never): Promise<Extract<TrialAnswer, { ok: true }>> => {
    const answer = await ask(read, ...asked);
    if (!answer.ok) throw new Error(answer.message);
    return answer;
  };
  const shown = ({ outputs }: Extract<TrialAnswer, { ok: true }>): unknown[] => outputs.map(({ from, repr }) => [from, repr]);

  it('has what the script has when it runs: objects, globals, arguments, files, broadcasts and types of its own', async () => {
    expect(shown(await tried('words', [["'To be!'", "'or'"]]))).toEqual([[0, "'to'"], [0, "'be'"], [1, "'or'"]]);
    expect(shown(await tried('kept', [["'the'", "'be'"]]))).toEqual([[1, "'be'"]]);
    expect(shown(await tried('points', [["'spark'", "'be'"]]))).toEqual([[0, "Point(word='spark', n=10)"], [1, "Point(word='be', n=1)"]]);
    expect(shown(await tried('pairs', [["Point(word='spark', n=10)", 'Pair("a", 1)']]))).toEqual([[0, "('spark', 10)"], [1, "('a', 1)"]]);
  });

  it('takes records together where the operator does, from each of its streams, also through windows and functions of the driver', async () => {
    expect(shown(await tried('counts', [["('a', 1)", "('b', 5)", "('a', 2)"]])).sort()).toEqual([[null, "('a', 3)"], [null, "('b', 5)"]]);
    expect(shown(await tried('windowed', [["('a', 1)", "('a', 2)"]]))).toEqual([[null, "('a', 2)"]]);
    const ranked = await tried('ranked', [["('a', 1)", "('b', 5)"]]);
    expect([shown(ranked), ranked.printed]).toEqual([[[null, "('B', 5)"], [null, "('A', 1)"]], expect.stringMatching(/seen \('[ab]', \d\)/)]);
    expect(shown(await tried('joined', [["('a', 1)"], ["('a', 2)", "('b', 3)"]]))).toEqual([[null, "('a', (1, 2))"]]);
  });

  it('tells each record that fails or is none, and ends what does not end', async () => {
    const failing = await tried('broken', [["'be'", "''", 'word', "'or'"]]);
    expect(shown(failing)).toEqual([[0, '0'], [3, '0']]);
    expect(failing.failures).toMatchObject([{ from: 2, type: 'Record', message: "This cannot be read as a record: NameError: name 'word' is not defined" }, { from: 1, type: 'ZeroDivisionError', line: SCRIPT.slice(0, SCRIPT.indexOf('broken = ')).split('\n').length, record: "''" }]);
    const endless = await tried('broken', [["'be'", "'loop'", "'or'"]], {}, 2000);
    expect([shown(endless), endless.failures]).toMatchObject([[[0, '0']], [{ from: 1, type: 'Timeout', record: "'loop'" }]]);
    const reading = await tried('kept', [["'be'", '[0 for _ in iter(int, 1)]']], {}, 2000);
    expect(reading.failures).toMatchObject([{ type: 'Timeout' }]);
    expect(shown(await tried('kept', [["'be'"]]))).toEqual([[0, "'be'"]]);
  });

  it('stands beside a run: its nodes are those of the text as it is now, with nothing written', async () => {
    const { runId } = await recordScript(SCRIPT, 'spark be\n', executors, history.store, { folder, args: script.arguments });
    const { pipeline } = (await history.store.replayRun(runId))!;
    const before = readdirSync(folder).sort();
    const changed = { text: SCRIPT.replace('    ssc.checkpoint("points")', '    open("written.txt", "w").write("x")\n    ssc.checkpoint("other")').replace('not in STOP', 'in STOP') };
    const answer = await ask(pipeline!, 'kept', [["'the'", "'be'"]], changed);
    expect(answer).toMatchObject({ ok: true, outputs: [{ from: 0, repr: "'the'" }] });
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(await ask(pipeline!, 'ranked', [["('a', 1)"]], { text: SCRIPT.replace(/    ranked = .*\n/, '').replace('(ranked, joined', '(joined') })).toEqual({ ok: false, message: 'The script as it is now makes no such stream.' });
  });

  it('may be one of a pipeline: transform, transformWith and combineByKey, with the pipeline’s own code', async () => {
    const nodes: readonly PipelineNode[] = [
      { id: 't', op: 'transform', name: 'step 1', params: { func: 'lambda rdd: rdd.sortBy(lambda x: -x).map(twice)' } },
      { id: 'u', op: 'transformWith', name: 'both', params: { func: 'lambda a, b: a.subtract(b)' } },
      { id: 'c', op: 'combineByKey', name: 'lists', params: { createCombiner: 'lambda v: [v]', mergeValue: 'lambda c, v: c + [v]', mergeCombiners: 'lambda a, b: a + b' } },
      { id: 'bad', op: 'transform', name: 'bad', params: { func: 'lambda rdd: rdd.map(' } },
      { id: 'fails', op: 'transform', name: 'fails', params: { func: 'lambda rdd: rdd.map(lambda x: 1 // x)' } },
    ];
    const pipeline = (id: string): Pipeline => ({ ...emptyPipeline(), code: [{ text: 'def twice(x):\n    return 2 * x\n' }], nodes: nodes.filter((node) => node.id === id) });
    const tryOne = (id: string, inputs: Readonly<Record<string, readonly string[]>>): Promise<TrialAnswer> =>
      tryNode({ pipeline: pipeline(id), nodeId: id, inputs: Object.entries(inputs).map(([port, texts]) => ({ port, records: texts.map((text) => ({ text, partition: 0 })) })), script: null }, replays, new AbortController().signal);
    const reprs = (answer: TrialAnswer): unknown => (answer.ok ? answer.outputs.map(({ repr }) => repr) : answer.message);
    expect(reprs(await tryOne('t', { parent: ['1', '3', '2'] }))).toEqual(['6', '4', '2']);
    expect(reprs(await tryOne('u', { parent: ['1', '2', '3'], other: ['2'] }))).toEqual(expect.arrayContaining(['1', '3']));
    expect(reprs(await tryOne('c', { pairs: ["('a', 1)", "('a', 2)"] }))).toEqual(["('a', [1, 2])"]);
    expect(await tryOne('bad', { parent: ['1'] })).toMatchObject({ ok: true, failures: [{ type: 'SyntaxError', param: 'func' }] });
    expect(await tryOne('fails', { parent: ['0'] })).toMatchObject({ ok: true, failures: [{ type: 'ZeroDivisionError', record: '0' }] });
  });

  it('says why there is nothing to try', async () => {
    expect(await ask(read, 'kept', [["'a'"]], { arguments: [' ', 'nowhere.txt'] })).toEqual({ ok: false, message: expect.stringContaining("The script ended before it started its streams: FileNotFoundError: [Errno 2] No such file or directory: 'nowhere.txt'") as string });
    expect(await ask(read, 'lines', [["'a'"]])).toEqual({ ok: false, message: 'Only an operator that takes records and gives others can be tried.' });
    const abort = new AbortController();
    const first = tryNode({ pipeline: read, nodeId: read.nodes.find(({ name }) => name === 'kept')!.id, inputs: [{ port: 'parent', records: [{ text: "'a'", partition: 0 }] }], script }, replays, abort.signal);
    abort.abort();
    expect(await first).toEqual({ ok: false, message: 'Another try took the place of this one.' });
  });
});
