import { describe, expect, it } from 'vitest';
import { emptyPipeline, type Pipeline } from '#engine/model';
import { printScript, readScript } from '#engine/pyspark';

const pipeline = (name: string, f: string, code = ''): Pipeline => ({
  ...emptyPipeline(),
  code: code === '' ? [] : [{ text: code }],
  nodes: [
    { id: 'a', op: 'textFileStream', name, params: { directory: 'in' } },
    { id: 'b', op: 'map', name: 'b', params: { f } },
  ],
  edges: [{ from: 'a', to: 'b', port: 'parent' }],
});
const body = (given: Pipeline): string[] => printScript(given).text.split('\n').filter((line) => /Stream\(|map\(/.test(line));

describe('a printed script', () => {
  it.each([
    ['a function of Python that a lambda calls', 'sum', 'lambda x: sum(x)', ''],
    ['what the pipeline’s own code uses', 'helper', 'lambda x: f(x)', 'def f(x):\n    return helper(x)\n'],
    ['a function that the pipeline’s own code defines', 'helper', 'lambda x: x', 'def helper(x):\n    return x\n'],
    ['a word of Python’s own', 'lambda', 'lambda x: x', ''],
    ['its context', 'ssc', 'lambda x: x', ''],
  ])('does not call a stream like %s', (_, name, f, code) => {
    expect(body(pipeline(name, f, code))).toEqual([`${name}_ = ssc.textFileStream("in")`, `b = ${name}_.map(${f})`]);
  });

  it.each([
    ['step 1', 'step_1'],
    ['2nd words!', '_2nd_words'],
    ['reduce-1', 'reduce_1'],
    ['→', 'textFileStream'],
    ['ﬁles', 'files'],
    ['b', 'b'],
    ['b ', 'b'],
  ])('calls the stream of a node that is called %j in its file %j', (name, variable) => {
    const [first, second] = body(pipeline(name, 'lambda x: x'));
    expect(first).toBe(`${variable} = ssc.textFileStream("in")`);
    expect(second).toMatch(new RegExp(`^b_? = ${variable}\\.map\\(lambda x: x\\)$`));
    expect(second!.startsWith(`${variable} `)).toBe(false);
  });

  it('has a function that is written out before the call that takes it', () => {
    const { text, lines } = printScript(pipeline('x', 'import math\n\ndef half(n):\n    return math.floor(n / 2)\n'));
    expect(text).toContain('\nimport math\n\ndef half(n):\n    return math.floor(n / 2)\nb = x.map(half)\n');
    expect(text.split('\n').slice(lines.get('b')!.from - 1, lines.get('b')!.to)).toEqual(['import math', '', 'def half(n):', '    return math.floor(n / 2)', 'b = x.map(half)']);
  });

  it('leaves a node’s own name as it is when another part of the text is changed', () => {
    const given = pipeline('step 1', 'lambda x: x + 1');
    const { text } = printScript(given);
    const { pipeline: read } = readScript(text.replace('x + 1', 'x + 2'), { previous: given });
    expect(read.nodes.map(({ id, name, params }) => [id, name, params.f])).toEqual([
      ['a', 'step 1', undefined],
      ['b', 'b', 'lambda x: x + 2'],
    ]);
  });

  it('calls streams like their nodes, also where a lambda has a name of its own like that', () => {
    expect(body(pipeline('x', 'lambda x: x + 1'))).toEqual(['x = ssc.textFileStream("in")', 'b = x.map(lambda x: x + 1)']);
  });
});
