import { describe, expect, it } from 'vitest';
import { parsePipeline, type Pipeline, printPipeline } from '#engine/model';
import { applyToScript, decodeScript, encodeScript, openPipeline, pipelineOfScript, readScript, runsAsPipeline, scriptOf } from '#engine/pyspark';
import { fixtures, otherScripts, sparksExamples } from './scripts';

function throughFile(pipeline: Pipeline): Pipeline {
  const parsed = parsePipeline(printPipeline(pipeline), 'x.dstream');
  if (!parsed.ok) throw new Error(parsed.problems[0]!.message);
  return openPipeline(parsed.pipeline);
}

const wires = ({ nodes, edges }: Pipeline): string[] => nodes.map(({ id, op }) => `${edges.filter(({ to }) => to === id).map(({ from }) => from).join('+')} > ${op} ${id}`);
const script = (...lines: string[]): string => ['from pyspark import SparkContext', 'from pyspark.streaming import StreamingContext', 'sc = SparkContext("local[2]", "t")', 'ssc = StreamingContext(sc, 1)', ...lines, ''].join('\n');

describe('a script that nobody changed', () => {
  it('is there in more than sixty styles', () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(60);
  });

  it.each([...fixtures, ...sparksExamples])('$name comes back byte for byte, through a pipeline file too', ({ name, bytes }) => {
    const { text, encoding } = decodeScript(bytes);
    const pipeline = pipelineOfScript(text, name);
    expect(pipeline.nodes.length).toBeGreaterThan(0);
    const back = throughFile({ ...pipeline, ...(encoding === null ? {} : { encoding }) });
    expect(Buffer.from(encodeScript(scriptOf(back).text, back.encoding)).equals(bytes)).toBe(true);
    expect(wires(back)).toEqual(wires(pipeline));
  });

  it.each(otherScripts)('$name, which another test runs, comes back byte for byte, whether it has a graph or not', ({ name, bytes }) => {
    const { text, encoding } = decodeScript(bytes);
    const back = throughFile({ ...pipelineOfScript(text, name), ...(encoding === null ? {} : { encoding }) });
    expect(Buffer.from(encodeScript(scriptOf(back).text, back.encoding)).equals(bytes)).toBe(true);
  });

  it('is decoded as it says of itself, and as bytes where nothing fits', () => {
    const encodings = new Map(fixtures.map(({ name, bytes }) => [name.slice(3), decodeScript(bytes).encoding]));
    expect([encodings.get('latin_1.py'), encodings.get('cp1251.py'), encodings.get('shift_jis.py'), encodings.get('japanese.py')]).toEqual(['latin-1', 'cp1251', 'shift_jis', null]);
    const broken = Uint8Array.of(0x61, 0xff, 0xfe, 0x80, 0x0a);
    expect(decodeScript(broken).encoding).toBe('bytes');
    expect(encodeScript(decodeScript(broken).text, 'bytes')).toEqual(broken);
  });
});

