"""RDDs with the meaning of pyspark.RDD. What moves or computes records is the engine's; the rest is made of that here."""
import bisect
import copy
import heapq
import operator
import os
import pickle
import random
from collections import defaultdict
from functools import reduce

from pyspark import _gateway
from pyspark._java_errors import java_error
from pyspark._operators import NarrowOperators
from pyspark._public import public
from pyspark.core import _pickle_files
from pyspark.core._java_rdds import debug_string, java_rdd
from pyspark.errors.exceptions.base import PySparkRuntimeError
from pyspark.rddsampler import RDDRangeSampler, RDDSampler, RDDStratifiedSampler, fraction_for
from pyspark.statcounter import StatCounter
from pyspark.storagelevel import StorageLevel, check_level


def portable_hash(x):
    """A hash that is the same in every process: None is 0, a tuple is made of its items' hashes."""
    from dstream_executor.hashing import portable_hash as portable

    return portable(x)


class Partitioner:
    def __init__(self, numPartitions, partitionFunc):
        self.numPartitions = numPartitions
        self.partitionFunc = partitionFunc

    def __eq__(self, other):
        return isinstance(other, Partitioner) and self.numPartitions == other.numPartitions and self.partitionFunc == other.partitionFunc

    def __call__(self, k):
        return self.partitionFunc(k) % self.numPartitions


