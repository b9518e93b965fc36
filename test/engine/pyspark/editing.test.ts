import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, type Command, CommandLog, CommandRefused, newNode, type Pipeline } from '#engine/model';
import { applyToScript, decodeScript, editBetween, pipelineOfScript, readScript, scriptOf } from '#engine/pyspark';
import { operators } from '#engine/operators';
import { fixtures, sparksExamples } from './scripts';

const CHAIN = `# Counts words.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "edit")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream('localhost', 9999)   # nc
counts = lines.flatMap(lambda line: line.split(" ")) \\
              .map(lambda word: (word, 1)) \\
              .reduceByKey(lambda a, b: a + b)

counts.pprint()  # ten

ssc.start()
ssc.awaitTermination()
`;
const opened = (text = CHAIN): Pipeline => pipelineOfScript(text, 'test');
const after = (command: Command, text = CHAIN): string => scriptOf(applyToScript(opened(text), command)).text;
const added = (op: string, name: string, from: string, port = 'parent'): Command => ({ kind: 'addNode', node: { ...newNode(opened(), op), id: 'new', name }, at: { x: 0, y: 0 }, edges: [{ from, to: 'new', port }] });
const node = (op: string, params: Pipeline['nodes'][number]['params']): Pipeline['nodes'][number] => ({ id: 'new', op, name: 'upper', params });

