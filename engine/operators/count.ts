import { defineOperator, parentOf } from './define-operator';

export const count = defineOperator({
  kind: 'count',
  title: 'count',
  family: 'stateless',
  inputs: [{ name: 'parent', type: 'any' }],
  output: 'int',
  params: {},
  pyspark: { on: 'dstream', method: 'count', args: [] },
  summary: 'The number of records in each batch.',
  help: 'Gives one record a batch: how many records it had. For a batch that no data came in, it gives none.',
  example: { given: [['a', 'b', 'a'], ['c']], params: {}, expect: [[3], [1]] },
  build: (context) => parentOf(context).count(),
});
