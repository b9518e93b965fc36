import { ANY, itemOf } from '../model/record-type';
import { defineOperator, parentOf } from './define-operator';

export const flatMap = defineOperator({
  kind: 'flatMap',
  title: 'flatMap',
  family: 'stateless',
  inputs: [{ name: 'parent', type: 'any' }],
  output: 'any',
  params: {
    f: { type: 'function', arity: 1, title: 'Function', help: 'Called with each record; returns a list of records.', default: { python: 'lambda line: line.split(" ")', javascript: 'line => line.split(" ")' } },
  },
  pyspark: { on: 'dstream', method: 'flatMap', args: ['f'] },
  reach: 'record',
  summary: 'One record in, any number out.',
  help: 'Passes each record through a function that returns a list, and puts the items of all lists into the stream, such as the words of each line.',
  example: { given: [['to be', 'or not'], []], params: { f: 'lambda line: line.split(" ")' }, expect: [['to', 'be', 'or', 'not'], []] },
  records: ([record = ANY], returns) => itemOf(returns('f', record)),
  build: (context) => parentOf(context).flatMap(context.params.fn('f')),
});
