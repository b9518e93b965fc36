import { describe, expect, it } from 'vitest';
import { apply, canConnect, newNode, type Pipeline, type PipelineNode, recordTypes, typeText, validatePipeline, valueType, wordCountPipeline } from '#engine/model';

/** A chain of operators behind a socket; the types of their records, in words. */
function typesOf(language: Pipeline['language'], chain: readonly (readonly [string, Readonly<Record<string, string>>])[]): string[] {
  const base: Pipeline = { ...wordCountPipeline(), language };
  const [source] = base.nodes;
  const nodes: PipelineNode[] = [source!, ...chain.map(([op, params], at) => ({ ...newNode(base, op), id: `n${at}`, name: `n${at}`, params }))];
  const ports = (op: string): string => (/ByKey|Values|join/i.test(op) ? 'pairs' : 'parent');
  const edges = chain.map(([op], at) => ({ from: at === 0 ? source!.id : `n${at - 1}`, to: `n${at}`, port: ports(op) }));
  const types = recordTypes({ ...base, nodes, edges });
  return chain.map((_, at) => typeText(types.get(`n${at}`)!));
}

describe('the types of wires', () => {
  it('follow word count through its lambdas', () => {
    const types = recordTypes(wordCountPipeline());
    expect(wordCountPipeline().nodes.slice(0, 4).map(({ id }) => typeText(types.get(id)!))).toEqual(['str', 'str', '(str, int)', '(str, int)']);
  });

  it.each<[string, string, string]>([
    ['map', 'lambda l: l.split(",")', 'list of str'],
    ['map', 'lambda l: (l.split(",")[0], float(l.split(",")[1]))', '(str, float)'],
    ['map', 'lambda l: (l[0], (1, len(l) / 2))', '(str, (int, float))'],
    ['map', 'lambda l: "a" if l else None', 'any'],
    ['map', 'lambda l: {"a": l}', 'dict'],
    ['map', 'lambda l: l.strip() or "-"', 'str'],
    ['map', 'lambda l: json.loads(l)', 'any'],
    ['map', 'lambda l, x=1: f"{l}"', 'str'],
    ['map', 'len', 'int'],
    ['map', 'str.upper', 'str'],
    ['map', 'def f(l):\n    return l.split(" ")[0], 1\n', '(str, int)'],
    ['map', 'def f(l):\n    return (l.split(" ")[0], 1)\n', '(str, int)'],
    ['map', 'def f(l):\n    l = 3\n    return (l, 1)\n', '(any, int)'],
    ['map', 'def f(l):\n    if l:\n        return 1\n    return 2.5\n', 'float'],
    ['map', 'def f(l):\n    if l:\n        return 1\n', 'any'],
    ['flatMap', 'lambda l: [(w, 1) for w in l.split()]', '(str, int)'],
    ['flatMap', 'lambda l: l.split()', 'str'],
    ['map', 'lambda l: (', 'any'],
    ['map', 'lambda l: l.__class__', 'any'],
    ['map', 'lambda l: not l', 'bool'],
    ['map', 'lambda l: l[1:]', 'str'],
    ['map', 'lambda l: (*l, 1)', 'any'],
  ])('%s with %s gives %s', (op, f, expected) => {
    expect(typesOf('python', [[op, { f }]])).toEqual([expected]);
  });

  it.each([
    ['map', 'x => [x, 1]', '(str, int)'],
    ['map', '(x) => x.length', 'int'],
    ['flatMap', 'line => line.split(" ")', 'str'],
    ['map', 'x => { return [x.trim(), x.length]; }', '(str, int)'],
    ['map', 'x => JSON.parse(x)', 'any'],
    ['map', 'x => x > 3 ? 1 : 2', 'int'],
  ])('in JavaScript, %s with %s gives %s', (op, f, expected) => {
    expect(typesOf('javascript', [[op, { f }]])).toEqual([expected]);
  });

  it('go through keys, values, groups and windows', () => {
    expect(typesOf('python', [['map', { f: 'lambda l: (l, 1)' }], ['mapValues', { f: 'lambda v: v / 2' }], ['groupByKey', {}], ['mapValues', { f: 'lambda vs: len(vs)' }], ['countByValue', {}], ['glom', {}]])).toEqual([
      '(str, int)', '(str, float)', '(str, list of float)', '(str, int)', '((str, int), int)', 'list of ((str, int), int)',
    ]);
  });

  it('are read from recorded values', () => {
    expect(['(\'a\', 1)', '"x"', '[1, 2.5]', "{'a': 1}", 'None', 'datetime.datetime(2020, 1, 1)', '-3'].map((repr) => typeText(valueType(repr, 'python')))).toEqual(['(str, int)', 'str', 'list of float', 'dict', 'None', 'any', 'int']);
    expect(typeText(valueType("[ 'a', 1 ]", 'javascript'))).toBe('(str, int)');
  });
});

describe('a wire that does not fit', () => {
  it('is refused with the reason and a repair', () => {
    const pipeline = apply(wordCountPipeline(), { kind: 'disconnect', edges: [{ from: 'pairs', to: 'wordCounts', port: 'pairs' }] });
    expect(canConnect(pipeline, 'words', 'wordCounts', 'pairs')).toEqual({
      ok: false,
      reason: 'reduceByKey needs (key, value) pairs; str comes here.',
      repair: { op: 'map', params: { f: 'lambda x: (x, 1)' }, title: 'Insert map(lambda x: (x, 1))' },
    });
    expect(canConnect(pipeline, 'pairs', 'wordCounts', 'pairs')).toEqual({ ok: true });
  });

  it('that came by a changed lambda is told at its node, and mended by its fix', () => {
    const broken = apply(wordCountPipeline(), { kind: 'setParam', id: 'pairs', param: 'f', value: 'lambda word: len(word)' });
    const [told] = validatePipeline(broken);
    expect(told).toMatchObject({ code: 'type-mismatch', place: { nodeId: 'wordCounts' }, fix: { title: 'Insert map(lambda x: (x, 1))' } });
    expect(validatePipeline(apply(broken, told!.fix!.command))).toEqual([]);
  });

  it('is found in a chain of a hundred thousand nodes in a moment', () => {
    const base = wordCountPipeline();
    const nodes = [base.nodes[0]!, ...Array.from({ length: 100_000 }, (_, at) => ({ id: `n${at}`, op: 'map', name: `n${at}`, params: { f: 'lambda x: x.upper()' } }))];
    const edges = nodes.slice(1).map(({ id }, at) => ({ from: nodes[at]!.id, to: id, port: 'parent' }));
    const types = recordTypes({ ...base, nodes, edges });
    expect(typeText(types.get('n99999')!)).toBe('str');
  });
});
