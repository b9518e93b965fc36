import { siphash13, stringBytes } from './siphash';

const MASK_64 = (1n << 64n) - 1n;
const MAX_SIZE = (1n << 63n) - 1n;
/** CPython's modulus for the hashes of numbers on 64-bit machines. */
const NUMBER_MODULUS = (1n << 61n) - 1n;

/**
 * Spark's `portable_hash` (pyspark/core/rdd.py) for JavaScript values: arrays count as tuples, null and undefined as
 * None. Equal keys of both languages get equal hashes, so that both land in the same partition.
 * @throws TypeError for keys that have no value semantics, such as objects
 */
export function portableHash(key: unknown): bigint {
  if (key === null || key === undefined) return 0n;
  if (typeof key === 'string') return stringHash(key);
  if (typeof key === 'number') return numberHash(key);
  if (typeof key === 'boolean') return key ? 1n : 0n;
  if (typeof key === 'bigint') return integerHash(key);
  if (Array.isArray(key)) return tupleHash(key);
  throw new TypeError(`A key has to be a string, number, boolean, bigint, null or an array of those; this is ${typeof key}.`);
}

/** `portable_hash(key) % numPartitions`, never negative, as Python's %. */
export function partitionOf(key: unknown, numPartitions: number): number {
  if (numPartitions === 1) return 0;
  if (typeof key === 'string' && key !== '' && numPartitions < 1 << 20) {
    const { high, low } = siphash13(stringBytes(key));
    // -1 is no hash in CPython; it becomes -2.
    if (high !== -1 || low !== -1) {
      const top = (((high % numPartitions) + numPartitions) % numPartitions) * (2 ** 32 % numPartitions);
      return (top + (low >>> 0)) % numPartitions;
    }
  }
  const n = BigInt(numPartitions);
  return Number(((portableHash(key) % n) + n) % n);
}

function stringHash(text: string): bigint {
  if (text === '') return 0n;
  const { high, low } = siphash13(stringBytes(text));
  const hash = (BigInt(high) << 32n) | BigInt(low >>> 0);
  return hash === -1n ? -2n : hash;
}

function integerHash(value: bigint): bigint {
  const hash = value < 0n ? -(-value % NUMBER_MODULUS) : value % NUMBER_MODULUS;
  return hash === -1n ? -2n : hash;
}

/** CPython's `_Py_HashDouble`: integral floats hash as the integer they equal. */
function numberHash(value: number): bigint {
  if (Number.isInteger(value)) return integerHash(BigInt(value));
  if (Number.isNaN(value)) return 0n;
  if (!Number.isFinite(value)) return value > 0 ? 314159n : -314159n;
  // value = mantissa / 2^shift exactly; the inverse of 2 modulo 2^61-1 is 2^60.
  let mantissa = Math.abs(value);
  let shift = 0n;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    shift++;
  }
  const inverse = 1n << ((61n - (shift % 61n)) % 61n);
  const hash = ((BigInt(mantissa) % NUMBER_MODULUS) * inverse) % NUMBER_MODULUS;
  const signed = value < 0 ? -hash : hash;
  return signed === -1n ? -2n : signed;
}

function tupleHash(items: readonly unknown[]): bigint {
  let hash = 0x345678n;
  for (const item of items) {
    hash ^= portableHash(item);
    hash = BigInt.asIntN(64, hash & MASK_64) * 1000003n;
    hash &= MAX_SIZE;
  }
  hash ^= BigInt(items.length);
  return hash === -1n ? -2n : hash;
}
