"""Where RDD.repartition begins to deal out a partition's records: Spark's XORShiftRandom, seeded with the partition's index
(org.apache.spark.util.random.XORShiftRandom, scala.util.hashing.MurmurHash3, java.util.Random.nextInt)."""

MASK_32 = (1 << 32) - 1
MASK_64 = (1 << 64) - 1
# MurmurHash3.arraySeed
ARRAY_SEED = 0x3C074A61


def first_position(index, count):
    """:returns: new XORShiftRandom(index).nextInt(count)"""
    seed = _hash_seed(index)
    drawn, seed = _next(seed)
    if count & (count - 1) == 0:
        return count * drawn >> 31
    while drawn - drawn % count + count - 1 >= 1 << 31:
        drawn, seed = _next(seed)
    return drawn % count


def _next(seed):
    """31 random bits and the next seed."""
    seed ^= seed << 21 & MASK_64
    seed ^= seed >> 35
    seed ^= seed << 4 & MASK_64
    return seed & (1 << 31) - 1, seed


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
