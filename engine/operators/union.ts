import { ANY, commonType } from '../model/record-type';
import { defineOperator, parentOf } from './define-operator';

export const union = defineOperator({
  kind: 'union',
  title: 'union',
  family: 'combine',
  inputs: [
    { name: 'parent', type: 'any' },
    { name: 'others', type: 'any', many: true },
  ],
  output: 'same',
  params: {},
  pyspark: { on: 'dstream', method: 'union', args: ['others'] },
  reach: 'record',
  keepsKey: true,
  summary: 'The records of two or more streams in one.',
  help: 'Puts the batches of several streams together: first the records of the first stream, then those of the others. Nothing is sorted or dropped.',
  records: (inputs) => (inputs.length === 0 ? ANY : inputs.reduce(commonType)),
  build: (context) => parentOf(context).union(context.inputs.get('others') ?? []),
});
