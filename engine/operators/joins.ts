import { ANY, keyOf, listOf, type RecordType, tupleOf, valueOfPair } from '../model/record-type';
import type { OperatorDeclaration } from './declaration';
import { defineOperator, parentOf } from './define-operator';
import { NUM_PARTITIONS } from './shared-params';

const INPUTS = [
  { name: 'pairs', type: 'pair' },
  { name: 'other', type: 'pair' },
] as const;

type Join = 'join' | 'leftOuterJoin' | 'rightOuterJoin' | 'fullOuterJoin';

function joinOperator(kind: Join, summary: string, keys: string, expect: readonly (readonly unknown[])[]): OperatorDeclaration {
  return defineOperator({
    kind,
    title: kind,
    family: 'combine',
    inputs: INPUTS,
    output: 'pair',
    params: { numPartitions: NUM_PARTITIONS },
    pyspark: { on: 'dstream', method: kind, args: ['other', 'numPartitions'] },
    reach: 'key',
    summary,
    help: `Brings the pairs of two streams together within each batch: (key, (left value, right value)) for each pair of values of a key. ${keys} Batches are joined with batches of the same time only; use window before it to look further back.`,
    example: { given: [[['a', 1], ['b', 2]]], others: { other: [[['a', 10], ['c', 30]]] }, params: {}, expect },
    records: ([left = ANY, right = ANY]) => tupleOf(keyOf(left), tupleOf(sideOf(left, kind !== 'join' && kind !== 'leftOuterJoin'), sideOf(right, kind !== 'join' && kind !== 'rightOuterJoin'))),
    build: (context) => parentOf(context, 'pairs')[kind](parentOf(context, 'other'), context.params.optionalInteger('numPartitions')),
  });
}

/** The values of one side of a join; where the other side keeps its keys, they may be None. */
function sideOf(pair: RecordType, mayBeNone: boolean): RecordType {
  return mayBeNone ? ANY : valueOfPair(pair);
}

export const join = joinOperator('join', 'Pairs of two streams with the same key.', 'Keys that are in one stream only are dropped.', [[['a', [1, 10]]]]);
export const leftOuterJoin = joinOperator('leftOuterJoin', 'join that keeps all keys of the left stream.', 'A key that is only on the left gets None on the right.', [
  [['a', [1, 10]], ['b', [2, null]]],
]);
export const rightOuterJoin = joinOperator('rightOuterJoin', 'join that keeps all keys of the right stream.', 'A key that is only on the right gets None on the left.', [
  [['a', [1, 10]], ['c', [null, 30]]],
]);
export const fullOuterJoin = joinOperator('fullOuterJoin', 'join that keeps all keys of both streams.', 'A key that is on one side only gets None on the other.', [
  [['a', [1, 10]], ['b', [2, null]], ['c', [null, 30]]],
]);

export const cogroup = defineOperator({
  kind: 'cogroup',
  title: 'cogroup',
  family: 'combine',
  inputs: INPUTS,
  output: 'pair',
  params: { numPartitions: NUM_PARTITIONS },
  pyspark: { on: 'dstream', method: 'cogroup', args: ['other', 'numPartitions'] },
  reach: 'key',
  summary: 'For each key, its values in either stream.',
  help: 'Gives (key, (left values, right values)) for each key of either stream within a batch. The joins are made of it.',
  records: ([left = ANY, right = ANY]) => tupleOf(keyOf(left), tupleOf(listOf(valueOfPair(left)), listOf(valueOfPair(right)))),
  build: (context) => parentOf(context, 'pairs').cogroup(parentOf(context, 'other'), context.params.optionalInteger('numPartitions')),
});
