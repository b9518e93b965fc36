"""Spark's portable_hash with the values of a 64-bit CPython, though this interpreter is a 32-bit one.

CPython's string hash is SipHash-1-3 with a zero key (PYTHONHASHSEED=0). This interpreter folds its 64 bits into 32, so
that its own hash() is of no use here: strings are hashed outside, all of a task's in one call.
"""
import json
from functools import lru_cache

MASK = (1 << 64) - 1
MAX_SIZE = (1 << 63) - 1
NUMBER_MODULUS = (1 << 61) - 1


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
    return _hash(key)


def _hash(key):
    kind = type(key)
    if kind is str:
        return _string_hash(key)
    if kind is bytes:
        return _signed(_siphash(key)) if key else 0
    if kind is bool or kind is int:
        return _number(key)
    if kind is float:
        if key != key or key in (float("inf"), float("-inf")):
            return hash(key)
        numerator, denominator = key.as_integer_ratio()
        return _fraction(numerator, denominator)
    if isinstance(key, (str, int, float, bytes)) and kind.__hash__ in (str.__hash__, int.__hash__, float.__hash__, bytes.__hash__):
        base = next(base for base in (str, int, float, bytes) if isinstance(key, base))
        return _hash(base(key))
    return hash(key)


def _number(value):
    magnitude = abs(value) % NUMBER_MODULUS
    result = -magnitude if value < 0 else magnitude
    return -2 if result == -1 else result


def _fraction(numerator, denominator):
    magnitude = abs(numerator) * pow(denominator, -1, NUMBER_MODULUS) % NUMBER_MODULUS
    result = -magnitude if numerator < 0 else magnitude
    return -2 if result == -1 else result


@lru_cache(maxsize=65536)
def _string_hash(text):
    if not text:
        return 0
    widest = max(text)
    # CPython hashes the buffer that it keeps: one, two or four bytes a code point.
    encoding = "latin-1" if widest < "\u0100" else "utf-16-le" if widest < "\U00010000" else "utf-32-le"
    return _signed(_siphash(text.encode(encoding, "surrogatepass")))


def _signed(value):
    signed = value - (1 << 64) if value >> 63 else value
    return -2 if signed == -1 else signed


def _siphash(data):
    """SipHash-1-3 with a zero key."""
    v = [0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573]
    whole = len(data) - len(data) % 8
    for at in range(0, whole, 8):
        word = int.from_bytes(data[at : at + 8], "little")
        v[3] ^= word
        _round(v)
        v[0] ^= word
    word = int.from_bytes(data[whole:], "little") | (len(data) & 0xFF) << 56
    v[3] ^= word
    _round(v)
    v[0] ^= word
    v[2] ^= 0xFF
    for _ in range(3):
        _round(v)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _rotate(value, bits):
    return (value << bits | value >> 64 - bits) & MASK


def _round(v):
    v[0] = v[0] + v[1] & MASK
    v[1] = _rotate(v[1], 13) ^ v[0]
    v[0] = _rotate(v[0], 32)
    v[2] = v[2] + v[3] & MASK
    v[3] = _rotate(v[3], 16) ^ v[2]
    v[0] = v[0] + v[3] & MASK
    v[3] = _rotate(v[3], 21) ^ v[0]
    v[2] = v[2] + v[1] & MASK
    v[1] = _rotate(v[1], 17) ^ v[2]
    v[2] = _rotate(v[2], 32)