describe('a change of the graph', () => {
  it('pastes nodes in whatever order they come', () => {
    const pasted = (op: string): Pipeline['nodes'][number] => ({ ...newNode(opened(), op), id: `${op}9`, name: `${op}9` });
    const nodes = ['pprint', 'map', 'textFileStream'].map(pasted);
    const edges = [['textFileStream9', 'map9'], ['map9', 'pprint9']].map(([from, to]) => ({ from: from!, to: to!, port: 'parent' }));
    const now = scriptOf(applyToScript(pipelineOfScript(CHAIN, 'test', 'lines'), { kind: 'paste', nodes, edges, positions: [], groups: [], notes: [] })).text;
    expect(now.match(/^.*9.*$/gm)).toEqual(expect.arrayContaining([expect.stringMatching(/^textFileStream9 = ssc\.textFileStream/), expect.stringMatching(/^map9 = textFileStream9\.map/), expect.stringMatching(/^map9\.pprint/)]));
    expect(now).not.toContain('None');
  });

  it('adds no call without a stream to an open script, and says what to do; a pipeline is put together piece by piece', () => {
    const loose: Command = { kind: 'addNode', node: { ...newNode(opened(), 'map'), id: 'new', name: 'firsts' }, at: { x: 0, y: 0 }, edges: [] };
    expect(() => applyToScript(pipelineOfScript(CHAIN, 'test', 'lines'), loose)).toThrow(/map is called on a stream, and here it has none\. Drop it on a wire/);
    expect(after(loose)).toContain('firsts = None.map(');
    const source: Command = { ...loose, node: { ...newNode(opened(), 'textFileStream'), id: 'new' } };
    expect(scriptOf(applyToScript(pipelineOfScript(CHAIN, 'test', 'lines'), source)).text).toContain('ssc.textFileStream(');
  });

  it.each<[string, Command, string, string]>([
    ['a lambda', { kind: 'setParam', id: 'mapped', param: 'f', value: 'lambda w: (w.lower(), 1)' }, 'lambda word: (word, 1)', 'lambda w: (w.lower(), 1)'],
    ['a port', { kind: 'setParam', id: 'lines', param: 'port', value: 7777 }, '9999', '7777'],
    ['a host, in the script’s quotes', { kind: 'setParam', id: 'lines', param: 'hostname', value: 'far' }, "'localhost'", '"far"'],
    ['a parameter that was not there', { kind: 'setParam', id: 'counts', param: 'numPartitions', value: 4 }, 'a + b)', 'a + b, 4)'],
    ['the number of records', { kind: 'setParam', id: 'print', param: 'num', value: 3 }, 'pprint()', 'pprint(3)'],
    ['the batch interval', { kind: 'setPipeline', batchInterval: 2500 }, '(sc, 1)', '(sc, 2.5)'],
    ['the master', { kind: 'setPipeline', master: 'local[4]' }, 'local[2]', 'local[4]'],
    ['the name', { kind: 'setPipeline', name: 'better' }, '"edit"', '"better"'],
    ['a link that is removed', { kind: 'removeNodes', ids: ['mapped'], heal: true }, ' \\\n              .map(lambda word: (word, 1))', ''],
    ['an output that is removed; its comment stays', { kind: 'removeNodes', ids: ['print'], heal: false }, 'counts.pprint()  # ten', '# ten'],
    ['a link that is spliced in', { kind: 'insertOnWire', node: node('filter', { f: 'lambda w: w' }), at: { x: 0, y: 0 }, wire: { from: 'items', to: 'mapped', port: 'parent' }, port: 'parent', makeRoom: [] }, '.split(" "))', '.split(" ")) \\\n              .filter(lambda w: w)'],
    ['a statement that is added', added('map', 'firsts', 'counts'), '.reduceByKey(lambda a, b: a + b)\n', '.reduceByKey(lambda a, b: a + b)\nfirsts = counts.map(lambda x: (x, 1))\n'],
  ])('%s is that text only', (_, command, before, now) => {
    expect(after(command)).toBe(CHAIN.replace(before, now));
  });

  it('renames a variable at all its uses, and gives a link of a chain a line of its own', () => {
    expect(after({ kind: 'renameNode', id: 'counts', name: 'wordCounts' })).toBe(CHAIN.replace('counts = ', 'wordCounts = ').replace('counts.pprint', 'wordCounts.pprint'));
    expect(after({ kind: 'renameNode', id: 'items', name: 'words' })).toBe(CHAIN.replace('counts = lines.flatMap(lambda line: line.split(" "))', 'words = lines.flatMap(lambda line: line.split(" "))\ncounts = words'));
    expect(() => after({ kind: 'renameNode', id: 'items', name: 'counts' })).toThrow(CommandRefused);
  });

  it('calls what has no variable by its line in an open script, and makes a variable of it when it gets a name', () => {
    const names = ({ nodes }: Pipeline): string[] => nodes.map(({ name }) => name);
    const script = pipelineOfScript(`${CHAIN}\nlines.count()\n`, 'test', 'lines');
    const at = (part: string, { text } = scriptOf(script)): number => text.slice(0, text.indexOf(part)).split('\n').length;
    expect(names(script)).toEqual(['lines', `flatMap line ${at('.flatMap')}`, `map line ${at('.map')}`, 'counts', `pprint line ${at('.pprint')}`, `count line ${at('.count()')}`]);
    const loose = script.nodes.find(({ op }) => op === 'count')!.id;
    const named = applyToScript(script, { kind: 'renameNode', id: loose, name: 'totals' });
    expect(scriptOf(named).text).toBe(scriptOf(script).text.replace('lines.count()', 'totals = lines.count()'));
    // What is not named moves with its line; a link that is used elsewhere gets a variable, no number of a line.
    const link = script.nodes.find(({ op }) => op === 'flatMap')!.id;
    const wired = applyToScript(named, added('pprint', 'print', link));
    expect(scriptOf(wired).text).toContain('items = lines.flatMap(');
    expect(names(wired)).toContain(`map line ${at('.map', scriptOf(wired))}`);
  });

  it('takes a stream out of its chain when something else needs it', () => {
    expect(after(added('pprint', 'p', 'mapped'))).toContain('mapped = lines.flatMap(lambda line: line.split(" ")) \\\n              .map(lambda word: (word, 1))\ncounts = mapped \\\n              .reduceByKey(lambda a, b: a + b)\n\ncounts.pprint()  # ten\nmapped.pprint()\n');
  });

  it('keeps line ends, indent and what it does not understand', () => {
    const text = `def main():\r\n\tssc = StreamingContext(SparkContext(), 1)\r\n\ta = ssc.textFileStream("d")\r\n\tfor i in range(3):\r\n\t\tprint(i)\r\n\ta.pprint()\r\nmain()\r\n`;
    expect(after({ kind: 'addNode', node: { id: 'n', op: 'count', name: 'n', params: {} }, at: { x: 0, y: 0 }, edges: [{ from: 'a', to: 'n', port: 'parent' }] }, text)).toBe(text.replace('("d")\r\n', '("d")\r\n\tn = a.count()\r\n'));
  });

  it('writes pass where a block would be empty, and None where nothing is connected', () => {
    expect(after({ kind: 'removeNodes', ids: ['print'], heal: false }, 'ssc = StreamingContext(SparkContext(), 1)\na = ssc.textFileStream("d")\nwith x:\n    a.pprint()\n')).toContain('with x:\n    pass\n');
    expect(after({ kind: 'disconnect', edges: [{ from: 'counts', to: 'print', port: 'parent' }] })).toBe(CHAIN.replace('counts.pprint', 'None.pprint'));
  });

  it('brings what a saved table needs along', () => {
    const text = after(added('saveToSQLite', 'save', 'counts'));
    expect(text).toContain('import sqlite3\n');
    expect(text).toContain('counts.foreachRDD(lambda time, rdd: save_to_sqlite(time, rdd, ');
    expect(opened(text).nodes.at(-1)).toMatchObject({ op: 'saveToSQLite', params: { file: 'batches.db', table: 'records' } });
  });

  it('keeps a value that is no Python yet with its node, and writes it when it is', () => {
    const typing = applyToScript(opened(), { kind: 'setParam', id: 'mapped', param: 'f', value: 'lambda w: (w' });
    expect([scriptOf(typing).text, typing.nodes.find(({ id }) => id === 'mapped')!.params.f]).toEqual([CHAIN, 'lambda w: (w']);
    expect(scriptOf(applyToScript(typing, { kind: 'setParam', id: 'mapped', param: 'f', value: 'lambda w: (w, 2)' })).text).toBe(CHAIN.replace('(word, 1)', '(w, 2)').replace('lambda word', 'lambda w'));
  });
});

