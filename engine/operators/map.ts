import { ANY } from '../model/record-type';
import { defineOperator, parentOf } from './define-operator';

export const map = defineOperator({
  kind: 'map',
  title: 'map',
  family: 'stateless',
  inputs: [{ name: 'parent', type: 'any' }],
  output: 'any',
  params: {
    f: { type: 'function', arity: 1, title: 'Function', help: 'Called with each record; what it returns takes the record’s place.', default: { python: 'lambda x: (x, 1)', javascript: 'x => [x, 1]' } },
  },
  pyspark: { on: 'dstream', method: 'map', args: ['f'] },
  reach: 'record',
  summary: 'One record in, one record out.',
  help: 'Passes each record through a function. There are as many records after it as before.',
  example: { given: [['spark', 'spark'], []], params: { f: 'lambda word: (word, 1)' }, expect: [[['spark', 1], ['spark', 1]], []] },
  records: ([record = ANY], returns) => returns('f', record),
  build: (context) => parentOf(context).map(context.params.fn('f')),
});
