import { describe, expect, it } from 'vitest';
import { emptyPipeline, type Pipeline } from '#engine/model';
import { printScript } from '#engine/pyspark';

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
    ['a word of Python’s own', 'lambda', 'lambda x: x', ''],
    ['its context', 'ssc', 'lambda x: x', ''],
  ])('does not call a stream like %s', (_, name, f, code) => {
    expect(body(pipeline(name, f, code))).toEqual([`${name}_ = ssc.textFileStream("in")`, `b = ${name}_.map(${f})`]);
  });

  it('calls streams like their nodes, also where a lambda has a name of its own like that', () => {
    expect(body(pipeline('x', 'lambda x: x + 1'))).toEqual(['x = ssc.textFileStream("in")', 'b = x.map(lambda x: x + 1)']);
  });
});
