import fc from 'fast-check';
import { type Language, type Pipeline, type PipelineNode, validatePipeline } from '#engine/model';

type Text = readonly [python: string, javascript: string];
/** One more operator behind a stream, or behind two. */
interface Step {
  readonly op: string;
  readonly functions?: Readonly<Record<string, Text>>;
  readonly params?: PipelineNode['params'];
  /** Port of the other stream: the words, keyed, some of them filtered out. */
  readonly other?: string;
}

const ADD: Text = ['lambda a, b: a + b', '(a, b) => a + b'];
const SUBTRACT: Text = ['lambda a, b: a - b', '(a, b) => a - b'];
const f = (python: string, javascript: string): Step['functions'] => ({ f: [python, javascript] });

const toPairs: readonly Step[] = [
  { op: 'map', functions: f('lambda w: (w, 1)', 'w => [w, 1]') },
  { op: 'map', functions: f('lambda w: (w[:1], len(w))', 'w => [w.slice(0, 1), w.length]') },
  { op: 'map', functions: f('lambda w: (len(w), w)', 'w => [w.length, w]') },
  { op: 'map', functions: f('lambda w: ((w, len(w)), 1)', 'w => [[w, w.length], 1]') },
  { op: 'countByValue' },
];
/** Values to numbers: what stands behind every step, so that the next one fits. The text of a group is none of them: an address is in it, which differs each time. */
export const toNumbers: Step = { op: 'mapValues', functions: f('lambda v: v if isinstance(v, int) else len(list(v)) if not isinstance(v, tuple) else sum(0 if x is None else x if isinstance(x, int) else len(list(x)) for x in v)', "v => typeof v === 'number' ? v : typeof v === 'string' ? v.length : v.reduce((s, x) => s + (x === null ? 0 : typeof x === 'number' ? x : x.length), 0)") };

const window = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(1, 1, 2)).map(([length, slide]) => ({ windowDuration: length * 1000, slideDuration: slide * 1000 }));
const long = fc.constantFrom(5000, 6000).map((windowDuration) => ({ windowDuration, slideDuration: 1000 }));
const always = (step: Step): fc.Arbitrary<Step> => fc.constant(step);
const byKey: readonly fc.Arbitrary<Step>[] = [
  always({ op: 'reduceByKey', functions: { func: ADD } }),
  always({ op: 'reduceByKey', functions: { func: ['lambda a, b: max(a, b)', '(a, b) => Math.max(a, b)'] } }),
  always({ op: 'reduceByKey', functions: { func: ['lambda a, b: a', '(a, b) => a'] } }),
  always({ op: 'groupByKey' }),
  always({ op: 'filter', functions: f('lambda p: p[1] == 1', 'p => p[1] === 1') }),
  always({ op: 'filter', functions: f('lambda p: p[1] > 1', 'p => p[1] > 1') }),
  always({ op: 'flatMapValues', functions: f('lambda v: range(v % 3)', 'v => [...Array(v % 3).keys()]') }),
  always({ op: 'updateStateByKey', functions: { updateFunc: ['lambda new, old: sum(new) + (old or 0)', '(now, old) => now.reduce((a, b) => a + b, old ?? 0)'] } }),
  always({ op: 'updateStateByKey', functions: { updateFunc: ['lambda new, old: None if not new and old and old > 2 else sum(new) + (old or 0)', '(now, old) => now.length === 0 && old > 2 ? null : now.reduce((a, b) => a + b, old ?? 0)'] } }),
  window.map((params) => ({ op: 'window', params })),
  window.map((params) => ({ op: 'reduceByKeyAndWindow', functions: { func: ADD }, params })),
  long.map((params) => ({ op: 'reduceByKeyAndWindow', functions: { func: ADD, invFunc: SUBTRACT }, params })),
  long.map((params) => ({ op: 'reduceByKeyAndWindow', functions: { func: ADD, invFunc: SUBTRACT, filterFunc: ['lambda p: p[1] > 0', 'p => p[1] > 0'] }, params })),
  window.map((params) => ({ op: 'groupByKeyAndWindow', params })),
  ...['join', 'leftOuterJoin', 'rightOuterJoin', 'fullOuterJoin', 'cogroup'].map((op) => always({ op, other: 'other' })),
  always({ op: 'union', other: 'others' }),
  always({ op: 'partitionBy', params: { numPartitions: 3 } }),
  always({ op: 'cache' }),
];
/** Steps through which a record can depend on records with other keys. */
const across: readonly fc.Arbitrary<Step>[] = [
  always({ op: 'map', functions: f('lambda p: (p[1] % 2, 1)', 'p => [p[1] % 2, 1]') }),
  always({ op: 'countByValue' }),
  always({ op: 'repartition', params: { numPartitions: 2 } }),
  window.map((params) => ({ op: 'countByValueAndWindow', params })),
];
const lastSteps: readonly fc.Arbitrary<Step>[] = [
  always({ op: 'count' }),
  always({ op: 'reduce', functions: { func: ['lambda a, b: max(a, b)', '(a, b) => (a[1] > b[1] ? a : b)'] } }),
  window.map((params) => ({ op: 'countByWindow', params })),
  always({ op: 'mapPartitions', functions: f('lambda records: [len(list(records))]', 'records => [[...records].length]') }),
  always({ op: 'glom' }),
];