@public
class RDD(NarrowOperators):
    """A distributed collection, lazily computed."""

    # What Spark would have its records written with: streams of different ones have no ssc.union.
    _jrdd_deserializer = "batches"
    # The Java RDD and where it was made, as Spark's reprs tell them.
    _java = "PythonRDD", "RDD at PythonRDD.scala:59"
    is_cached = False
    is_checkpointed = False
    _name = None
    _level = StorageLevel.NONE

    def __init__(self, number, partitions, context, partitioner=None):
        self._id = number
        self._partitions = partitions
        self.ctx = context
        self.partitioner = partitioner

    @classmethod
    def _made(cls, method, arguments, context, buffers=(), partitioner=None):
        made = _gateway.value(method, arguments, buffers)
        rdd = cls(made["rdd"], made["partitions"], context, partitioner)
        rdd._java = java_rdd(method)
        return rdd

    def __del__(self):
        _gateway.release(self._id)

    def __getnewargs__(self):
        raise PySparkRuntimeError(errorClass="RDD_TRANSFORM_ONLY_VALID_ON_DRIVER", messageParameters={})

    __reduce__ = __getnewargs__

    def __repr__(self):
        kind, made_at = self._java
        return "%s%s[%d] at %s" % ("" if self._name is None else self._name + " ", kind, self._id, made_at)

    # --- About it -----------------------------------------------------------------------------------------------------

    @property
    def context(self):
        return self.ctx

    def id(self):
        return self._id

    def getNumPartitions(self):
        return self._partitions

    def name(self):
        return self._name

    def setName(self, name):
        self._name = name
        return self

    def toDebugString(self):
        return debug_string(_gateway.value("rdd.lineage", {"rdd": self._id}), self).encode("utf-8")

    # --- Keeping it ---------------------------------------------------------------------------------------------------

    def cache(self):
        return self.persist(StorageLevel.MEMORY_ONLY)

    def persist(self, storageLevel=StorageLevel.MEMORY_ONLY):
        check_level(storageLevel)
        _gateway.value("rdd.persist", {"rdd": self._id})
        self.is_cached = True
        self._level = storageLevel
        return self

    def unpersist(self, blocking=False):
        self.is_cached = False
        self._level = StorageLevel.NONE
        _gateway.value("rdd.unpersist", {"rdd": self._id})
        return self

    def getStorageLevel(self):
        return self._level

    def checkpoint(self):
        if self.ctx.getCheckpointDir() is None:
            raise ValueError("Checkpoint directory has not been set in the SparkContext")
        self.is_checkpointed = True
        _gateway.value("rdd.checkpoint", {"rdd": self._id})

    def localCheckpoint(self):
        self.is_checkpointed = True
        _gateway.value("rdd.checkpoint", {"rdd": self._id})

    def isCheckpointed(self):
        return _gateway.value("rdd.isCheckpointed", {"rdd": self._id})

    def isLocallyCheckpointed(self):
        return self.isCheckpointed() and self.ctx.getCheckpointDir() is None

    def getCheckpointFile(self):
        directory = self.ctx.getCheckpointDir()
        return "%s/rdd-%d" % (directory, self._id) if directory is not None and self.isCheckpointed() else None

    def cleanShuffleDependencies(self, blocking=False):
        """The engine drops shuffles by itself when nothing refers to them."""

    # --- Within partitions --------------------------------------------------------------------------------------------

    def _narrow(self, name, function, preservesPartitioning):
        return PipelinedRDD(self, name, function, preservesPartitioning)

    def _afresh(self):
        """This RDD with its functions as they are now: all but collect() look at them again, as in Spark."""
        return self

    def _pipeline(self):
        """The RDD that the engine has, and the operators after it."""
        return self, ()

    mapPartitionsWithSplit = NarrowOperators.mapPartitionsWithIndex

    def keys(self):
        return self.map(lambda pair: pair[0])

    def values(self):
        return self.map(lambda pair: pair[1])

    def keyBy(self, f):
        return self.map(lambda x: (f(x), x))

    def sample(self, withReplacement, fraction, seed=None):
        if not fraction >= 0:
            raise ValueError("Fraction must be nonnegative.")
        return self.mapPartitionsWithIndex(RDDSampler(withReplacement, fraction, seed).func, True)

    def sampleByKey(self, withReplacement, fractions, seed=None):
        for fraction in fractions.values():
            assert fraction >= 0.0, "Negative fraction value: %s" % fraction
        return self.mapPartitionsWithIndex(RDDStratifiedSampler(withReplacement, fractions, seed).func, True)

    def randomSplit(self, weights, seed=None):
        total = float(sum(weights))
        bounds = [0.0]
        for weight in weights:
            bounds.append(bounds[-1] + weight / total)
        if seed is None:
            seed = random.randint(0, 2**32 - 1)
        return [self.mapPartitionsWithIndex(RDDRangeSampler(low, high, seed).func, True) for low, high in zip(bounds, bounds[1:])]

    def zipWithIndex(self):
        starts = [0]
        if self.getNumPartitions() > 1:
            for count in self.mapPartitions(lambda it: [sum(1 for _ in it)]).collect()[:-1]:
                starts.append(starts[-1] + count)

        def numbered(split, iterator):
            for index, record in enumerate(iterator, starts[split]):
                yield record, index

        return self.mapPartitionsWithIndex(numbered)

    def zipWithUniqueId(self):
        count = self.getNumPartitions()

        def numbered(split, iterator):
            for index, record in enumerate(iterator):
                yield record, index * count + split

        return self.mapPartitionsWithIndex(numbered)

    def pipe(self, command, env=None, checkCode=False):
        """Puts the records of each partition, as lines, through a program; its output's lines are the records.

        :param command: split as a shell would; no shell runs it
        :param checkCode: fails if the program does not end with 0
        """
        from pyspark._pipe import piped

        return self.mapPartitions(piped(command, env, checkCode))

    def barrier(self):
        raise NotImplementedError("RDD.barrier is not available here; run the script on Spark.")

    def withResources(self, profile):
        raise NotImplementedError("RDD.withResources is not available here; run the script on Spark.")

    def getResourceProfile(self):
        return None

    def toDF(self, schema=None, sampleRatio=None):
        """Of a session, which replaces this method by its own."""
        raise PySparkRuntimeError(errorClass="CALL_BEFORE_INITIALIZE", messageParameters={"func_name": "RDD.toDF", "object": "SparkSession"})

    # --- Several RDDs -------------------------------------------------------------------------------------------------

    def union(self, other):
        other._jrdd_deserializer
        made = RDD._made("rdd.union", {"rdds": [self._id, other._id]}, self.ctx)
        if self.partitioner is not None and self.partitioner == other.partitioner and self._partitions == made._partitions:
            made.partitioner = self.partitioner
        return made

    def __add__(self, other):
        if not isinstance(other, RDD):
            raise TypeError
        return self.union(other)

    def cartesian(self, other):
        return RDD._made("rdd.cartesian", {"rdd": self._id, "other": other._id}, self.ctx)

    def zip(self, other):
        other._jrdd_deserializer
        return RDD._made("rdd.zip", {"rdd": self._id, "other": other._id}, self.ctx)

    def intersection(self, other):
        pairs = self.map(lambda v: (v, None)).cogroup(other.map(lambda v: (v, None)))
        return pairs.filter(lambda entry: all(entry[1])).keys()

    def subtractByKey(self, other, numPartitions=None):
        return self.cogroup(other, numPartitions).filter(lambda entry: entry[1][0] and not entry[1][1]).flatMapValues(lambda groups: groups[0])

    def subtract(self, other, numPartitions=None):
        marked = other.map(lambda x: (x, True))
        return self.map(lambda x: (x, True)).subtractByKey(marked, numPartitions).keys()

    def cogroup(self, other, numPartitions=None):
        return self._cogrouped([self, other], numPartitions)

    def groupWith(self, other, *others):
        return self._cogrouped([self, other, *others], None)

    def _cogrouped(self, rdds, numPartitions):
        return self._by_key("rdd.cogroup", {"rdds": [rdd._id for rdd in rdds], "partitions": numPartitions}, None)

    def _join(self, kind, other, numPartitions):
        return self._by_key("rdd.join", {"rdd": self._id, "other": other._id, "partitions": numPartitions, "kind": kind}, None)

    def join(self, other, numPartitions=None):
        return self._join("join", other, numPartitions)

    def leftOuterJoin(self, other, numPartitions=None):
        return self._join("leftOuterJoin", other, numPartitions)

    def rightOuterJoin(self, other, numPartitions=None):
        return self._join("rightOuterJoin", other, numPartitions)

    def fullOuterJoin(self, other, numPartitions=None):
        return self._join("fullOuterJoin", other, numPartitions)

    # --- By key -------------------------------------------------------------------------------------------------------

    def _by_key(self, method, arguments, partitionFunc):
        made = RDD._made(method, arguments, self.ctx)
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
        return RDD._made("rdd.repartition" if shuffle else "rdd.coalesce", {"rdd": self._id, "partitions": numPartitions}, self.ctx)

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

    # --- Actions ------------------------------------------------------------------------------------------------------

    def collect(self):
        return self._collected(range(self._partitions), None)

    def collectWithJobGroup(self, groupId, description, interruptOnCancel=False):
        return self.collect()

    def _collected(self, partitions, limit):
        _, buffers = _gateway.call("rdd.collect", {"rdd": self._id, "partitions": list(partitions), "limit": limit})
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
        return _histogram(self, buckets)

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
        return int(self.count())

    def sumApprox(self, timeout, confidence=0.95):
        return float(self.sum())

    def meanApprox(self, timeout, confidence=0.95):
        return float(self.mean())

    def countApproxDistinct(self, relativeSD=0.05):
        if relativeSD < 0.000017:
            raise ValueError("relativeSD should be greater than 0.000017")
        return self.distinct().count()

    # --- Saving -------------------------------------------------------------------------------------------------------

    def saveAsTextFile(self, path, compressionCodecClass=None):
        if compressionCodecClass not in (None, "org.apache.hadoop.io.compress.GzipCodec"):
            raise NotImplementedError("Text files are packed with org.apache.hadoop.io.compress.GzipCodec here, or not at all; for %s run the script on Spark." % compressionCodecClass)

        def as_text(record):
            if isinstance(record, bytes):
                return record.decode("utf-8", "replace")
            return record if isinstance(record, str) else str(record)

        # Held by a name: an RDD whose object is gone is released with the next call.
        lines = self.map(as_text)
        _gateway.value("rdd.saveAsTextFile", {"rdd": lines._id, "path": self.ctx._path(path), "suffix": ".gz" if compressionCodecClass else ""})

    def saveAsPickleFile(self, path, batchSize=10):
        folder = self.ctx._path(path)
        if os.path.exists(folder):
            raise java_error("o%d.saveAsObjectFile", "org.apache.hadoop.mapred.FileAlreadyExistsException", "Output directory file:%s already exists" % folder)
        _pickle_files.write(folder, self.glom().collect(), batchSize or 1024)

    def _not_here(self, *_arguments, **_named):
        raise NotImplementedError("Hadoop's file formats are not available here; use saveAsTextFile, or run the script on Spark.")

    saveAsSequenceFile = saveAsHadoopFile = saveAsHadoopDataset = _not_here
    saveAsNewAPIHadoopFile = saveAsNewAPIHadoopDataset = _not_here


