import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHistory } from '#engine/history';
import { projectRoot } from '#engine/hosts';
import { type Pipeline, printPipeline, wordCountPipeline } from '#engine/model';
import { submit } from './submit';

const EXAMPLES = join(projectRoot(), 'examples');
const RULE = '-'.repeat(43);
const batch = (time: string, ...records: string[]): string => `${RULE}\nTime: 1970-01-01 ${time}\n${RULE}\n${records.map((record) => `${record}\n`).join('')}\n`;

describe('dstream-submit', () => {
  let folder: string;
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return name;
  };
  const pipeline = (name: string, change: (pipeline: Pipeline) => Pipeline): string => file(name, printPipeline(change(wordCountPipeline())));
  const withParam = (id: string, params: Pipeline['nodes'][number]['params']) => (base: Pipeline): Pipeline => ({ ...base, nodes: base.nodes.map((node) => (node.id === id ? { ...node, params } : node)) });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dstream-submit-'));
    file('input.txt', 'hello world hello\n\n\nspark\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const COUNTED = batch('00:00:01', "('hello', 2)", "('world', 1)") + batch('00:00:02') + batch('00:00:03', "('spark', 1)");
  const manual = ['--master', 'local[2]', '--clock', 'manual', '--input', '9999=input.txt'];

  it("runs the course’s script as it is: one batch a paragraph of the input; its history has what it takes to run it again", async () => {
    const script = join(EXAMPLES, 'network_wordcount.py');
    const result = await submit([...manual, '--history', 'script.db', script, 'localhost', '9999'], folder);
    expect(result).toMatchObject({ status: 0, stdout: COUNTED });
    expect(result.stderr).toContain('DStream is deprecated as of Spark 3.4.0');
    // All that it takes to run it again.
    const { store } = await openHistory(join(folder, 'script.db'));
    const run = await store.replayRun(1);
    await store.close();
    expect(run!.pipeline!.code).toEqual([{ id: 'script', text: readFileSync(script, 'utf8'), path: script, arguments: ['localhost', '9999'], input: [] }]);
    expect(run!.pipeline!.nodes.map(({ op }) => op)).toEqual(['socketTextStream', 'flatMap', 'map', 'reduceByKey', 'pprint']);
  });

  it('notes what a script reads before its streams start, for its history', async () => {
    file('asks.py', 'import sys\nfrom pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\nssc = StreamingContext(SparkContext(), 1)\nname, rest = input(), sys.stdin.readline()\nssc.queueStream([[name]]).pprint()\nssc.start()\nssc.awaitTermination()\n');
    const { status, stdout } = await submit(['--clock', 'manual', '--history', 'asks.db', 'asks.py'], folder, '', 'Ann\nmore\nnot read\n');
    expect([status, stdout]).toEqual([0, batch('00:00:01', 'Ann')]);
    const { store } = await openHistory(join(folder, 'asks.db'));
    const run = await store.replayRun(1);
    await store.close();
    expect(run!.pipeline!.code).toMatchObject([{ input: ['Ann\n', 'more\n'] }]);
  });

  it('prints the same for the pipeline, and writes metrics and history', async () => {
    const result = await submit(['--clock', 'manual', '--input', 'lines=input.txt', '--metrics', 'metrics.jsonl', '--history', 'run.db', join(EXAMPLES, 'word-count.dstream')], folder);
    expect(result).toEqual({ status: 0, stdout: COUNTED, stderr: '' });
    const metrics = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(metrics.map(({ batchTime, numRecords, failureReason }) => [batchTime, numRecords, failureReason])).toEqual([[1000, 1, null], [2000, 0, null], [3000, 1, null]]);
  });

  it('stops after --batches, and takes --set for a parameter', async () => {
    const result = await submit(['--clock', 'manual', '--input', '7=input.txt', '--set', 'lines.port=7', '--set', 'print.num=1', '--batches', '1', join(EXAMPLES, 'word-count.dstream')], folder);
    expect(result).toMatchObject({ status: 0, stdout: batch('00:00:01', "('hello', 2)", '...') });
  });

  it('ends with 1 and Python’s own traceback when a lambda fails', async () => {
    const failing = pipeline('failing.dstream', withParam('pairs', { f: 'lambda w:\n  1 / (len(w) - 5)' }));
    const result = await submit([...manual, failing], folder);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('ZeroDivisionError: division by zero');
    expect(result.stderr).toContain('at node pairs, f, line 2');
    expect(result.stderr).toContain("with record 'hello'");
  });

  it('tells a lambda that does not compile before anything runs', async () => {
    const broken = pipeline('broken.dstream', withParam('words', { f: 'lambda line: (' }));
    expect(await submit(['check', broken], folder)).toMatchObject({ status: 1, stdout: expect.stringMatching(/^broken\.dstream:\d+: function-syntax: .*\[words\.f\]\n$/) as string });
    expect(await submit([...manual, broken], folder)).toMatchObject({ status: 1, stdout: '' });
  });

  it('tells an output file that cannot be written before anything runs', async () => {
    const unwritable = pipeline('unwritable.dstream', withParam('save', { file: 'no/such/folder/x.db', table: 't' }));
    const result = await submit([...manual, unwritable], folder);
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toContain('folder does not exist');
  });

  it('ends with a failure before the next batch at a manual clock, and after the other outputs of its own', async () => {
    file('failing_input.txt', 'abc\n\nhello\n\nxy\n');
    const source = 'from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\nssc = StreamingContext(SparkContext("local[2]", "x"), 1)\nlines = ssc.socketTextStream("localhost", 9999)\n';
    file('ends.py', `${source}lines.map(lambda l: 1 / (len(l) - 5)).foreachRDD(lambda rdd: print(rdd.collect()))\nlines.foreachRDD(lambda rdd: print(rdd.collect()))\nssc.start()\nssc.awaitTermination()\n`);
    file('goes_on.py', `${source}lines.map(lambda l: 1 / (len(l) - 5)).foreachRDD(lambda rdd: print(rdd.collect()))\nssc.start()\nimport time\ntry:\n    ssc.awaitTermination()\nexcept Exception as e:\n    print("failed")\ntime.sleep(0.2)\nssc.stop()\n`);
    const options = ['--clock', 'manual', '--input', '9999=failing_input.txt'];
    expect(await submit([...options, 'ends.py'], folder)).toMatchObject({ status: 1, stdout: "[-0.5]\n['abc']\n['hello']\n" });
    expect(await submit([...options, 'goes_on.py'], folder)).toMatchObject({ status: 0, stdout: '[-0.5]\nfailed\n[-0.3333333333333333]\n' });
  });

  it('refuses to start streams again after ssc.stop() in Spark’s words, whatever their functions refer to', async () => {
    file('again.py', `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
limit = 3
for function in (None, lambda x: x + limit):
    ssc = StreamingContext(SparkContext("local[2]", "x"), 1)
    numbers = ssc.queueStream([[1]])
    (numbers.map(function) if function else numbers).pprint()
    ssc.start()
    ssc.stop()
    try:
        ssc.start()
    except Exception as error:
        print(str(error).split("\\n")[1])
`);
    const refused = ': java.lang.IllegalStateException: StreamingContext has already been stopped\n';
    expect(await submit(['again.py'], folder)).toMatchObject({ status: 0, stdout: refused + refused });
  });

  it('ends where the inputs of a manual clock have no batch, and tells an input that nobody reads', async () => {
    file('empty.txt', '');
    expect(await submit(['--clock', 'manual', '--input', 'lines=empty.txt', join(EXAMPLES, 'word-count.dstream')], folder)).toEqual({ status: 0, stdout: '', stderr: '' });
    const result = await submit(['--clock', 'manual', '--input', '7=input.txt', join(EXAMPLES, 'word-count.dstream')], folder);
    expect(result).toEqual({ status: 0, stdout: '', stderr: '--input 7: no socket source of the program reads from it.\n' });
  });

  it('names an operator that is not known instead of running without it', async () => {
    const unknown = pipeline('unknown.dstream', (base) => ({ ...base, nodes: base.nodes.map((node) => (node.id === 'pairs' ? { ...node, op: 'frobnicate' } : node)) }));
    const { status, stderr } = await submit([...manual, unknown], folder);
    expect([status, stderr]).toEqual([1, 'unknown.dstream:1: unknown-operator: There is no operator "frobnicate" here. Replace the node, or use a newer DStream Studio. [pairs]\n']);
  });

  it('refuses a master that is none of its own as a mistake of the command line', async () => {
    const { status, stdout, stderr } = await submit(['--master', 'yarn', join(EXAMPLES, 'word-count.dstream')], folder);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining('"yarn" is not a local master. Use local[2]')]);
  });

  it('gives a script its arguments, its folder, its file and its exit status', async () => {
    file('helper.py', 'def twice(x):\n    return 2 * x\n');
    file('script.py', 'import sys\nfrom helper import twice\nprint(sys.argv[1:], __name__, open("input.txt").readline().strip(), twice(21))\nsys.exit(3)\n');
    expect(await submit(['script.py', 'a', '--b'], folder)).toMatchObject({ status: 3, stdout: "['a', '--b'] __main__ hello world hello 42\n" });
  });

  it('shows a script’s exception as Python does, with 1', async () => {
    file('error.py', 'def f():\n    raise KeyError("x")\nf()\n');
    const result = await submit(['error.py'], folder);
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/^Traceback \(most recent call last\):\n {2}File ".*error\.py", line 3, in <module>\n/);
    expect(result.stderr).toContain("KeyError: 'x'");
  });

  it('sends closures, classes and recursion to the executors, and serves foreachRDD', async () => {
    file(
      'closures.py',
      `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "closures")
ssc = StreamingContext(sc, 0.1)
class Scale:
    def __init__(self, by): self.by = by
    def __call__(self, x): return x * self.by
scale = Scale(10)
def fact(n): return 1 if n < 2 else n * fact(n - 1)
def adder(k):
    return lambda x: x + k
seen = []
stream = ssc.queueStream([sc.parallelize(range(4), 2)])
stream.map(adder(1)).map(fact).map(lambda x: scale(x)).foreachRDD(lambda rdd: seen.extend(rdd.collect()))
ssc.start()
ssc.awaitTerminationOrTimeout(0.5)
ssc.stop()
print(seen)
`,
    );
    expect(await submit(['closures.py'], folder)).toMatchObject({ status: 0, stdout: '[10, 20, 60, 240]\n' });
  });

  it('stops a lambda that never ends when the streams are stopped, and goes on with the script', async () => {
    const { status, stdout } = await submit([file('endless.py', `
import time
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

def endless(record):
    while True:
        pass

ssc = StreamingContext(SparkContext("local[2]", "endless"), 0.5)
ssc.queueStream([[1]]).map(endless).pprint()
ssc.start()
time.sleep(1)
ssc.stop(True, False)
print("stopped")
`)], folder);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'stopped\n' });
  });

  it('ends a script whose stream failed, with the user’s words', async () => {
    file('fails.py', 'from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\nsc = SparkContext("local[2]")\nssc = StreamingContext(sc, 0.1)\nssc.queueStream([[1]]).map(lambda x: 1 / 0).pprint()\nssc.start()\nssc.awaitTermination()\n');
    const result = await submit(['fails.py'], folder);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('An exception was raised by Python');
    expect(result.stderr).toContain('ZeroDivisionError');
  });

  it('turns the course’s script into a pipeline that prints the same, and that back into the very script', async () => {
    const script = join(EXAMPLES, 'network_wordcount.py');
    expect(await submit(['convert', script, 'converted.dstream'], folder)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await submit(['check', 'converted.dstream'], folder)).toMatchObject({ status: 0, stdout: '' });
    expect(await submit([...manual, 'converted.dstream'], folder)).toMatchObject({ status: 0, stdout: COUNTED });
    expect(await submit(['convert', 'converted.dstream', 'converted.py'], folder)).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, 'converted.py'))).toEqual(readFileSync(script));
    expect(await submit([...manual, '--set', 'items.f=lambda line: line.upper().split()', 'converted.dstream', 'localhost', '9999'], folder)).toMatchObject({ status: 0, stdout: COUNTED.toUpperCase().replaceAll('TIME', 'Time') });
  });

  it('turns windows, joins and state into nodes and back: durations are ms there, seconds here', async () => {
    const script = [
      'from pyspark import SparkContext',
      'from pyspark.streaming import StreamingContext',
      '',
      'sc = SparkContext("local[3]", "windows")',
      'ssc = StreamingContext(sc, 1)',
      'ssc.checkpoint("checkpoint")',
      '',
      'lines = ssc.socketTextStream("localhost", 9999)',
      'pairs = lines.map(lambda word: (word, 1))',
      'counts = pairs.reduceByKeyAndWindow(lambda a, b: a + b, None, 30, 10)',
      'totals = pairs.updateStateByKey(lambda new, state: sum(new) + (state or 0))',
      'both = totals.leftOuterJoin(counts)',
      'both.pprint()',
      '',
      'ssc.start()',
      'ssc.awaitTermination()',
      '',
    ].join('\n');
    file('windows.py', script);
    expect(await submit(['convert', 'windows.py', 'windows.dstream'], folder)).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, 'windows.dstream'), 'utf8')).toContain('"windowDuration": 30000');
    expect(await submit(['convert', 'windows.dstream', 'again.py'], folder)).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, 'again.py'), 'utf8')).toBe(script);
  });

  it('keeps what no operator stands for: a pipeline with code prints what its script prints', async () => {
    const script = `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
ssc = StreamingContext(SparkContext("local[2]", "loop"), 1)
print("begin")
lines = ssc.socketTextStream("localhost", 9999)
for wanted in ("to", "be"):
    lines.filter(lambda line, w=wanted: w in line).pprint()
ssc.start()
ssc.awaitTermination()`;
    file('loop.py', script);
    expect(await submit(['convert', 'loop.py', 'loop.dstream'], folder)).toMatchObject({ status: 0, stderr: '' });
    const { stdout } = await submit([...manual, 'loop.py'], folder);
    expect(stdout).toMatch(/^begin\n-----/);
    expect(await submit([...manual, 'loop.dstream'], folder)).toMatchObject({ status: 0, stdout });
    expect(await submit(['convert', 'loop.dstream', 'loop2.py'], folder)).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, 'loop2.py'), 'utf8')).toBe(script);
  });

  it.each([
    [['--no-such-option', 'x.py']],
    [[]],
    [['--batches', 'many', 'x.py']],
    [['there-is-no-such-file.py']],
    [['x.txt']],
    [['--clock', 'manual', '--input', 'nobody=input.txt', join(EXAMPLES, 'word-count.dstream')]],
    [['--set', 'lines.port=1', 'script.py']],
    [['--py-files', 'there-is-no-such-file.py', 'script.py']],
    [['--metrics', 'no/such/folder/m.jsonl', 'script.py']],
    [['--history', 'no/such/folder/run.db', 'script.py']],
  ])('answers %j with 2 and a sentence', async (args) => {
    const result = await submit(args, folder);
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toMatch(/^dstream-submit: .+\n(Try dstream-submit --help\.\n)?$/);
  });
});
