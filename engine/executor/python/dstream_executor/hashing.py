"""Spark's portable_hash, which partitions come from.

Strings are hashed outside, all of a task's in one call; see long_hash for why this interpreter's own hash() is of no use.
"""
import json

from .long_hash import long_hash

MAX_SIZE = (1 << 63) - 1


def partitions(keys, count, hash_strings):
    """The partition of each key: portable_hash(key) % count.

    :param hash_strings: computes the partitions of many strings at once, outside Python
    """
    if count == 1:
        return [0] * len(keys)
    if all(type(key) is str for key in keys) and hash_strings is not None:
        return json.loads(hash_strings(json.dumps(keys), count))
    return [portable_hash(key) % count for key in keys]


def portable_hash(key):
    """pyspark.rdd.portable_hash, as a 64-bit Python computes it."""
    if key is None:
        return 0
    if isinstance(key, tuple):
        value = 0x345678
        for item in key:
            value ^= portable_hash(item)
            value *= 1000003
            value &= MAX_SIZE
        value ^= len(key)
        return -2 if value == -1 else value
    return long_hash(key)
