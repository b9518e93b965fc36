import { ANY, commonType, INT, itemOf, keyOf, listOf, tupleOf, valueOfPair } from '../model/record-type';
import { defineOperator, parentOf } from './define-operator';
import { NUM_PARTITIONS, PAIRS, RECORDS } from './shared-params';

export const mapValues = defineOperator({
  kind: 'mapValues',
  title: 'mapValues',
  family: 'pair',
  inputs: PAIRS,
  output: 'pair',
  params: {
    f: { type: 'function', arity: 1, title: 'Function', help: 'Called with the value of each pair; what it returns takes the value’s place.', default: { python: 'lambda v: v', javascript: 'v => v' } },
  },
  pyspark: { on: 'dstream', method: 'mapValues', args: ['f'] },
  reach: 'record',
  keepsKey: true,
  summary: 'Changes the values of pairs and leaves the keys.',
  help: 'Passes the value of each (key, value) pair through a function. Since keys stay, pairs need not be moved again afterwards.',
  example: { given: [[['a', 1], ['b', 2]]], params: { f: 'lambda v: v * 10' }, expect: [[['a', 10], ['b', 20]]] },
  records: ([pair = ANY], returns) => tupleOf(keyOf(pair), returns('f', valueOfPair(pair))),
  build: (context) => parentOf(context, 'pairs').mapValues(context.params.fn('f')),
});

export const flatMapValues = defineOperator({
  kind: 'flatMapValues',
  title: 'flatMapValues',
  family: 'pair',
  inputs: PAIRS,
  output: 'pair',
  params: {
    f: { type: 'function', arity: 1, title: 'Function', help: 'Called with the value of each pair; returns a list of values.', default: { python: 'lambda v: [v]', javascript: 'v => [v]' } },
  },
  pyspark: { on: 'dstream', method: 'flatMapValues', args: ['f'] },
  reach: 'record',
  keepsKey: true,
  summary: 'One pair in, one pair for each value of a list out.',
  help: 'Passes the value of each pair through a function that returns a list; each item becomes a pair with the same key.',
  example: { given: [[['a', 2], ['b', 0]]], params: { f: 'lambda v: range(v)' }, expect: [[['a', 0], ['a', 1]]] },
  records: ([pair = ANY], returns) => tupleOf(keyOf(pair), itemOf(returns('f', valueOfPair(pair)))),
  build: (context) => parentOf(context, 'pairs').flatMapValues(context.params.fn('f')),
});

export const groupByKey = defineOperator({
  kind: 'groupByKey',
  title: 'groupByKey',
  family: 'pair',
  inputs: PAIRS,
  output: 'pair',
  params: { numPartitions: NUM_PARTITIONS },
  pyspark: { on: 'dstream', method: 'groupByKey', args: ['numPartitions'] },
  reach: 'key',
  summary: 'All values of each key of a batch together.',
  help: 'Gives (key, values) for each key. The values can be iterated over; put mapValues(list) behind it to see them. Where they are only added up, reduceByKey moves less data.',
  records: ([pair = ANY]) => tupleOf(keyOf(pair), listOf(valueOfPair(pair))),
  build: (context) => parentOf(context, 'pairs').groupByKey(context.params.optionalInteger('numPartitions')),
});

export const reduce = defineOperator({
  kind: 'reduce',
  title: 'reduce',
  family: 'stateless',
  inputs: RECORDS,
  output: 'any',
  params: {
    func: { type: 'function', arity: 2, title: 'Function', help: 'Called with two records; returns one. The order must not matter.', default: { python: 'lambda a, b: a + b', javascript: '(a, b) => a + b' } },
  },
  pyspark: { on: 'dstream', method: 'reduce', args: ['func'] },
  summary: 'All records of a batch in one.',
  help: 'Combines the records of each batch two by two until one is left. An empty batch gives none.',
  example: { given: [[1, 2, 3], [], [4]], params: { func: 'lambda a, b: a + b' }, expect: [[6], [], [4]] },
  records: ([record = ANY], returns) => commonType(record, returns('func', record, record)),
  build: (context) => parentOf(context).reduce(context.params.fn('func')),
});

export const countByValue = defineOperator({
  kind: 'countByValue',
  title: 'countByValue',
  family: 'stateless',
  inputs: RECORDS,
  output: 'pair',
  params: {},
  pyspark: { on: 'dstream', method: 'countByValue', args: [] },
  reach: 'equal',
  summary: 'How often each record occurs in a batch.',
  help: 'Gives (record, count) for each record that is different from the others.',
  example: { given: [['a', 'b', 'a'], []], params: {}, expect: [[['a', 2], ['b', 1]], []] },
  records: ([record = ANY]) => tupleOf(record, INT),
  build: (context) => parentOf(context).countByValue(),
});