def _sorted_by_key(ascending, keyfunc):
    return lambda iterator: iter(sorted(iterator, key=lambda pair: keyfunc(pair[0]), reverse=not ascending))


def _aggregated(zeroValue, seqOp):
    def aggregated(iterator):
        yield reduce(seqOp, iterator, zeroValue)

    return aggregated


def _spread_over(count):
    def spread(index, iterator):
        for record in iterator:
            yield index % count, record

    return spread


def _histogram(rdd, buckets):
    """Counts per bucket, as pyspark's RDD.histogram: buckets are [a, b), the last one [a, b]."""
    if isinstance(buckets, int):
        if buckets < 1:
            raise ValueError("number of buckets must be >= 1")
        filtered = rdd.filter(lambda x: x is not None and not (isinstance(x, float) and x != x))
        try:
            low, high = filtered.map(lambda x: (x, x)).reduce(lambda a, b: (min(a[0], b[0]), max(a[1], b[1])))
        except ValueError as error:
            if "empty RDD" in str(error):
                raise ValueError("can not generate buckets from empty RDD") from None
            raise
        if low == high or buckets == 1:
            return [low, high], [filtered.count()]
        step = (high - low) / buckets
        if isinstance(low, int) and (high - low) % buckets == 0:
            step = int(step)
        bounds = [i * step + low for i in range(buckets)] + [high]
    elif isinstance(buckets, (list, tuple)):
        if len(buckets) < 2:
            raise ValueError("buckets should have more than one value")
        bounds = list(buckets)
        if sorted(bounds) != bounds:
            raise ValueError("buckets should be sorted")
        if len(set(bounds)) != len(bounds):
            raise ValueError("buckets should not contain duplicated values")
    else:
        raise TypeError("buckets should be a list or tuple or number(int or long)")

    def counted(iterator):
        counts = [0] * len(bounds)
        for value in iterator:
            if value is None or (isinstance(value, float) and value != value) or value > bounds[-1] or value < bounds[0]:
                continue
            counts[bisect.bisect_right(bounds, value) - 1] += 1
        # What equals the last bound belongs to the last bucket.
        last = counts.pop()
        counts[-1] += last
        return [counts]

    return buckets if isinstance(buckets, (list, tuple)) else bounds, rdd.mapPartitions(counted).reduce(lambda a, b: [i + j for i, j in zip(a, b)])


