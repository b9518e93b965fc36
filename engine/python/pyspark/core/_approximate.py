"""RDD's approximate figures. Jobs here end within any time that is given, so each is Spark's answer of a finished job."""
import math

from pyspark.core._hyper_log_log import estimated, filled_registers
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


def approximate_distinct(rdd, relativeSD):
    if relativeSD < 0.000017:
        raise ValueError("relativeSD should be greater than 0.000017")
    precision = max(4, math.ceil(2.0 * math.log(1.054 / relativeSD) / math.log(2)))
    merged = {}
    for filled in rdd.mapPartitions(lambda records: [filled_registers({portable_hash(record) & 0xFFFFFFFF for record in records}, precision)]).collect():
        for register, run in filled.items():
            merged[register] = max(merged.get(register, 0), run)
    return estimated(merged, precision)
