import { ANY, commonType, keyOf, tupleOf, valueOfPair } from '../model/record-type';
import { defineOperator, parentOf } from './define-operator';
import { NUM_PARTITIONS, PAIRS } from './shared-params';

export const reduceByKey = defineOperator({
  kind: 'reduceByKey',
  title: 'reduceByKey',
  family: 'pair',
  inputs: PAIRS,
  output: 'pair',
  params: {
    func: { type: 'function', arity: 2, title: 'Function', help: 'Called with two values of the same key; returns one. The order of the values must not matter.', default: { python: 'lambda a, b: a + b', javascript: '(a, b) => a + b' } },
    numPartitions: NUM_PARTITIONS,
  },
  pyspark: { on: 'dstream', method: 'reduceByKey', args: ['func', 'numPartitions'] },
  reach: 'key',
  summary: 'Merges the values of each key within a batch.',
  help: 'Takes (key, value) pairs and merges all values of the same key with a function, within each batch. The pairs are combined where they are before they move to the partition of their key.',
  example: { given: [[['a', 1], ['b', 1], ['a', 1]], []], params: { func: 'lambda a, b: a + b' }, expect: [[['a', 2], ['b', 1]], []] },
  records: ([pair = ANY], returns) => tupleOf(keyOf(pair), commonType(valueOfPair(pair), returns('func', valueOfPair(pair), valueOfPair(pair)))),
  build: (context) => parentOf(context, 'pairs').reduceByKey(context.params.fn('func'), context.params.optionalInteger('numPartitions')),
});
