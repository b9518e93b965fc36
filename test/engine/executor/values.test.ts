import { afterAll, describe, expect, it } from 'vitest';
import { EngineError, type RDD, SparkContext, UpdatedStateRDD } from '#engine/core';
import { ExecutorPool, WorkerHost } from '#engine/hosts';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

/** An expression, how its value prints as a record, and the cell of a table it becomes: as it is unless told. */
type Value = readonly [expression: string, printed: string, cell: unknown];
const VALUES: Readonly<Record<'python' | 'javascript', readonly Value[]>> = {
  python: [
    ['None', 'None', null], ['True', 'True', true], ['10**30', `1${'0'.repeat(30)}`, { i: `1${'0'.repeat(30)}` }], ['-0.0', '-0.0', -0], ['0.1', '0.1', 0.1],
    ['float("inf")', 'inf', { r: 'inf' }], ['float("nan")', 'nan', { r: 'nan' }], ['"é😀\\n\\0"', 'é😀\n\0', 'é😀\n\0'], ['"__proto__"', '__proto__', '__proto__'],
    ['b"\\xff\\0"', "b'\\xff\\x00'", { b: '/wA=' }], ['[1, [2]]', '[1, [2]]', { r: '[1, [2]]' }], ['{7}', '{7}', { r: '{7}' }], ['range(2)', 'range(0, 2)', { r: 'range(0, 2)' }],
  ],
  javascript: [
    ['null', 'null', null], ['undefined', 'undefined', null], ['true', 'true', true], ['10n ** 30n', `1${'0'.repeat(30)}n`, { i: `1${'0'.repeat(30)}` }], ['-0', '-0', -0], ['0.1', '0.1', 0.1],
    ['Infinity', 'Infinity', { r: 'Infinity' }], ['NaN', 'NaN', { r: 'NaN' }], ['"é😀\\n\\0"', 'é😀\n\0', 'é😀\n\0'], ['"__proto__"', '__proto__', '__proto__'],
    ['new Uint8Array([255, 0])', 'Uint8Array(2) [ 255, 0 ]', { b: '/wA=' }], ['[1, [2], 3]', '[ 1, [ 2 ], 3 ]', undefined], ['new Set([7])', 'Set(1) { 7 }', { r: 'Set(1) { 7 }' }],
    ['new Map([[1, [2]]])', 'Map(1) { 1 => [ 2 ] }', undefined], ['new Date(0)', '1970-01-01T00:00:00.000Z', undefined],
    ['["\\0", "map"]', "[ '\\u0000', 'map' ]", undefined], ['({ "__proto__x": 1, constructor: 2 })', '{ __proto__x: 1, constructor: 2 }', undefined], ['[undefined, null]', '[ undefined, null ]', undefined],
  ],
};

describe.each(['python', 'javascript'] as const)('values of %s', (language) => {
  const python = language === 'python';
  const context = (): SparkContext => new SparkContext({ executors: pool.of(language), slots: 2, defaultParallelism: 2, observe: { samples: 3, valueLength: 50 } });
  const list = VALUES[language].map(([expression]) => `${python ? '' : '() => '}${expression}`).join(', ');
  const at = (sc: SparkContext, text: string): number => sc.register({ kind: 'source', text, prelude: `${python ? 'VALUES' : 'const VALUES'} = [${list}]${python ? '' : '.map(f => f())'}` }, { nodeId: 'values', param: 'f' });
  const numbers = (sc: SparkContext): RDD => sc.blocks([new TextEncoder().encode(VALUES[language].map((_, index) => `${index}\n`).join(''))]);
  const values = (sc: SparkContext): RDD => numbers(sc).narrow('map', at(sc, python ? 'lambda line: VALUES[int(line)]' : '(line) => VALUES[Number(line)]'));
  const pairs = (sc: SparkContext): RDD => numbers(sc).narrow('map', at(sc, python ? 'lambda line: (int(line), VALUES[int(line)])' : '(line) => [Number(line), VALUES[Number(line)]]'));
  const second = (sc: SparkContext, rdd: RDD): RDD => rdd.narrow('map', sc.builtin('second'));
  const expected = VALUES[language].map(([, printed]) => printed).sort();
  const printedBy = async (sc: SparkContext, rdd: RDD): Promise<string[]> => (await sc.takeText(rdd, 100)).sort();

  it('print as the language prints them', async () => {
    const sc = context();
    expect(await printedBy(sc, values(sc))).toEqual(expected);
    await sc.stop();
  });

  it('are the same after a shuffle, kept or sent, after a cache, a checkpoint, and from one executor to another', async () => {
    const sc = context();
    expect(await printedBy(sc, second(sc, pairs(sc).partitionBy(3)))).toEqual(expected);
    const cached = values(sc).persist();
    for (let i = 0; i < 2; i++) expect(await printedBy(sc, cached)).toEqual(expected);
    const saved = values(sc);
    saved.checkpoint();
    for (let i = 0; i < 2; i++) expect(await printedBy(sc, saved)).toEqual(expected);
    const results = await sc.runJob(values(sc), [0], { kind: 'collect', form: 'serialized', limit: null });
    const slices = results.map(({ outputs }) => outputs[0]!);
    await sc.stop();
    const other = context();
    expect(await printedBy(other, other.parallelize(slices))).toEqual(expected);
    await other.stop();
  });

  it('are the same as state, batch after batch', async () => {
    const sc = context();
    const update = sc.register({ kind: 'source', text: python ? 'lambda values, state: values[0] if values else state' : '(values, state) => values.length > 0 ? values[0] : state', prelude: '' }, {});
    const first = new UpdatedStateRDD(pairs(sc).groupToLists(2), null, update).persist();
    const none = pairs(sc).narrow('filter', at(sc, python ? 'lambda pair: False' : '() => false'));
    const next = new UpdatedStateRDD(none.groupToLists(2), first, update).persist();
    // No value is no state: the key is removed.
    expect(await printedBy(sc, second(sc, next))).toEqual(expected.filter((printed) => !['None', 'null', 'undefined'].includes(printed)));
    await sc.stop();
  });

  it('become cells of a table', async () => {
    const sc = context();
    const told = VALUES[language].map(([, , cell], index) => ({ cell, index })).filter(({ cell }) => cell !== undefined);
    const [result] = await sc.runJob(values(sc), [0], { kind: 'collect', form: 'columns', limit: null });
    const rows = JSON.parse(new TextDecoder().decode(result!.outputs[0])) as [string[], unknown[]][];
    expect(told.map(({ index }) => rows[index])).toEqual(told.map(({ cell }) => [['value'], [Object.is(cell, -0) ? rows[VALUES[language].findIndex(([e]) => e.startsWith('-0'))]![1][0] : cell]]));
    await sc.stop();
  });
});

