import { describe, expect, it } from 'vitest';
import type { Problem } from '#engine/model';
import { applyToScript, decodeScript, pipelineOfScript, readScript, scriptOf, scriptProblems } from '#engine/pyspark';
import { fixtures, sparksExamples } from './scripts';

const HEAD = 'from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\nsc = SparkContext("local[4]", "t")\nssc = StreamingContext(sc, 10)\nlines = ssc.socketTextStream("localhost", 9999)\npairs = lines.map(lambda l: (l, 1))\n';
const TAIL = 'pairs.pprint()\nssc.start()\nssc.awaitTermination()\n';
const withLines = (...lines: string[]): string => `${HEAD}${lines.map((line) => `${line}\n`).join('')}${TAIL}`;
const found = (text: string): Problem[] => scriptProblems(readScript(text), 'x.py');
const told = (text: string): string[] => found(text).map(({ code, place }) => `${place?.line}:${code}`);
/** The script after the action of its only problem. */
const mended = (text: string): string => {
  const [problem] = found(text);
  return scriptOf(applyToScript(pipelineOfScript(text, 'x'), problem!.fix!.command)).text;
};

describe('the usual mistakes', () => {
  it.each<[string, string, string[]]>([
    ['a receiver in local', withLines().replace('local[4]', 'local'), ['3:starvation']],
    ['a receiver in local[1]', withLines().replace('local[4]', 'local[1]'), ['3:starvation']],
    ['a file where a folder belongs', withLines('ssc.textFileStream("in/data.csv").pprint()'), ['7:file-instead-of-folder']],
    ['a window where the inverse function belongs', withLines('pairs.reduceByKeyAndWindow(lambda a, b: a + b, 30, 10).pprint()'), ['7:window-as-inverse']],
    ['a window that is no multiple', withLines('lines.window(25).pprint()'), ['7:window-multiple']],
    ['a slide that is no multiple of the slide before', withLines('lines.window(20, 20).window(40, 30).pprint()'), ['7:window-multiple']],
    ['state without a checkpoint', withLines('pairs.updateStateByKey(lambda n, s: sum(n)).pprint()'), ['7:state-without-checkpoint']],
    ['an inverse function without a checkpoint', withLines('lines.countByWindow(20, 10).pprint()'), ['7:state-without-checkpoint']],
    ['the SparkContext in a function', withLines('lines.map(lambda l: sc.parallelize([l])).pprint()'), ['7:context-in-function']],
    ['a stream in a function', withLines('def f(l):', '    return pairs', 'lines.filter(f).pprint()'), ['8:context-in-function']],
    ['an RDD in a function', withLines('known = sc.parallelize([1])', 'lines.filter(lambda l: known.count()).pprint()'), ['8:context-in-function']],
    ['the context in a function that is saved', withLines('ssc.checkpoint("c")', 'lines.foreachRDD(lambda rdd: sc.parallelize([]).union(rdd).count())'), ['8:context-in-checkpoint']],
    ['a stream that is changed in a batch', withLines('lines.foreachRDD(lambda rdd: pairs.pprint())'), ['7:stream-in-function']],
    ['a queue that is filled later', withLines('q = [[1]]', 'ssc.queueStream(q).pprint()', 'q.append([2])'), ['9:queue-appended']],
    ['a queue that is to be recovered', 'def make():\n    ssc = StreamingContext(SparkContext("local[2]", "q"), 1)\n    ssc.checkpoint("c")\n    ssc.queueStream([[1]]).pprint()\n    return ssc\nssc = StreamingContext.getOrCreate("c", make)\nssc.start()\nssc.awaitTermination()\n', ['4:queue-with-checkpoint']],
    ['a port as a text', withLines('import sys', 'ssc.socketTextStream(sys.argv[1], sys.argv[2]).pprint()'), ['8:port-is-text']],
    ['first() of an empty batch', withLines('lines.foreachRDD(lambda rdd: print(rdd.first()))'), ['7:empty-batch']],
    ['reduce() of an empty batch', withLines('def show(time, rdd):', '    print(rdd.map(len).reduce(max))', 'lines.foreachRDD(show)'), ['8:empty-batch']],
    ['no start()', HEAD + 'pairs.pprint()\n', ['4:no-start']],
    ['nothing that waits', HEAD + 'pairs.pprint()\nssc.start()\n', ['8:no-await']],
    ['no output', HEAD + 'ssc.start()\nssc.awaitTermination()\n', ['7:no-output']],
    ['a stream that nothing uses', withLines('words = lines.flatMap(str.split)'), ['7:unused-stream']],
    ['an output after start()', `${withLines()}lines.count().pprint()\n`, ['10:after-start', '10:after-start']],
    ['a start after a stop', withLines().replace('ssc.start()\n', 'ssc.start()\nssc.stop()\nssc.start()\n'), ['10:start-after-stop']],
    ['print itself as a function', withLines('lines.foreachRDD(print)'), ['7:not-a-function']],
    ['a partial as a function', withLines('import functools', 'lines.foreachRDD(functools.partial(f, 1))'), ['8:not-a-function']],
    ['stop() within a batch', withLines('lines.foreachRDD(lambda rdd: ssc.stop())'), ['7:stop-in-function']],
    ['print of a stream', withLines('print(pairs)'), ['7:print-of-stream']],
    ['a method of RDDs', withLines('pairs.sortByKey().pprint()'), ['7:no-such-method']],
    ['a method of Scala’s streams', withLines('pairs.print()'), ['7:no-such-method']],
    ['no batch interval', withLines().replace('(sc, 10)', '(sc)').replaceAll('10', '10'), ['4:no-batch-interval']],
    ['a receiver’s rate without backpressure', `from pyspark import SparkConf\nconf = SparkConf().set("spark.streaming.backpressure.initialRate", "10")\n${withLines()}`, ['2:backpressure-off']],
    ['an address for a host', withLines('ssc.socketTextStream("http://localhost:9999/", 9999).pprint()'), ['7:host-is-address']],
    ['a sleep as long as a batch', withLines('import time', 'lines.foreachRDD(lambda rdd: time.sleep(10))'), ['8:sleep-in-batch']],
    ['a second SparkContext', withLines('other = SparkContext("local[2]", "again")'), ['7:second-context']],
    ['streams that a recovered program does not know', 'def make():\n    ssc = StreamingContext(SparkContext("local[2]", "q"), 1)\n    ssc.checkpoint("c")\n    return ssc\nssc = StreamingContext.getOrCreate("c", make)\nlines = ssc.socketTextStream("localhost", 9999)\nlines.pprint()\nssc.start()\nssc.awaitTermination()\n', ['6:not-recovered']],
    ['Python 2', withLines('print "hello"'), ['7:script-syntax']],
  ])('%s', (_, text, codes) => {
    expect(told(text)).toEqual(codes);
  });

  it('are mended by their action, which changes nothing else', () => {
    const window = withLines('pairs.reduceByKeyAndWindow(lambda a, b: a + b, 30, 10).pprint()');
    expect(mended(window)).toBe(window.replace('a + b, 30', 'a + b, None, 30'));
    const state = withLines('pairs.updateStateByKey(lambda n, s: sum(n)).pprint()');
    expect(mended(state)).toBe(state.replace('(sc, 10)\n', '(sc, 10)\nssc.checkpoint("checkpoint")\n'));
    expect(mended(withLines().replace('local[4]', 'local'))).toBe(withLines().replace('local[4]', 'local[2]'));
    expect(mended(withLines('lines.window(25).pprint()'))).toContain('lines.window(30)');
    expect(mended(HEAD + 'pairs.pprint()\nssc.start()')).toBe(HEAD + 'pairs.pprint()\nssc.start()\nssc.awaitTermination()');
    const folder = withLines('ssc.textFileStream("in/data.csv").pprint()');
    expect(mended(folder)).toBe(folder.replace('"in/data.csv"', '"in"'));
    expect(mended(withLines('ssc.textFileStream("data.csv").pprint()'))).toContain('ssc.textFileStream(".")');
    expect(mended(withLines('ssc.socketTextStream("http://localhost:9999/", 9999).pprint()'))).toContain('ssc.socketTextStream("localhost", 9999)');
    expect(mended(HEAD + 'pairs.pprint()\n')).toBe(HEAD + 'pairs.pprint()\nssc.start()\nssc.awaitTermination()\n');
    expect(mended(withLines('words = lines.flatMap(str.split)'))).toContain('words = lines.flatMap(str.split)\nwords.pprint()\npairs');
    expect(mended(withLines('other = SparkContext("local[2]", "again")'))).toContain('other = SparkContext.getOrCreate()\n');
    expect(mended(withLines('ssc.checkpoint("c")', 'lines.foreachRDD(lambda time, rdd: sc.parallelize([]).union(rdd).count())'))).toContain('lambda time, rdd: rdd.context.parallelize([]).union(rdd)');
    expect(mended(withLines('lines.foreachRDD(lambda rdd: print(rdd.first()))'))).toContain('lambda rdd: None if rdd.isEmpty() else print(rdd.first())');
    const show = withLines('def show(time, rdd):', '    print(rdd.map(len).reduce(max))', 'lines.foreachRDD(show)');
    expect(mended(show)).toBe(show.replace('rdd):\n', 'rdd):\n    if rdd.isEmpty():\n        return\n'));
    for (const text of [folder, show, window, state]) expect(told(mended(text))).toEqual([]);
  });

  it.each([...fixtures, ...sparksExamples])('are not in $name', ({ bytes }) => {
    expect(told(decodeScript(bytes).text)).toEqual([]);
  });
});
