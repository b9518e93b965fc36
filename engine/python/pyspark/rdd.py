import operator
import pickle

from pyspark import _gateway
from pyspark._operators import NarrowOperators


class RDD(NarrowOperators):
    """A distributed collection, lazily computed. The methods mean what pyspark.RDD's do."""

    def __init__(self, number, partitions, context):
        self._id = number
        self._partitions = partitions
        self.ctx = context

    @classmethod
    def _made(cls, method, arguments, context, buffers=()):
        made = _gateway.value(method, arguments, buffers)
        return cls(made["rdd"], made["partitions"], context)

    @property
    def context(self):
        return self.ctx

    def id(self):
        return self._id

    def getNumPartitions(self):
        return self._partitions

    def _narrow(self, name, function):
        number = None if function is None else self.ctx._register(function)
        return RDD._made("rdd.narrow", {"rdd": self._id, "operator": name, "f": number}, self.ctx)

    def keys(self):
        return self.map(lambda pair: pair[0])

    def values(self):
        return self.map(lambda pair: pair[1])

    def keyBy(self, f):
        return self.map(lambda x: (f(x), x))

    def union(self, other):
        return RDD._made("rdd.union", {"rdds": [self._id, other._id]}, self.ctx)

    __add__ = union

    def combineByKey(self, createCombiner, mergeValue, mergeCombiners, numPartitions=None, partitionFunc=None):
        register = self.ctx._register
        arguments = {"rdd": self._id, "create": register(createCombiner), "value": register(mergeValue), "combiners": register(mergeCombiners), "partitions": numPartitions}
        return RDD._made("rdd.combineByKey", arguments, self.ctx)

    def reduceByKey(self, func, numPartitions=None, partitionFunc=None):
        return RDD._made("rdd.reduceByKey", {"rdd": self._id, "f": self.ctx._register(func), "partitions": numPartitions}, self.ctx)

    def distinct(self, numPartitions=None):
        return self.map(lambda x: (x, None)).reduceByKey(lambda x, _: x, numPartitions).map(lambda pair: pair[0])

    def collect(self):
        return self._collected(range(self._partitions), None)

    def _collected(self, partitions, limit):
        _, buffers = _gateway.call("rdd.collect", {"rdd": self._id, "partitions": list(partitions), "limit": limit})
        return [record for data in buffers for record in pickle.loads(data)]

    def take(self, num):
        """The first records: one partition, then ever more, as Spark does."""
        items = []
        scanned = 0
        while len(items) < num and scanned < self._partitions:
            wanted = 1
            if scanned > 0:
                wanted = scanned * 4 if not items else min(max(int(1.5 * num * scanned / len(items)) - scanned, 1), scanned * 4)
            partitions = range(scanned, min(scanned + wanted, self._partitions))
            items += self._collected(partitions, num - len(items))
            scanned += len(partitions)
        return items[:num]

    def first(self):
        taken = self.take(1)
        if not taken:
            raise ValueError("RDD is empty")
        return taken[0]

    def isEmpty(self):
        return self._partitions == 0 or len(self.take(1)) == 0

    def count(self):
        return sum(self.mapPartitions(lambda records: [sum(1 for _ in records)]).collect())

    def sum(self):
        return self.fold(0, operator.add)

    def reduce(self, f):
        def reduced(records):
            result = None
            for index, record in enumerate(records):
                result = record if index == 0 else f(result, record)
            return [] if "index" not in locals() else [result]

        parts = self.mapPartitions(reduced).collect()
        if not parts:
            raise ValueError("Can not reduce() empty RDD")
        result = parts[0]
        for part in parts[1:]:
            result = f(result, part)
        return result

    def fold(self, zeroValue, op):
        def folded(records):
            result = zeroValue
            for record in records:
                result = op(result, record)
            return [result]

        result = zeroValue
        for part in self.mapPartitions(folded).collect():
            result = op(result, part)
        return result

    def foreach(self, f):
        def run(records):
            for record in records:
                f(record)
            return []

        self.mapPartitions(run).collect()

    def foreachPartition(self, f):
        self.mapPartitions(lambda records: (f(records), [])[1]).collect()

    def collectAsMap(self):
        return dict(self.collect())

    def countByKey(self):
        return self.map(lambda pair: pair[0]).countByValue()

    def countByValue(self):
        counts = {}
        for record in self.collect():
            counts[record] = counts.get(record, 0) + 1
        return counts

    def max(self, key=None):
        return max(self.collect(), key=key)

    def min(self, key=None):
        return min(self.collect(), key=key)

    def cache(self):
        return self

    def persist(self, storageLevel=None):
        return self

    def unpersist(self, blocking=False):
        return self

    def __repr__(self):
        return "RDD[%d]" % self._id
