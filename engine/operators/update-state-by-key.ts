import { ANY, keyOf, tupleOf } from '../model/record-type';
import { defineOperator, parentOf } from './define-operator';
import { NUM_PARTITIONS, PAIRS } from './shared-params';

export const updateStateByKey = defineOperator({
  kind: 'updateStateByKey',
  title: 'updateStateByKey',
  family: 'state',
  inputs: PAIRS,
  output: 'pair',
  params: {
    updateFunc: {
      type: 'function',
      arity: 2,
      title: 'Update function',
      help: 'Called with the list of new values of a key and its state so far (None at first); returns the new state. None removes the key.',
      default: { python: 'lambda new_values, state: sum(new_values) + (state or 0)', javascript: '(newValues, state) => newValues.reduce((a, b) => a + b, state ?? 0)' },
    },
    numPartitions: NUM_PARTITIONS,
  },
  pyspark: { on: 'dstream', method: 'updateStateByKey', args: ['updateFunc', 'numPartitions'] },
  keepsState: true,
  reach: 'key',
  summary: 'Keeps a state for each key, from batch to batch.',
  help: 'Each batch, the function is called for every key that is known, with the values that came and the state before. A key without new values gets an empty list. States are kept until the function returns None for them.',
  example: { given: [[['a', 1]], [['a', 2], ['b', 1]], []], params: { updateFunc: 'lambda new, state: sum(new) + (state or 0)' }, expect: [[['a', 1]], [['a', 3], ['b', 1]], [['a', 3], ['b', 1]]] },
  records: ([pair = ANY]) => tupleOf(keyOf(pair), ANY),
  build: (context) => parentOf(context, 'pairs').updateStateByKey(context.params.fn('updateFunc'), context.params.optionalInteger('numPartitions')),
});
