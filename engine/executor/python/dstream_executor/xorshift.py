"""Spark's XORShiftRandom, and where RDD.repartition begins to deal out a partition's records: seeded with the partition's index
(org.apache.spark.util.random.XORShiftRandom, scala.util.hashing.MurmurHash3, java.util.Random.nextInt)."""

MASK_32 = (1 << 32) - 1
MASK_64 = (1 << 64) - 1
# MurmurHash3.arraySeed
ARRAY_SEED = 0x3C074A61


def first_position(index, count):
    """:returns: new XORShiftRandom(index).nextInt(count)"""
    generator = XORShiftRandom(index)
    drawn = generator.bits(31)
    if count & (count - 1) == 0:
        return count * drawn >> 31
    while drawn - drawn % count + count - 1 >= 1 << 31:
        drawn = generator.bits(31)
    return drawn % count


class XORShiftRandom:
    def __init__(self, seed):
        self._seed = _hash_seed(seed)

    def bits(self, count):
        """Random bits, up to 32."""
        seed = self._seed
        seed ^= seed << 21 & MASK_64
        seed ^= seed >> 35
        seed ^= seed << 4 & MASK_64
        self._seed = seed
        return seed & (1 << count) - 1

    def double(self):
        """At least 0 and less than 1 (java.util.Random.nextDouble)."""
        return ((self.bits(26) << 27) + self.bits(27)) / (1 << 53)


def _hash_seed(seed):
    data = (seed & MASK_64).to_bytes(8, "big")
    low = _murmur3(data, ARRAY_SEED)
    return _murmur3(data, low) << 32 | low


def _murmur3(data, seed):
    """MurmurHash3 of data whose length is a multiple of four."""
    value = seed
    for at in range(0, len(data), 4):
        block = int.from_bytes(data[at : at + 4], "little") * 0xCC9E2D51 & MASK_32
        block = _rotate(block, 15) * 0x1B873593 & MASK_32
        value = (_rotate(value ^ block, 13) * 5 + 0xE6546B64) & MASK_32
    value ^= len(data)
    value ^= value >> 16
    value = value * 0x85EBCA6B & MASK_32
    value ^= value >> 13
    value = value * 0xC2B2AE35 & MASK_32
    return value ^ value >> 16


def _rotate(value, bits):
    return (value << bits | value >> 32 - bits) & MASK_32
