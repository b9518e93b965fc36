import type { FunctionId, Partitioner } from './task';

/** @param partitionFunc null: the language's own hash of the key */
export function hashPartitioner(numPartitions: number, partitionFunc: FunctionId | null): Partitioner {
  return { kind: 'hash', numPartitions, partitionFunc };
}

export function samePartitioner(a: Partitioner | null, b: Partitioner | null): boolean {
  return a !== null && b !== null && a.numPartitions === b.numPartitions && a.partitionFunc === b.partitionFunc;
}