class PipelinedRDD(RDD):
    """Operators within partitions that the engine does not know of yet. It is told when the RDD is needed: until then,
    what the functions refer to may change, as in Spark."""

    def __init__(self, prev, operator, function, preservesPartitioning=False):
        base, steps = prev._pipeline()
        self._base = base
        self._steps = (*steps, (operator, function, preservesPartitioning))
        self._known = None
        self.ctx = prev.ctx
        self.prev = prev
        self.preservesPartitioning = preservesPartitioning
        self.partitioner = prev.partitioner if preservesPartitioning else None

    def _afresh(self):
        if self._known is None or self.is_cached or self.is_checkpointed:
            return self
        again = PipelinedRDD.__new__(PipelinedRDD)
        again.__dict__.update(self.__dict__, _known=None)
        return again

    def _pipeline(self):
        # What is kept has to be computed as itself.
        return (self, ()) if self.is_cached or self.is_checkpointed else (self._base, self._steps)

    @property
    def _partitions(self):
        return self._base._partitions

    @property
    def _id(self):
        """The engine's number; it is given one when somebody asks."""
        if self._known is None:
            operators, functions, preserves = zip(*self._steps)
            numbers = [None if function is None else self.ctx._register(function) for function in functions]
            arguments = {"rdd": self._base._id, "operators": operators, "f": numbers, "preserves": preserves}
            self._known = _gateway.value("rdd.pipeline", arguments)["rdd"]
        return self._known

    def __del__(self):
        if self._known is not None:
            _gateway.release(self._known)


class FilesRDD(RDD):
    """What is read from files: looked at when it is needed, since they may be written later than this."""

    def __init__(self, method, arguments, context, name):
        self._asked = method, arguments
        self._known = None
        self._name = name
        self._java = java_rdd(method)
        self.ctx = context
        self.partitioner = None

    def _found(self):
        if self._known is None:
            self._known = _gateway.value(*self._asked)
        return self._known

    @property
    def _id(self):
        return self._found()["rdd"]

    @property
    def _partitions(self):
        return self._found()["partitions"]

    def __del__(self):
        if self._known is not None:
            _gateway.release(self._known["rdd"])


# Spark has no class of its own for it.
FilesRDD.__name__ = FilesRDD.__qualname__ = "RDD"

__all__ = ["RDD", "PipelinedRDD", "Partitioner", "portable_hash"]