describe('any lambda of any script', () => {
  it.each([...fixtures, ...sparksExamples])('is the only text that changes when it is changed, in $name, and comes back byte for byte', ({ bytes }) => {
    const pipeline = opened(decodeScript(bytes).text);
    const { text, sites } = readScript(scriptOf(pipeline).text);
    for (const [id, { args, node: read }] of sites) {
      for (const [param, { value }] of args) {
        const before = read.params[param];
        if (operators.get(read.op)?.params[param]?.type !== 'function' || typeof before !== 'string') continue;
        const changed = applyToScript(pipeline, { kind: 'setParam', id, param, value: 'lambda other: (other, 42)' });
        expect(scriptOf(changed).text).toBe(`${text.slice(0, value.from)}lambda other: (other, 42)${text.slice(value.to)}`);
        expect(scriptOf(applyToScript(changed, { kind: 'setParam', id, param, value: before })).text).toBe(text);
      }
    }
  });
});

describe('a change of the text', () => {
  const typed = (pipeline: Pipeline, text: string): Pipeline => applyToScript(pipeline, { kind: 'editScript', edits: [editBetween(scriptOf(pipeline).text, text)!] });

  it('changes the graph and keeps ids and places', () => {
    const start = { ...opened(), layout: { nodes: { mapped: { x: 7, y: 8 } } } };
    const next = typed(start, CHAIN.replace('counts = lines.flatMap', 'counts = lines.filter(len).flatMap').replace('word, 1', 'word, 2'));
    expect(next.nodes.map(({ id, op }) => `${op} ${id}`)).toEqual(['socketTextStream lines', 'filter filtered', 'flatMap items', 'map mapped', 'reduceByKey counts', 'pprint print']);
    expect(next.layout).toBe(start.layout);
  });

  it('leaves the graph as it was while the text is no Python, and refuses to change it there', () => {
    const broken = typed(opened(), CHAIN.replace('counts = lines', 'counts = = lines'));
    expect(broken.nodes).toEqual(opened().nodes);
    expect(scriptOf(broken).text).toContain('= = lines');
    expect(() => applyToScript(broken, { kind: 'renameNode', id: 'counts', name: 'x' })).toThrow(/Line 9 of the script has a mistake/);
    expect(typed(broken, CHAIN).nodes).toEqual(opened().nodes);
  });

  it('makes a script of a pipeline that was built by hand', () => {
    const built = newPipeline();
    const next = typed(built, scriptOf(built).text.replace('lines.map(', 'lines.filter(len).map('));
    expect(next.nodes.map(({ id }) => id)).toEqual(['lines', 'filtered', 'mapped', 'pprint']);
  });
});

function newPipeline(): Pipeline {
  const { nodes, edges, code: _, ...rest } = opened('ssc = StreamingContext(SparkContext(), 1)\nlines = ssc.textFileStream("d")\nmapped = lines.map(str)\nmapped.pprint()\n');
  const ids = new Map([['print', 'pprint']]);
  const id = (old: string): string => ids.get(old) ?? old;
  return { ...rest, code: [], nodes: nodes.map((each) => ({ ...each, id: id(each.id) })), edges: edges.map((edge) => ({ ...edge, from: id(edge.from), to: id(edge.to) })) };
}

