"""Spark's Murmur3 of column values (seed 42): the place of a row in a shuffle, and so the order of groups."""
import datetime
import struct

from pyspark.sql import types as t

_MASK = 0xFFFFFFFF
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_EPOCH_TIME = datetime.datetime(1970, 1, 1)
#: spark.sql.shuffle.partitions
SHUFFLE_PARTITIONS = 200


def _mix(h, k):
    k = (k * 0xCC9E2D51) & _MASK
    k = ((k << 15) | (k >> 17)) & _MASK
    h ^= (k * 0x1B873593) & _MASK
    h = ((h << 13) | (h >> 19)) & _MASK
    return (h * 5 + 0xE6546B64) & _MASK


def _finish(h, length):
    h ^= length
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & _MASK
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & _MASK
    return h ^ (h >> 16)


def hash_int(value, seed):
    return _finish(_mix(seed, value & _MASK), 4)


def hash_long(value, seed):
    return _finish(_mix(_mix(seed, value & _MASK), (value >> 32) & _MASK), 8)


def hash_bytes(data, seed):
    """Spark's own variant: the bytes after the last whole word count one by one, with their sign."""
    whole = len(data) & ~3
    h = seed
    for word in struct.unpack("<%dI" % (whole // 4), data[:whole]):
        h = _mix(h, word)
    for byte in data[whole:]:
        h = _mix(h, (byte - 256 if byte > 127 else byte) & _MASK)
    return _finish(h, len(data))


def _micros(value):
    return (value - _EPOCH_TIME) // datetime.timedelta(microseconds=1)


def _bits(form, whole):
    def bits(value, seed):
        number = struct.unpack(whole, struct.pack(form, 0.0 if value == 0 else value))[0]
        return hash_int(number, seed) if form == "<f" else hash_long(number, seed)

    return bits


def hasher(type_):
    """A function of a value and a seed. A null leaves the seed as it is."""
    made = _hasher(type_)
    return lambda value, seed: seed if value is None else made(value, seed)


def _hasher(type_):
    if isinstance(type_, t.StringType):
        return lambda value, seed: hash_bytes(value.encode("utf-8", "surrogatepass"), seed)
    if isinstance(type_, t.LongType):
        return hash_long
    if isinstance(type_, (t.IntegralType, t.BooleanType)):
        return hash_int
    if isinstance(type_, t.DoubleType):
        return _bits("<d", "<q")
    if isinstance(type_, t.FloatType):
        return _bits("<f", "<i")
    if isinstance(type_, t.DateType):
        return lambda value, seed: hash_int(value.toordinal() - _EPOCH, seed)
    if isinstance(type_, (t.TimestampType, t.TimestampNTZType)):
        return lambda value, seed: hash_long(_micros(value), seed)
    if isinstance(type_, t.DecimalType):
        return _decimal_hasher(type_)
    if isinstance(type_, t.BinaryType):
        return hash_bytes
    if isinstance(type_, t.ArrayType):
        return _sequence_hasher(hasher(type_.elementType))
    if isinstance(type_, t.StructType):
        fields = [hasher(field.dataType) for field in type_.fields]
        return lambda value, seed: _chain(fields, value, seed)
    return lambda value, seed: seed


def _decimal_hasher(type_):
    def hashed(value, seed):
        unscaled = int(value.scaleb(type_.scale))
        if type_.precision <= 18:
            return hash_long(unscaled, seed)
        return hash_bytes(unscaled.to_bytes(unscaled.bit_length() // 8 + 1, "big", signed=True), seed)

    return hashed


def _sequence_hasher(element):
    def hashed(value, seed):
        for each in value:
            seed = element(each, seed)
        return seed

    return hashed


def _chain(hashers, values, seed):
    for hashed, value in zip(hashers, values):
        seed = hashed(value, seed)
    return seed


def partitioner(types):
    """A function of a tuple of values: their shuffle partition."""
    hashers = [hasher(type_) for type_ in types]

    def partition(values):
        h = _chain(hashers, values, 42)
        return (h - (1 << 32) if h >> 31 else h) % SHUFFLE_PARTITIONS

    return partition


def row_hash(types, values):
    """What SQL's hash() gives."""
    h = _chain([hasher(type_) for type_ in types], values, 42)
    return h - (1 << 32) if h >> 31 else h


def _scala_hash(value):
    """The hash of a value in a Scala set, as an unsigned number of 32 bits."""
    if isinstance(value, bool):
        return 1231 if value else 1237
    if isinstance(value, int):
        return value & _MASK if -(2**31) <= value < 2**31 else (value ^ (value >> 32)) & _MASK
    if isinstance(value, float):
        if value == value and abs(value) < 2**63 and value == int(value):
            return _scala_hash(int(value))
        bits = struct.unpack("<Q", struct.pack("<d", value))[0]
        return (bits ^ (bits >> 32)) & _MASK
    if isinstance(value, str):
        return hash_bytes(value.encode("utf-8", "surrogatepass"), 42)
    return None


def scala_set_order(values):
    """The values of a scala.collection.mutable.HashSet, in its order: by the place in its table, then by hash."""
    hashes = [_scala_hash(value) for value in values]
    if None in hashes:
        return values
    size = 16
    while len(values) + 1 > size * 0.75:
        size *= 2
    mixed = [h ^ (h >> 16) for h in hashes]
    signed = [h - (1 << 32) if h >> 31 else h for h in mixed]
    return [values[i] for i in sorted(range(len(values)), key=lambda i: (mixed[i] & (size - 1), signed[i]))]
