import { ANY, commonType, INT, keyOf, listOf, tupleOf, valueOfPair } from '../model/record-type';
import { defineOperator, parentOf } from './define-operator';
import { NUM_PARTITIONS, PAIRS, RECORDS, SLIDE_DURATION, WINDOW_DURATION } from './shared-params';

const OPTIONAL_SLIDE = { type: 'durationMs', title: SLIDE_DURATION.title, help: `${SLIDE_DURATION.help} Empty: every batch.`, optional: true } as const;
const INVERSE = 'From five slides a window on, the window before is corrected with it instead of computing all anew. Empty: always computed anew.';
const PARTIAL = 'The first windows of a stream hold only what there is so far.';

export const window = defineOperator({
  kind: 'window',
  title: 'window',
  family: 'window',
  inputs: RECORDS,
  output: 'same',
  params: { windowDuration: WINDOW_DURATION, slideDuration: OPTIONAL_SLIDE },
  pyspark: { on: 'dstream', method: 'window', args: ['windowDuration', 'slideDuration'] },
  reach: 'record',
  keepsKey: true,
  summary: 'All records of the last seconds.',
  help: `Every slide, gives the records of the batches within the window. ${PARTIAL}`,
  example: { given: [[1], [2], [3]], params: { windowDuration: 2000, slideDuration: 1000 }, expect: [[1], [1, 2], [2, 3]] },
  build: (context) => parentOf(context).window(context.params.durationMs('windowDuration'), context.params.optionalInteger('slideDuration')),
});

export const countByWindow = defineOperator({
  kind: 'countByWindow',
  title: 'countByWindow',
  family: 'window',
  inputs: RECORDS,
  output: 'int',
  params: { windowDuration: WINDOW_DURATION, slideDuration: SLIDE_DURATION },
  pyspark: { on: 'dstream', method: 'countByWindow', args: ['windowDuration', 'slideDuration'] },
  keepsState: true,
  summary: 'How many records the last seconds had.',
  help: `Every slide, gives the number of records within the window. ${PARTIAL}`,
  example: { given: [['a'], ['b', 'c'], []], params: { windowDuration: 2000, slideDuration: 1000 }, expect: [[1], [3], [2]] },
  build: (context) => parentOf(context).countByWindow(context.params.durationMs('windowDuration'), context.params.durationMs('slideDuration')),
});

export const reduceByWindow = defineOperator({
  kind: 'reduceByWindow',
  title: 'reduceByWindow',
  family: 'window',
  inputs: RECORDS,
  output: 'any',
  params: {
    reduceFunc: { type: 'function', arity: 2, title: 'Function', help: 'Called with two records; returns one. The order must not matter.', default: { python: 'lambda a, b: a + b', javascript: '(a, b) => a + b' } },
    invReduceFunc: { type: 'function', arity: 2, title: 'Inverse function', help: `Takes away from a result what left the window. ${INVERSE}`, optional: true, default: { python: 'lambda a, b: a - b', javascript: '(a, b) => a - b' } },
    windowDuration: WINDOW_DURATION,
    slideDuration: SLIDE_DURATION,
  },
  pyspark: { on: 'dstream', method: 'reduceByWindow', args: ['reduceFunc', 'invReduceFunc', 'windowDuration', 'slideDuration'] },
  keepsState: true,
  summary: 'All records of the last seconds in one.',
  help: `Every slide, combines the records within the window two by two until one is left. ${PARTIAL}`,
  example: { given: [[1], [2, 5], [3]], params: { reduceFunc: 'lambda a, b: max(a, b)', windowDuration: 2000, slideDuration: 1000 }, expect: [[1], [5], [5]] },
  records: ([record = ANY], returns) => commonType(record, returns('reduceFunc', record, record)),
  build: (context) =>
    parentOf(context).reduceByWindow(context.params.fn('reduceFunc'), context.params.optionalFn('invReduceFunc'), context.params.durationMs('windowDuration'), context.params.durationMs('slideDuration')),
});

