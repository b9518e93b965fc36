import { defineOperator, parentOf } from './define-operator';

export const filter = defineOperator({
  kind: 'filter',
  title: 'filter',
  family: 'stateless',
  inputs: [{ name: 'parent', type: 'any' }],
  output: 'same',
  params: {
    f: { type: 'function', arity: 1, title: 'Condition', help: 'Called with each record; those for which it is true stay.', default: { python: 'lambda x: True', javascript: 'x => true' } },
  },
  pyspark: { on: 'dstream', method: 'filter', args: ['f'] },
  reach: 'record',
  keepsKey: true,
  summary: 'Keeps the records for which a function is true.',
  help: 'Passes on the records for which the function returns something true and drops the others.',
  example: { given: [['a', 'spark', 'be'], []], params: { f: 'lambda word: len(word) > 1' }, expect: [['spark', 'be'], []] },
  build: (context) => parentOf(context).filter(context.params.fn('f')),
});
