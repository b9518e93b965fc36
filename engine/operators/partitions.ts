import { ANY, listOf } from '../model/record-type';
import { defineOperator, parentOf } from './define-operator';
import { PAIRS, RECORDS } from './shared-params';

export const mapPartitions = defineOperator({
  kind: 'mapPartitions',
  title: 'mapPartitions',
  family: 'stateless',
  inputs: RECORDS,
  output: 'any',
  params: {
    f: { type: 'function', arity: 1, title: 'Function', help: 'Called once a partition with an iterator of its records; returns a list of records.', default: { python: 'lambda records: [len(list(records))]', javascript: 'records => [[...records].length]' } },
  },
  pyspark: { on: 'dstream', method: 'mapPartitions', args: ['f'] },
  summary: 'One call for all records of a partition.',
  help: 'Passes the records of each partition through a function together. Useful where something is needed once a partition, such as an open file.',
  example: { given: [['a', 'b'], ['c']], params: { f: 'lambda records: [len(list(records))]' }, expect: [[2], [1]] },
  build: (context) => parentOf(context).mapPartitions(context.params.fn('f')),
});

export const mapPartitionsWithIndex = defineOperator({
  kind: 'mapPartitionsWithIndex',
  title: 'mapPartitionsWithIndex',
  family: 'stateless',
  inputs: RECORDS,
  output: 'any',
  params: {
    f: { type: 'function', arity: 2, title: 'Function', help: 'Called once a partition with its number (from 0) and an iterator of its records; returns a list of records.', default: { python: 'lambda index, records: [(index, r) for r in records]', javascript: '(index, records) => [...records].map(r => [index, r])' } },
  },
  pyspark: { on: 'dstream', method: 'mapPartitionsWithIndex', args: ['f'] },
  summary: 'mapPartitions that also gets the number of the partition.',
  help: 'Shows which records stand in which partition, among other things.',
  example: { given: [['a', 'b']], params: { f: 'lambda index, records: [(index, r) for r in records]' }, expect: [[[0, 'a'], [0, 'b']]] },
  build: (context) => parentOf(context).mapPartitionsWithIndex(context.params.fn('f')),
});

export const glom = defineOperator({
  kind: 'glom',
  title: 'glom',
  family: 'stateless',
  inputs: RECORDS,
  output: 'any',
  params: {},
  pyspark: { on: 'dstream', method: 'glom', args: [] },
  summary: 'Each partition as one list.',
  help: 'Puts all records of a partition into one list, so that there is one record a partition.',
  example: { given: [['a', 'b'], []], params: {}, expect: [[{ list: ['a', 'b'] }], []] },
  records: ([record = ANY]) => listOf(record),
  build: (context) => parentOf(context).glom(),
});

export const repartition = defineOperator({
  kind: 'repartition',
  title: 'repartition',
  family: 'stateless',
  inputs: RECORDS,
  output: 'same',
  params: {
    numPartitions: { type: 'integer', title: 'Partitions', help: 'Partitions of the result.', default: 2, unit: 'partitions', min: 1, max: 100_000 },
  },
  pyspark: { on: 'dstream', method: 'repartition', args: ['numPartitions'] },
  summary: 'Spreads the records over more or fewer partitions.',
  help: 'Moves records, ten at a time, so that partitions are of about equal size. More partitions let more slots work; moving costs time.',
  example: { given: [['a', 'b'], ['c']], params: { numPartitions: 3 }, expect: [['a', 'b'], ['c']] },
  build: (context) => parentOf(context).repartition(context.params.integer('numPartitions')),
});

export const partitionBy = defineOperator({
  kind: 'partitionBy',
  title: 'partitionBy',
  family: 'pair',
  inputs: PAIRS,
  output: 'same',
  params: {
    numPartitions: { type: 'integer', title: 'Partitions', help: 'Partitions of the result.', default: 2, unit: 'partitions', min: 1, max: 100_000 },
  },
  pyspark: { on: 'dstream', method: 'partitionBy', args: ['numPartitions'] },
  reach: 'record',
  keepsKey: true,
  summary: 'Moves each pair to the partition of its key.',
  help: 'After it, all pairs of a key stand in one partition. Which one follows from the hash of the key.',
  example: { given: [[['a', 1], ['b', 2]]], params: { numPartitions: 2 }, expect: [[['a', 1], ['b', 2]]] },
  build: (context) => parentOf(context, 'pairs').partitionBy(context.params.integer('numPartitions')),
});

export const cache = defineOperator({
  kind: 'cache',
  title: 'cache',
  family: 'stateless',
  inputs: RECORDS,
  output: 'same',
  params: {},
  pyspark: { on: 'dstream', method: 'cache', args: [] },
  reach: 'record',
  keepsKey: true,
  summary: 'Keeps each batch once it is computed.',
  help: 'Where two outputs need the same stream, its records are computed once and kept for the second.',
  example: { given: [['a'], ['b']], params: {}, expect: [['a'], ['b']] },
  build: (context) => parentOf(context).persist(),
});
