/**
 * Operators whose functions work on RDDs: they run in a script's own interpreter. A pipeline that has one runs as the
 * script that it is (see driver/pipeline-script), so they have no `build`.
 */
import { defineOperator } from './define-operator';
import { NUM_PARTITIONS, PAIRS, RECORDS } from './shared-params';

export const transform = defineOperator({
  kind: 'transform',
  title: 'transform',
  family: 'stateless',
  inputs: RECORDS,
  output: 'any',
  params: {
    func: { type: 'function', arity: 1, title: 'Function', help: 'Called once a batch with its RDD, or with time and RDD; returns an RDD.', default: { python: 'lambda rdd: rdd.distinct()', javascript: '' } },
  },
  pyspark: { on: 'dstream', method: 'transform', args: ['func'] },
  summary: 'Any operation of an RDD, on each batch.',
  help: 'Passes the RDD of each batch through a function, for what a stream has no operator for: distinct, sortByKey, a join with an RDD that stays the same. The function runs in the program itself, once a batch.',
});

export const transformWith = defineOperator({
  kind: 'transformWith',
  title: 'transformWith',
  family: 'combine',
  inputs: [
    { name: 'parent', type: 'any' },
    { name: 'other', type: 'any' },
  ],
  output: 'any',
  params: {
    func: { type: 'function', arity: 2, title: 'Function', help: 'Called once a batch with the RDDs of both streams; returns an RDD.', default: { python: 'lambda a, b: a.union(b)', javascript: '' } },
  },
  pyspark: { on: 'dstream', method: 'transformWith', args: ['func', 'other', 'keepSerializer'] },
  summary: 'Any operation on two RDDs, on each batch.',
  help: 'Passes the RDDs of two streams of each batch through a function.',
});

export const combineByKey = defineOperator({
  kind: 'combineByKey',
  title: 'combineByKey',
  family: 'pair',
  inputs: PAIRS,
  output: 'pair',
  params: {
    createCombiner: { type: 'function', arity: 1, title: 'First', help: 'Called with the first value of a key in a partition; returns what is combined further.', default: { python: 'lambda v: [v]', javascript: '' } },
    mergeValue: { type: 'function', arity: 2, title: 'Add a value', help: 'Called with what is combined so far and a value.', default: { python: 'lambda combined, v: combined + [v]', javascript: '' } },
    mergeCombiners: { type: 'function', arity: 2, title: 'Merge', help: 'Called with what was combined in two partitions.', default: { python: 'lambda a, b: a + b', javascript: '' } },
    numPartitions: NUM_PARTITIONS,
  },
  pyspark: { on: 'dstream', method: 'combineByKey', args: ['createCombiner', 'mergeValue', 'mergeCombiners', 'numPartitions'] },
  summary: 'The values of each key, combined to another type.',
  help: 'Like reduceByKey, where the result is of another type than the values, such as a sum with a count.',
});

export const persist = defineOperator({
  kind: 'persist',
  title: 'persist',
  family: 'stateless',
  inputs: RECORDS,
  output: 'same',
  params: { storageLevel: { type: 'expression', title: 'Storage level', help: 'Where batches are kept, such as StorageLevel.MEMORY_AND_DISK.', default: 'StorageLevel.MEMORY_ONLY' } },
  pyspark: { on: 'dstream', method: 'persist', args: ['storageLevel'] },
  summary: 'Keeps each batch at a storage level.',
  help: 'Where two outputs need the same stream, its records are computed once and kept for the second.',
});

export const queueStream = defineOperator({
  kind: 'queueStream',
  title: 'queueStream',
  family: 'source',
  inputs: [],
  output: 'any',
  params: {
    rdds: { type: 'expression', title: 'Queue', help: 'List of RDDs or of lists: each is one batch.', default: '[]' },
    oneAtATime: { type: 'boolean', title: 'One at a time', help: 'One item a batch, or all at once in the first.', default: true, isSparkDefault: true },
    default: { type: 'expression', title: 'Afterwards', help: 'RDD of the batches when the queue is empty.', optional: true },
  },
  pyspark: { on: 'ssc', method: 'queueStream', args: ['rdds', 'oneAtATime', 'default'] },
  summary: 'Batches from a list in the program.',
  help: 'Each item of the list is one batch; made for trying and testing. The list is copied when the stream is made: what is appended later is not seen.',
});

export const foreachRDD = defineOperator({
  kind: 'foreachRDD',
  title: 'foreachRDD',
  family: 'output',
  inputs: RECORDS,
  output: null,
  params: {
    func: { type: 'function', arity: 1, title: 'Function', help: 'Called once a batch with its RDD, or with time and RDD.', default: { python: 'lambda rdd: print(rdd.collect())', javascript: '' } },
  },
  pyspark: { on: 'dstream', method: 'foreachRDD', args: ['func'] },
  summary: 'Any action on the RDD of each batch.',
  help: 'Calls a function with the RDD of each batch, in the program itself: to print, to save, to send. Batches may be empty: ask rdd.isEmpty() before first() or reduce().',
});

/** What a script does with its streams where no operator stands for it. It can be read and kept, not added. */
export const code = defineOperator({
  kind: 'code',
  title: 'code',
  family: 'combine',
  inputs: [{ name: 'streams', type: 'any', many: true, optional: true }],
  output: 'any',
  params: { code: { type: 'expression', title: 'Code', help: 'These lines of the script; change them there.', default: '' } },
  pyspark: { on: 'idiom', method: '', args: [] },
  summary: 'Lines of the script that no operator stands for.',
  help: 'The script does something with its streams here that is not drawn as operators, such as a loop over streams. It is kept as it is.',
});
