"""What computes an RDD, and gives its records or a summary of them to the driver."""
import heapq
import operator
import pickle
import random
import re
from collections import defaultdict
from functools import reduce

from py4j.protocol import Py4JJavaError
from pyspark import _gateway
from pyspark.core._approximate import approximate_count, approximate_distinct, approximate_mean, approximate_sum
from pyspark.core._histogram import histogram
from pyspark.core._written import is_pairs
from pyspark.rddsampler import fraction_for
from pyspark.statcounter import StatCounter

_UNEQUAL_BATCHES = re.compile(r"Can not deserialize PairRDD with different number of items in batches: \(\d+, \d+\)")


class Actions:
    """Of an RDD."""

    def collect(self):
        return self._collected(range(self._partitions), None)

    def collectWithJobGroup(self, groupId, description, interruptOnCancel=False):
        return self.collect()

    def _collected(self, partitions, limit):
        try:
            _, buffers = _gateway.call("rdd.collect", {"rdd": self._id, "partitions": list(partitions), "limit": limit})
        except Py4JJavaError as error:
            unequal = _UNEQUAL_BATCHES.search(str(error))
            if unequal and limit is None and is_pairs(self._jrdd_deserializer):
                # Spark zips batches, and it is the driver that puts records together if nobody did before.
                raise ValueError(unequal[0]) from None
            raise
        return [record for data in buffers for record in pickle.loads(data)]

    def toLocalIterator(self, prefetchPartitions=False):
        for partition in range(self._partitions):
            yield from self._collected([partition], None)

    def take(self, num):
        """The first records: one partition, then ever more, as Spark does."""
        rdd = self._afresh()
        items = []
        scanned = 0
        while len(items) < num and scanned < self._partitions:
            wanted = 1
            if scanned > 0:
                wanted = scanned * 4 if not items else min(max(int(1.5 * num * scanned / len(items)) - scanned, 1), scanned * 4)
            partitions = range(scanned, min(scanned + wanted, self._partitions))
            items += rdd._collected(partitions, num - len(items))
            scanned += len(partitions)
        return items[:num]

    def first(self):
        taken = self.take(1)
        if not taken:
            raise ValueError("RDD is empty")
        return taken[0]

    def isEmpty(self):
        return self.getNumPartitions() == 0 or len(self.take(1)) == 0

    def takeSample(self, withReplacement, num, seed=None):
        if num < 0:
            raise ValueError("Sample size cannot be negative.")
        if num == 0:
            return []
        total = self.count()
        if total == 0:
            return []
        generator = random.Random(seed)
        if not withReplacement and num >= total:
            samples = self.collect()
            generator.shuffle(samples)
            return samples
        fraction = fraction_for(num, total, withReplacement)
        samples = self.sample(withReplacement, fraction, seed).collect()
        while len(samples) < num:
            seed = generator.randint(0, 2**63 - 1)
            samples = self.sample(withReplacement, fraction, seed).collect()
        generator.shuffle(samples)
        return samples[:num]

    def top(self, num, key=None):
        def largest(iterator):
            yield heapq.nlargest(num, iterator, key=key)

        return self.mapPartitions(largest).reduce(lambda a, b: heapq.nlargest(num, a + b, key=key))

    def takeOrdered(self, num, key=None):
        if num < 0:
            raise ValueError("top N cannot be negative.")
        if num == 0 or self.getNumPartitions() == 0:
            return []
        return self.mapPartitions(lambda it: [heapq.nsmallest(num, it, key)]).reduce(lambda a, b: heapq.nsmallest(num, a + b, key))

    def foreach(self, f):
        def run(iterator):
            for record in iterator:
                f(record)
            return iter([])

        self.mapPartitions(run).count()

    def foreachPartition(self, f):
        def run(iterator):
            result = f(iterator)
            try:
                return iter(result)
            except TypeError:
                return iter([])

        self.mapPartitions(run).count()

    def reduce(self, f):
        def reduced(iterator):
            iterator = iter(iterator)
            try:
                initial = next(iterator)
            except StopIteration:
                return
            yield reduce(f, iterator, initial)

        parts = self.mapPartitions(reduced).collect()
        if parts:
            return reduce(f, parts)
        raise ValueError("Can not reduce() empty RDD")

    def treeReduce(self, f, depth=2):
        if depth < 1:
            raise ValueError("Depth cannot be smaller than 1 but got %d." % depth)

        # A mark for "nothing yet", since None may be a record.
        def op(x, y):
            if x[1]:
                return y
            if y[1]:
                return x
            return f(x[0], y[0]), False

        reduced = self.map(lambda x: (x, False)).treeAggregate((None, True), op, op, depth)
        if reduced[1]:
            raise ValueError("Cannot reduce empty RDD.")
        return reduced[0]

    def fold(self, zeroValue, op):
        return self.aggregate(zeroValue, op, op)

    def aggregate(self, zeroValue, seqOp, combOp):
        return reduce(combOp, self.mapPartitions(_aggregated(zeroValue, seqOp)).collect(), zeroValue)

    def treeAggregate(self, zeroValue, seqOp, combOp, depth=2):
        if depth < 1:
            raise ValueError("Depth cannot be smaller than 1 but got %d." % depth)
        if self.getNumPartitions() == 0:
            return zeroValue

        partial = self.mapPartitions(_aggregated(zeroValue, seqOp))
        count = partial.getNumPartitions()
        scale = max(int(round(pow(count, 1.0 / depth))), 2)
        while count > scale + count / scale:
            count = int(count / scale)
            partial = partial.mapPartitionsWithIndex(_spread_over(count)).reduceByKey(combOp, count).values()
        return partial.reduce(combOp)

    def max(self, key=None):
        return self.reduce(max) if key is None else self.reduce(lambda a, b: max(a, b, key=key))

    def min(self, key=None):
        return self.reduce(min) if key is None else self.reduce(lambda a, b: min(a, b, key=key))

    def sum(self):
        return self.mapPartitions(lambda x: [sum(x)]).fold(0, operator.add)

    def count(self):
        return self.mapPartitions(lambda it: [sum(1 for _ in it)]).sum()

    def stats(self):
        return self.mapPartitions(lambda it: [StatCounter(it)]).reduce(lambda a, b: a.mergeStats(b))

    def mean(self):
        return self.stats().mean()

    def variance(self):
        return self.stats().variance()

    def stdev(self):
        return self.stats().stdev()

    def sampleStdev(self):
        return self.stats().sampleStdev()

    def sampleVariance(self):
        return self.stats().sampleVariance()

    def histogram(self, buckets):
        return histogram(self, buckets)

    def countByValue(self):
        def counted(iterator):
            counts = defaultdict(int)
            for record in iterator:
                counts[record] += 1
            yield counts

        def merged(first, second):
            for key, value in second.items():
                first[key] += value
            return first

        return self.mapPartitions(counted).reduce(merged)

    def countApprox(self, timeout, confidence=0.95):
        return approximate_count(self)

    def sumApprox(self, timeout, confidence=0.95):
        return approximate_sum(self)

    def meanApprox(self, timeout, confidence=0.95):
        return approximate_mean(self)

    def countApproxDistinct(self, relativeSD=0.05):
        return approximate_distinct(self, relativeSD)


def _aggregated(zeroValue, seqOp):
    def aggregated(iterator):
        yield reduce(seqOp, iterator, zeroValue)

    return aggregated


def _spread_over(count):
    def spread(index, iterator):
        for record in iterator:
            yield index % count, record

    return spread
