import { defineOperator, parentOf } from './define-operator';

export const pprint = defineOperator({
  kind: 'pprint',
  title: 'pprint',
  family: 'output',
  inputs: [{ name: 'parent', type: 'any' }],
  output: null,
  params: {
    num: { type: 'integer', title: 'Records', help: 'How many records of each batch are printed.', default: 10, isSparkDefault: true, unit: 'records', min: 0, max: 1_000_000 },
  },
  pyspark: { on: 'dstream', method: 'pprint', args: ['num'] },
  summary: 'Prints the first records of each batch.',
  help: 'Prints the time of each batch and its first records to the console, and "..." if there are more. It computes no more of the batch than it prints.',
  build: (context) => {
    parentOf(context).pprint(context.params.integer('num'));
    return undefined;
  },
});