describe('the reading of a script', () => {
  it('goes along chains, into main() and through the names of streams', () => {
    const pipeline = pipelineOfScript(
      `from pyspark.streaming import StreamingContext\nfrom pyspark import SparkConf, SparkContext\ndef main():\n    sc = SparkContext(conf=SparkConf().setMaster("local[3]").setAppName("deep"))\n    ssc = StreamingContext(sc, 0.5)\n    x = ssc.socketTextStream("h", 1)\n    x = (x.map(f)\n          # second\n          .filter(g))\n    x.pprint()\n    ssc.start()\nif __name__ == "__main__":\n    main()\n`,
      'file',
    );
    expect(pipeline).toMatchObject({ name: 'deep', master: 'local[3]', batchInterval: 500 });
    expect(wires(pipeline)).toEqual([' > socketTextStream x', 'x > map mapped', 'mapped > filter x2', 'x2 > pprint print']);
  });

  it('follows getOrCreate into its function, and self into its method', () => {
    expect(wires(pipelineOfScript('def make(port):\n    ssc = StreamingContext(SparkContext(), 1)\n    ssc.socketTextStream("h", port).pprint()\n    return ssc\nssc = StreamingContext.getOrCreate("d", lambda: make(1))\n', ''))).toEqual([' > socketTextStream lines', 'lines > pprint print']);
    expect(wires(pipelineOfScript('class A:\n    def go(self):\n        self.ssc = StreamingContext(SparkContext(), 1)\n        self.a = self.ssc.textFileStream("d")\n        self.a.count().pprint()\nA().go()\n', ''))).toEqual([' > textFileStream a', 'a > count counts', 'counts > pprint print']);
  });

  it('follows the objects of its own classes, through their bases, properties and methods', () => {
    const counter = script('class Base:', '    PORT = 9000', '    def __init__(self, ssc, port=None):', '        self.ssc = ssc', '    @property', '    def words(self):', '        return self.ssc.socketTextStream("h", self.PORT).flatMap(str.split)', 'class Counter(Base):', '    def __init__(self, ssc):', '        super().__init__(ssc)', '    def build(self):', '        self.counts = self.words.countByValue()', '        return self.counts', 'job = Counter(ssc)', 'job.build().pprint()', 'job.counts.count().pprint()');
    const pipeline = pipelineOfScript(counter, '');
    expect(wires(pipeline)).toEqual([' > socketTextStream lines', 'lines > flatMap items', 'items > countByValue counts', 'counts > pprint print', 'counts > count counts2', 'counts2 > pprint print2']);
    expect(pipeline.nodes[0]!.params.port).toBe(9000);
    expect(scriptOf(applyToScript(pipeline, { kind: 'renameNode', id: 'counts', name: 'totals' })).text).toBe(counter.replace('self.counts =', 'self.totals =').replace('return self.counts', 'return self.totals').replace('job.counts', 'job.totals'));
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['a walrus', ['(a := ssc.textFileStream("d")).map(f).pprint()', 'a.pprint()'], [' > textFileStream a', 'a > map mapped', 'mapped > pprint print', 'a > pprint print2']],
    ['keys of dicts', ['d = {}', 'd["a"] = ssc.textFileStream("d")', 'd["b"] = d["a"].map(f)', 'for each in d.values():', '    each.pprint()'], [' > textFileStream textFileStream', 'textFileStream > map mapped', 'textFileStream+mapped > code code']],
    ['places in lists', ['s = [ssc.textFileStream("a"), ssc.textFileStream("b")]', 's[0].union(s[-1]).pprint()'], [' > textFileStream textFileStream', ' > textFileStream textFileStream2', 'textFileStream+textFileStream2 > union merged', 'merged > pprint print']],
    ['global names', ['a = None', 'def make():', '    global a', '    a = ssc.textFileStream("d")', 'make()', 'a.pprint()'], [' > textFileStream a', 'a > pprint print']],
    ['names in two Unicode forms', ['\u00e9t\u00e9 = ssc.textFileStream("d")', 'e\u0301te\u0301.pprint()'], [' > textFileStream \u00e9t\u00e9', '\u00e9t\u00e9 > pprint print']],
    ['brackets behind with', ['with (open("a") as x,  # (', '      open("b") as y,', '):', '    ssc.textFileStream("d").pprint()'], [' > textFileStream textFileStream', 'textFileStream > pprint print']],
    ['functions called twice', ['def read(d):', '    return ssc.textFileStream(d)', 'a = read("a")', 'read("b").pprint()', 'a.pprint()'], [' > code a', ' > code code', 'code > pprint print', 'a > pprint print2']],
  ])('goes through %s', (_, lines, expected) => {
    const text = script(...lines);
    expect(readScript(text).problems).toEqual([]);
    expect(wires(pipelineOfScript(text, ''))).toEqual(expected);
  });

  it('draws as code what touches streams and is no operator, with its wires', () => {
    const pipeline = pipelineOfScript(script('a = ssc.socketTextStream("h", 1)', 'b = a.map(str)', 'for s in (a, b):', '    s.pprint()', 'c = strange(b)', 'c.pprint()'), '');
    expect(wires(pipeline)).toEqual([' > socketTextStream a', 'a > map b', 'a+b > code code', 'b > code c', 'c > pprint print']);
    expect(pipeline.code.find(({ text }) => text.startsWith('for s in'))!.text).toBe('for s in (a, b):\n    s.pprint()\n');
  });

  it('takes constants where they are known, and code where only a run can tell', () => {
    const { nodes } = pipelineOfScript(script('import sys', 'PORT = 9000', 'BATCH = 2', 's = ssc.socketTextStream(sys.argv[1], PORT + 999)', 's.window(BATCH * 5, slideDuration=BATCH).pprint(num=3)'), '');
    expect(nodes).toMatchObject([{ params: { port: 9999 }, expressions: { hostname: 'sys.argv[1]' } }, { params: { windowDuration: 10_000, slideDuration: 2000 } }, { params: { num: 3 } }]);
  });

  it('makes one node of a union of several', () => {
    const pipeline = pipelineOfScript(script('a, b, c = ssc.textFileStream("a"), ssc.textFileStream("b"), ssc.textFileStream("c")', 'a.union(b).union(c).pprint()', 'ssc.union(a, b).pprint()'), '');
    expect(pipeline.edges.filter(({ to }) => to === 'merged').map(({ from, port }) => `${from}:${port}`)).toEqual(['a:parent', 'b:others', 'c:others']);
    expect(pipeline.edges.filter(({ to }) => to === 'merged2').map(({ from, port }) => `${from}:${port}`)).toEqual(['a:parent', 'b:others']);
  });

  it('knows whether nodes and definitions are all that the program does', () => {
    const body = ['lines = ssc.socketTextStream("h", 1)', 'lines.map(f).pprint()', 'ssc.start()', 'ssc.awaitTermination()'];
    const runs = (...lines: string[]): boolean => runsAsPipeline(pipelineOfScript(script(...lines), ''));
    expect(runs('N = 3', 'def f(x):', '    return x * N', ...body)).toBe(true);
    expect(runs('def f(x): return x', 'print("hello")', ...body)).toBe(false);
    expect(runs('N = open("n").read()', 'def f(x): return x + N', ...body)).toBe(false);
    expect(runs('def f(x): return x', 'lines = ssc.socketTextStream("h", 1)', 'lines.transform(f).pprint()')).toBe(false);
  });

  it('tells line and column where a text is no Python, and reads the rest', () => {
    const reading = readScript(script('a = ssc.socketTextStream("h", 1)', 'b = a.map(lambda x: (x', 'a.pprint()'));
    expect(reading.problems).toMatchObject([{ code: 'script-syntax', place: { line: 7 } }]);
    const middle = readScript(script('a = ssc.socketTextStream("h", 1)', 'b = = 3', 'a.pprint()'));
    expect(middle.problems).toMatchObject([{ place: { line: 6, column: 5 } }]);
    expect(wires(middle.pipeline)).toEqual([' > socketTextStream a', 'a > pprint print']);
    expect(scriptOf(middle.pipeline).text).toBe(middle.text);
    expect(readScript('print "python 2"\n').problems[0]!.message).toContain('print(…)');
  });

  it('takes any text without a hang or a loss: 50,000 lines, deep brackets, no Python at all', () => {
    const long = script(...Array.from({ length: 1000 }, (_, index) => `s${index} = ssc.textFileStream("d${index}")\nif ready(${index}):\n    x = {"a": [1, 2, (3)]}\nx = f"{s${index}}"\n# ${index}\n${'y = 1\n'.repeat(45)}`));
    for (const text of [long, '('.repeat(3000), 'x = '.repeat(2000), '\0\u{1F600}\r\r\n\t"""', '   if x:\n\t\ty\n z']) expect(scriptOf(readScript(text).pipeline).text).toBe(text);
    expect(readScript(long).pipeline.nodes.length).toBeGreaterThanOrEqual(1000);
  });
});
