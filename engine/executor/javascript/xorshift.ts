/**
 * Where RDD.repartition begins to deal out a partition's records: Spark's XORShiftRandom, seeded with the partition's
 * index (org.apache.spark.util.random.XORShiftRandom, scala.util.hashing.MurmurHash3, java.util.Random.nextInt).
 */

/** MurmurHash3.arraySeed */
const ARRAY_SEED = 0x3c074a61;

/** @returns new XORShiftRandom(index).nextInt(count) */
export function firstPosition(index: number, count: number): number {
  let [drawn, seed] = next(hashSeed(index));
  if ((count & (count - 1)) === 0) return Number((BigInt(count) * BigInt(drawn)) >> 31n);
  while (drawn - (drawn % count) + count - 1 >= 2 ** 31) [drawn, seed] = next(seed);
  return drawn % count;
}

/** 31 random bits and the next seed. */
function next(seed: bigint): [number, bigint] {
  let value = seed;
  value ^= BigInt.asUintN(64, value << 21n);
  value ^= value >> 35n;
  value ^= BigInt.asUintN(64, value << 4n);
  return [Number(value & 0x7fffffffn), value];
}

function hashSeed(index: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, BigInt(index));
  const words = [view.getInt32(0, true), view.getInt32(4, true)];
  const low = murmur3(words, ARRAY_SEED);
  return (BigInt(murmur3(words, low)) << 32n) | BigInt(low);
}

function murmur3(words: readonly number[], seed: number): number {
  let value = seed;
  for (const word of words) {
    const block = Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
    value = (Math.imul(rotate(value ^ block, 13), 5) + 0xe6546b64) | 0;
  }
  value ^= words.length * 4;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