/** What a mistake says: the record it names and the advice it gives. */
const MISTAKES: readonly (readonly [title: string, language: 'python' | 'javascript', make: string, by: (rdd: RDD, sc: SparkContext) => RDD, said: RegExp, record: string | null])[] = [
  ['a list as a key', 'python', 'lambda w: ([w], 1)', (rdd, sc) => rdd.reduceByKey(sc.builtin('add'), 2), /unhashable type: 'list'[^]*Make a tuple of a list/, "(['a'], 1)"],
  ['a dict as a key', 'python', 'lambda w: ({w: 1}, 1)', (rdd) => rdd.groupByKey(2), /unhashable type: 'dict'[^]*tuple\(sorted\(d\.items\(\)\)\) of a dict/, "({'a': 1}, 1)"],
  ['a list as a key of partitionBy', 'python', 'lambda w: ([w], 1)', (rdd) => rdd.partitionBy(2), /unhashable type: 'list'[^]*Make a tuple/, "(['a'], 1)"],
  ['no pair', 'python', 'lambda w: 1', (rdd, sc) => rdd.reduceByKey(sc.builtin('add'), 2), /cannot unpack non-iterable int object[^]*works on \(key, value\) pairs/, '1'],
  ['a triple', 'python', 'lambda w: (w, 1, 2)', (rdd) => rdd.groupByKey(2), /too many values to unpack[^]*\(key, \(a, b\)\)/, "('a', 1, 2)"],
  ['a generator', 'python', 'lambda w: (w, (i for i in w))', (rdd) => rdd.partitionBy(2), /cannot pickle 'generator' object[^]*Return a list/, "('a', <generator object"],
  ['a function of wrong arity', 'python', 'lambda a, b: a', (rdd) => rdd, /missing 1 required positional argument: 'b'[^]*another number of arguments/, "'a'"],
  ['an object as a key', 'javascript', 'w => [{ w }, 1]', (rdd) => rdd.partitionBy(2), /A key has to be a string, number, boolean, bigint, null or an array of those; this is object\./, "[ { w: 'a' }, 1 ]"],
  ['no pair', 'javascript', 'w => 1', (rdd, sc) => rdd.reduceByKey(sc.builtin('add'), 2), /needs \[key, value\] pairs; this record is none/, '1'],
  ['a function', 'javascript', 'w => [w, () => w]', (rdd) => rdd.partitionBy(2), /A function cannot be sent between executors/, "[ 'a', [Function: (anonymous)] ]"],
];

describe('a record that an operator cannot take', () => {
  it.each(MISTAKES)('%s in %s is told with node, record and advice', async (title, language, make, by, said, record) => {
    const sc = new SparkContext({ executors: pool.of(language), slots: 1, defaultParallelism: 2, observe: { samples: 0, valueLength: 0 } });
    const f = sc.register({ kind: 'source', text: make, prelude: '' }, { nodeId: 'make', param: 'f' });
    const made = sc.withScope({ nodeId: 'by' }, () => by(sc.blocks([new TextEncoder().encode('a\n')]).narrow('map', f), sc));
    const error = await sc.runJob(made, made.partitions, { kind: 'drain' }).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(EngineError);
    const { task } = error as EngineError;
    expect(task!.traceback).toMatch(said);
    expect(task!.place.nodeId).toBe(title.includes('arity') ? 'make' : 'by');
    expect(task!.record).toContain(record);
    await sc.stop();
  });
});
