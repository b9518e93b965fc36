"""RDD's approximate figures. Jobs here end within any time that is given, so each is Spark's answer of a finished job."""
import math

from pyspark.core._partitioner import portable_hash
from pyspark.statcounter import StatCounter


class BoundedFloat(float):
    """A figure, and the bounds between which it lies with some confidence."""

    def __new__(cls, mean, confidence, low, high):
        made = float.__new__(cls, mean)
        made.confidence = confidence
        made.low = low
        made.high = high
        return made


def approximate_mean(rdd):
    return _certain(_summed_up(rdd.map(float)).mean())


def approximate_sum(rdd):
    return _certain(_summed_up(rdd.mapPartitions(lambda records: [float(sum(records))])).sum())


def approximate_count(rdd):
    return int(approximate_sum(rdd.mapPartitions(lambda records: [float(sum(1 for _ in records))])))


def _certain(figure):
    return BoundedFloat(figure, 1.0, figure, figure)


def _summed_up(numbers):
    """As the JVM does: a counter a partition, merged in their order."""
    merged = StatCounter()
    for counter in numbers.mapPartitions(lambda records: [StatCounter(records)]).collect():
        merged.mergeStats(counter)
    return merged


# Up to so many different records the registers that are still empty tell the number (HyperLogLog++, by 2^precision registers from 4).
_FEW = [10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 11500, 20000, 50000, 120000, 350000]
_WORD = 2**64 - 1


def approximate_distinct(rdd, relativeSD):
    """Spark's HyperLogLog++ while its registers are thinly filled; where it would correct by tables, the exact count."""
    if relativeSD < 0.000017:
        raise ValueError("relativeSD should be greater than 0.000017")
    precision = max(4, math.ceil(2.0 * math.log(1.054 / relativeSD) / math.log(2)))
    registers = 2**precision

    def filled(records):
        hashes = {portable_hash(record) & 0xFFFFFFFF for record in records}
        return [{_murmur64(b"%d" % each) >> (64 - precision) for each in hashes}]

    empty = registers - len(set().union(*rdd.mapPartitions(filled).collect()))
    if empty > 0:
        estimate = registers * math.log(registers / empty)
        if estimate < (_FEW[precision - 4] if precision <= 18 else 5 * registers):
            return math.floor(estimate + 0.5)
    return rdd.distinct().count()


def _murmur64(data):
    """MurmurHash64A, with the seed that the JVM's estimator uses."""
    m = 0xC6A4A7935BD1E995
    h = 0xE17A1465 ^ (len(data) * m & _WORD)
    whole = len(data) & ~7
    for at in range(0, whole, 8):
        k = int.from_bytes(data[at : at + 8], "little") * m & _WORD
        h = (h ^ ((k ^ (k >> 47)) * m & _WORD)) * m & _WORD
    if whole < len(data):
        h = (h ^ int.from_bytes(data[whole:], "little")) * m & _WORD
    h = (h ^ (h >> 47)) * m & _WORD
    return h ^ (h >> 47)