const FILTERED: readonly Step[] = [
  { op: 'map', functions: f('lambda w: (w, len(w))', 'w => [w, w.length]') },
  { op: 'reduceByKey', functions: { func: ADD } },
  { op: 'filter', functions: f('lambda p: p[1] % 2 == 1', 'p => p[1] % 2 === 1') },
];

/** A pipeline with windows, joins and state at random, and what its sources get: a list of lines a batch. */
export interface Generated {
  readonly pipeline: Pipeline;
  readonly input: readonly (readonly string[])[];
  /** Which node's record, and which one of it, is asked for: numbers that are taken modulo what there is. */
  readonly node: number;
  readonly record: number;
}

const line = fc.array(fc.constantFrom('a', 'b', 'ab', 'c'), { minLength: 0, maxLength: 3 }).map((words) => words.join(' ') || 'x');
const batches = fc.array(fc.array(line, { maxLength: 3 }), { minLength: 3, maxLength: 7 });

export function generated(language: Language): fc.Arbitrary<Generated> {
  const middle = fc.array(fc.oneof({ weight: 6, arbitrary: fc.oneof(...byKey) }, { weight: 1, arbitrary: fc.oneof(...across) }), { minLength: 1, maxLength: 3 });
  const last = fc.option(fc.oneof(...lastSteps), { freq: 4 });
  return fc.record({ first: fc.constantFrom(...toPairs), middle, last, input: batches, node: fc.nat(), record: fc.nat() }).map(({ first, middle: steps, last: end, input, node, record }) => ({
    pipeline: pipelineOf(language, [first, toNumbers, ...steps.flatMap((step) => [step, toNumbers]), ...(end ? [end] : [])]),
    input,
    node,
    record,
  })).filter(({ pipeline }) => validatePipeline(pipeline).every(({ severity }) => severity !== 'error') && !unitesSlides(pipeline));
}

/** A union refuses streams of different slides, which only the engine tells. */
function unitesSlides({ nodes }: Pipeline): boolean {
  return nodes.some(({ op }) => op === 'union') && nodes.some(({ params }) => params.slideDuration === 2000);
}

function pipelineOf(language: Language, steps: readonly Step[]): Pipeline {
  const nodes: PipelineNode[] = [
    { id: 'lines', op: 'socketTextStream', name: 'lines', params: { hostname: 'localhost', port: 1 } },
    { id: 'words', op: 'flatMap', name: 'words', params: { f: language === 'python' ? 'lambda l: l.split()' : "l => l.split(' ')" } },
  ];
  const edges: { from: string; to: string; port: string }[] = [{ from: 'lines', to: 'words', port: 'parent' }];
  const add = (step: Step, from: string, other: string | null): string => {
    const id = `${step.op}${nodes.length}`;
    const functions = Object.entries(step.functions ?? {}).map(([name, texts]) => [name, texts[language === 'python' ? 0 : 1]]);
    nodes.push({ id, op: step.op, name: id, params: { ...step.params, ...(Object.fromEntries(functions) as PipelineNode['params']) } });
    edges.push({ from, to: id, port: PAIR_OPERATORS.test(step.op) ? 'pairs' : 'parent' });
    if (step.other && other) edges.push({ from: other, to: id, port: step.other });
    return id;
  };
  let other: string | null = null;
  if (steps.some((step) => step.other)) other = FILTERED.reduce((from, step) => add(step, from, null), 'words');
  const end = steps.reduce((from, step) => add(step, from, other), 'words');
  add({ op: 'pprint' }, end, null);
  return { dstream: 1, name: 'generated', language, master: 'local[2]', batchInterval: 1000, settings: {}, nodes, edges, code: [], layout: { nodes: {} } };
}

const PAIR_OPERATORS = /ByKey|[vV]alues$|Values|[jJ]oin|cogroup|partitionBy/;
