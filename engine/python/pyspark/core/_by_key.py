"""What RDDs of (key, value) pairs can do, and how records are placed among partitions."""
import bisect
import copy

from pyspark.core._partitioner import Partitioner, portable_hash


class ByKey:
    """Of an RDD; made by `_derived`, and of what works within partitions."""

    def _by_key(self, method, arguments, partitionFunc):
        made = self._derived(method, arguments)
        made.partitioner = Partitioner(made._partitions, partitionFunc or portable_hash)
        return made

    def _partition_function(self, partitionFunc):
        return None if partitionFunc is None or partitionFunc is portable_hash else self.ctx._register_once(partitionFunc)

    def _defaultReducePartitions(self):
        return self.ctx.defaultParallelism if self.ctx._conf.contains("spark.default.parallelism") else self.getNumPartitions()

    def combineByKey(self, createCombiner, mergeValue, mergeCombiners, numPartitions=None, partitionFunc=portable_hash):
        register = self.ctx._register
        arguments = {
            "rdd": self._id,
            "create": register(createCombiner),
            "value": register(mergeValue),
            "combiners": register(mergeCombiners),
            "partitions": numPartitions,
            "partitionFunc": self._partition_function(partitionFunc),
        }
        return self._by_key("rdd.combineByKey", arguments, partitionFunc)

    def reduceByKey(self, func, numPartitions=None, partitionFunc=portable_hash):
        arguments = {"rdd": self._id, "f": self.ctx._register(func), "partitions": numPartitions, "partitionFunc": self._partition_function(partitionFunc)}
        return self._by_key("rdd.reduceByKey", arguments, partitionFunc)

    def groupByKey(self, numPartitions=None, partitionFunc=portable_hash):
        arguments = {"rdd": self._id, "partitions": numPartitions, "partitionFunc": self._partition_function(partitionFunc)}
        return self._by_key("rdd.groupByKey", arguments, partitionFunc)

    def partitionBy(self, numPartitions, partitionFunc=portable_hash):
        if numPartitions is None:
            numPartitions = self._defaultReducePartitions()
        if self.partitioner == Partitioner(numPartitions, partitionFunc):
            return self
        arguments = {"rdd": self._id, "partitions": numPartitions, "partitionFunc": self._partition_function(partitionFunc)}
        return self._by_key("rdd.partitionBy", arguments, partitionFunc)

    def aggregateByKey(self, zeroValue, seqFunc, combFunc, numPartitions=None, partitionFunc=portable_hash):
        return self.combineByKey(lambda v: seqFunc(copy.deepcopy(zeroValue), v), seqFunc, combFunc, numPartitions, partitionFunc)

    def foldByKey(self, zeroValue, func, numPartitions=None, partitionFunc=portable_hash):
        return self.combineByKey(lambda v: func(copy.deepcopy(zeroValue), v), func, func, numPartitions, partitionFunc)

    def groupBy(self, f, numPartitions=None, partitionFunc=portable_hash):
        return self.map(lambda x: (f(x), x)).groupByKey(numPartitions, partitionFunc)

    def distinct(self, numPartitions=None):
        return self.map(lambda x: (x, None)).reduceByKey(lambda x, _: x, numPartitions).map(lambda pair: pair[0])

    def repartition(self, numPartitions):
        return self.coalesce(numPartitions, shuffle=True)

    def coalesce(self, numPartitions, shuffle=False):
        if not numPartitions > 0:
            raise ValueError("Number of partitions must be positive.")
        made = self._derived("rdd.repartition" if shuffle else "rdd.coalesce", {"rdd": self._id, "partitions": numPartitions})
        if not shuffle:
            made._jrdd_deserializer = self._jrdd_deserializer
        return made

    def repartitionAndSortWithinPartitions(self, numPartitions=None, partitionFunc=portable_hash, ascending=True, keyfunc=lambda x: x):
        if numPartitions is None:
            numPartitions = self._defaultReducePartitions()

        return self.partitionBy(numPartitions, partitionFunc).mapPartitions(_sorted_by_key(ascending, keyfunc), True)

    def sortByKey(self, ascending=True, numPartitions=None, keyfunc=lambda x: x):
        if numPartitions is None:
            numPartitions = self._defaultReducePartitions()

        if numPartitions == 1:
            together = self.coalesce(1) if self.getNumPartitions() > 1 else self
            return together.mapPartitions(_sorted_by_key(ascending, keyfunc), True)
        # Bounds that cut a sample of the keys into equal parts: about twenty keys a partition.
        size = self.count()
        if not size:
            return self
        fraction = min(numPartitions * 20.0 / max(size, 1), 1.0)
        samples = sorted(self.sample(False, fraction, 1).map(lambda pair: pair[0]).collect(), key=keyfunc)
        bounds = [samples[int(len(samples) * (i + 1) / numPartitions)] for i in range(numPartitions - 1)]

        def place(key):
            at = bisect.bisect_left(bounds, keyfunc(key))
            return at if ascending else numPartitions - 1 - at

        return self.partitionBy(numPartitions, place).mapPartitions(_sorted_by_key(ascending, keyfunc), True)

    def sortBy(self, keyfunc, ascending=True, numPartitions=None):
        return self.keyBy(keyfunc).sortByKey(ascending, numPartitions).values()

    def lookup(self, key):
        values = self.filter(lambda pair: pair[0] == key).values()
        if self.partitioner is not None:
            return self.ctx.runJob(values, lambda x: x, [self.partitioner(key)])
        return values.collect()

    def collectAsMap(self):
        return dict(self.collect())

    def countByKey(self):
        return self.map(lambda pair: pair[0]).countByValue()

    def reduceByKeyLocally(self, func):
        def reduced(iterator):
            result = {}
            for key, value in iterator:
                result[key] = func(result[key], value) if key in result else value
            yield result

        def merged(first, second):
            for key, value in second.items():
                first[key] = func(first[key], value) if key in first else value
            return first

        return self.mapPartitions(reduced).reduce(merged)


def _sorted_by_key(ascending, keyfunc):
    return lambda iterator: iter(sorted(iterator, key=lambda pair: keyfunc(pair[0]), reverse=not ascending))