/** A command about whatever is there, by random numbers. */
function command(pipeline: Pipeline, [kind, a, b, c]: readonly number[], serial: number): Command | null {
  const { nodes, edges } = pipeline;
  const [some, other, wire] = [nodes[a! % nodes.length], nodes[b! % nodes.length], edges[a! % Math.max(1, edges.length)]];
  if (!some || !other) return null;
  const fresh = (op: string): Pipeline['nodes'][number] => ({ ...newNode(pipeline, op), id: `new${serial}`, name: `n${b! % 40}` });
  const hasOutput = operators.get(some.op)?.output !== null;
  switch (kind! % 7) {
    case 0: {
      const [param] = Object.entries(operators.get(some.op)?.params ?? {}).find(([, { type }]) => type === 'function') ?? [];
      return param === undefined ? null : { kind: 'setParam', id: some.id, param, value: `lambda v${c! % 9}: v + ${c!}` };
    }
    case 1:
      return { kind: 'renameNode', id: some.id, name: `renamed${b! % 50}` };
    case 2:
      return some.op === 'code' ? null : { kind: 'removeNodes', ids: [some.id], heal: c! % 2 === 0 };
    case 3: {
      const op = ['map', 'filter', 'count', 'pprint', 'reduceByKey', 'window', 'textFileStream', 'saveAsTextFiles'][c! % 8]!;
      const port = operators.get(op)!.inputs[0]?.name;
      return { kind: 'addNode', node: fresh(op), at: { x: 0, y: 0 }, edges: port === undefined || !hasOutput ? [] : [{ from: some.id, to: `new${serial}`, port }] };
    }
    case 4:
      return wire ? { kind: 'insertOnWire', node: fresh(['map', 'filter'][c! % 2]!), at: { x: 0, y: 0 }, wire, port: 'parent', makeRoom: [] } : null;
    case 5:
      return wire ? { kind: 'disconnect', edges: [wire] } : null;
    default: {
      const port = operators.get(other.op)!.inputs[0]?.name;
      // Wires only ever lead on, so that none makes a circle.
      if (port === undefined || !hasOutput || nodes.indexOf(some) >= nodes.indexOf(other) || edges.some(({ to, port: at }) => to === other.id && at === port)) return null;
      return { kind: 'connect', edge: { from: some.id, to: other.id, port } };
    }
  }
}

/** What a pipeline says, whatever its nodes are called; code follows the names of its streams. */
function meaning({ nodes, edges, batchInterval, master }: Pipeline): unknown {
  const defaults = (op: string, name: string, value: unknown): boolean => value === null || (operators.get(op)?.params[name] as { default?: unknown } | undefined)?.default === value;
  return [
    nodes.map(({ id, op, params }) => [id, op, op === 'code' ? [] : Object.entries(params).filter(([name, value]) => !defaults(op, name, value)).sort()]).sort(),
    edges.map(({ from, to, port }) => [from, to, port].join()).sort(),
    [batchInterval, master],
  ];
}

const numbers = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(500));
// A function that is called once is read where it is called: removing one of two calls changes more than that.
const editable = fixtures.filter(({ name }) => !/helper_twice/.test(name)).map(({ bytes }) => decodeScript(bytes).text);

describe('any changes of any script', () => {
  it('leave a text that reads as the changed pipeline, and everything outside of the edit as it was', () => {
    let done = 0;
    fc.assert(
      fc.property(fc.constantFrom(...editable), fc.array(numbers, { minLength: 1, maxLength: 6 }), (text, steps) => {
        let pipeline = opened(text);
        for (const [serial, step] of steps.entries()) {
          const next = command(pipeline, step, serial);
          if (!next) continue;
          const expected = apply(pipeline, next);
          try {
            pipeline = applyToScript(pipeline, next);
          } catch (error) {
            if (error instanceof CommandRefused) continue;
            throw error;
          }
          done++;
          const script = scriptOf(pipeline).text;
          expect(meaning(pipeline)).toEqual(meaning(expected));
          expect(meaning(readScript(script, { previous: pipeline }).pipeline)).toEqual(meaning(pipeline));
          expect(comments(script)).toEqual(expect.arrayContaining(comments(text)));
        }
      }),
      { numRuns: 250 },
    );
    expect(done).toBeGreaterThan(250);
  });

  it('come, in a thousand of them with undo and redo, to what a replay of the log comes to', () => {
    const log = new CommandLog(opened(), applyToScript);
    let [done, undone]: [Command[], Command[]] = [[], []];
    let seed = 42;
    const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) >> 8;
    for (let serial = 0; serial < 1000; serial++) {
      const choice = random() % 5;
      if (choice === 0 || (choice === 1 && log.pipeline.nodes.length > 12)) {
        log.undo();
        undone = [...done.splice(-1), ...undone];
      } else if (choice === 1) {
        log.redo();
        done.push(...undone.splice(0, 1));
      } else {
        const next = command(log.pipeline, [random(), random(), random(), random()], serial);
        const before = log.pipeline;
        try {
          if (next) log.execute(next, 'step');
        } catch (error) {
          if (!(error instanceof CommandRefused)) throw error;
        }
        if (log.pipeline !== before) [done, undone] = [[...done, next!], []];
      }
    }
    const replayed = done.reduce(applyToScript, opened());
    expect(replayed).toEqual(log.pipeline);
    expect(scriptOf(replayed).text).toBe(scriptOf(log.pipeline).text);
  }, 60_000);
});

function comments(text: string): string[] {
  return [...text.matchAll(/^#.*/gm)].map(([comment]) => comment.trim());
}