export const reduceByKeyAndWindow = defineOperator({
  kind: 'reduceByKeyAndWindow',
  title: 'reduceByKeyAndWindow',
  family: 'window',
  inputs: PAIRS,
  output: 'pair',
  params: {
    func: { type: 'function', arity: 2, title: 'Function', help: 'Called with two values of the same key; returns one. The order must not matter.', default: { python: 'lambda a, b: a + b', javascript: '(a, b) => a + b' } },
    invFunc: { type: 'function', arity: 2, title: 'Inverse function', help: `Takes away from a result what left the window. ${INVERSE}`, optional: true, default: { python: 'lambda a, b: a - b', javascript: '(a, b) => a - b' } },
    windowDuration: WINDOW_DURATION,
    slideDuration: OPTIONAL_SLIDE,
    numPartitions: NUM_PARTITIONS,
    filterFunc: { type: 'function', arity: 1, title: 'Filter', help: 'Called with each (key, value) pair; keeps those for which it is true. With an inverse function only: it drops keys whose count fell to 0.', optional: true, default: { python: 'lambda pair: pair[1] > 0', javascript: '([key, value]) => value > 0' } },
  },
  pyspark: { on: 'dstream', method: 'reduceByKeyAndWindow', args: ['func', 'invFunc', 'windowDuration', 'slideDuration', 'numPartitions', 'filterFunc'] },
  keepsState: true,
  reach: 'key',
  summary: 'The values of each key of the last seconds in one.',
  help: `Every slide, combines the values of each key within the window. In Python the inverse function is the second argument, before the window. ${PARTIAL}`,
  example: { given: [[['a', 1]], [['a', 2], ['b', 1]], []], params: { func: 'lambda a, b: a + b', windowDuration: 2000, slideDuration: 1000 }, expect: [[['a', 1]], [['a', 3], ['b', 1]], [['a', 2], ['b', 1]]] },
  records: ([pair = ANY], returns) => tupleOf(keyOf(pair), commonType(valueOfPair(pair), returns('func', valueOfPair(pair), valueOfPair(pair)))),
  build: (context) =>
    parentOf(context, 'pairs').reduceByKeyAndWindow(
      context.params.fn('func'),
      context.params.optionalFn('invFunc'),
      context.params.durationMs('windowDuration'),
      context.params.optionalInteger('slideDuration'),
      context.params.optionalInteger('numPartitions'),
      context.params.optionalFn('invFunc') && context.params.optionalFn('filterFunc'),
    ),
});

export const countByValueAndWindow = defineOperator({
  kind: 'countByValueAndWindow',
  title: 'countByValueAndWindow',
  family: 'window',
  inputs: RECORDS,
  output: 'pair',
  params: { windowDuration: WINDOW_DURATION, slideDuration: SLIDE_DURATION, numPartitions: NUM_PARTITIONS },
  pyspark: { on: 'dstream', method: 'countByValueAndWindow', args: ['windowDuration', 'slideDuration', 'numPartitions'] },
  keepsState: true,
  reach: 'equal',
  summary: 'How often each record occurred in the last seconds.',
  help: `Every slide, gives (record, count) for each record within the window. ${PARTIAL}`,
  example: { given: [['a'], ['a', 'b'], []], params: { windowDuration: 2000, slideDuration: 1000 }, expect: [[['a', 1]], [['a', 2], ['b', 1]], [['a', 1], ['b', 1]]] },
  records: ([record = ANY]) => tupleOf(record, INT),
  build: (context) =>
    parentOf(context).countByValueAndWindow(context.params.durationMs('windowDuration'), context.params.durationMs('slideDuration'), context.params.optionalInteger('numPartitions')),
});

export const groupByKeyAndWindow = defineOperator({
  kind: 'groupByKeyAndWindow',
  title: 'groupByKeyAndWindow',
  family: 'window',
  inputs: PAIRS,
  output: 'pair',
  params: { windowDuration: WINDOW_DURATION, slideDuration: SLIDE_DURATION, numPartitions: NUM_PARTITIONS },
  pyspark: { on: 'dstream', method: 'groupByKeyAndWindow', args: ['windowDuration', 'slideDuration', 'numPartitions'] },
  keepsState: true,
  reach: 'key',
  summary: 'All values of each key of the last seconds together.',
  help: `Every slide, gives (key, values) for each key within the window; put mapValues(list) behind it to see the values. ${PARTIAL}`,
  records: ([pair = ANY]) => tupleOf(keyOf(pair), listOf(valueOfPair(pair))),
  build: (context) =>
    parentOf(context, 'pairs').groupByKeyAndWindow(context.params.durationMs('windowDuration'), context.params.durationMs('slideDuration'), context.params.optionalInteger('numPartitions')),
});
