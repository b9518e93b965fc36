"""RDDs with the meaning of pyspark.RDD. What moves or computes records is the engine's; the rest is made of that here."""
import bz2
import os
import random

from pyspark import _gateway
from pyspark._java_errors import java_error
from pyspark._operators import NarrowOperators
from pyspark._public import public
from pyspark.core import _pickle_files
from pyspark.core._actions import Actions
from pyspark.core._by_key import ByKey
from pyspark.core._java_rdds import debug_string, java_rdd
from pyspark.core._part_files import suffix_of, write_parts
from pyspark.core._partitioner import Partitioner, portable_hash
from pyspark.core._written import BATCHES, LINES, pairs_of, zipped_at_once
from pyspark.errors.exceptions.base import PySparkRuntimeError
from pyspark.rddsampler import RDDRangeSampler, RDDSampler, RDDStratifiedSampler
from pyspark.storagelevel import StorageLevel, check_level


@public
class RDD(NarrowOperators, ByKey, Actions):
    """A distributed collection, lazily computed."""

    # What Spark would have its records written with: streams of different ones have no ssc.union.
    _jrdd_deserializer = BATCHES
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

    def _derived(self, method, arguments):
        return RDD._made(method, arguments, self.ctx)

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
        if self._level not in (StorageLevel.NONE, storageLevel):
            raise java_error("o%d.persist", "java.lang.UnsupportedOperationException", "Cannot change storage level of an RDD after it was already assigned a level")
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
            raise java_error("o%d.checkpoint", "org.apache.spark.SparkException", "Checkpoint directory has not been set in the SparkContext")
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
        made = self._derived("rdd.union", {"rdds": [self._id, other._id]})
        if self.partitioner is not None and self.partitioner == other.partitioner and self._partitions == made._partitions:
            made.partitioner = self.partitioner
        if self._jrdd_deserializer == other._jrdd_deserializer:
            made._jrdd_deserializer = self._jrdd_deserializer
        return made

    def __add__(self, other):
        if not isinstance(other, RDD):
            raise TypeError
        return self.union(other)

    def cartesian(self, other):
        return self._derived("rdd.cartesian", {"rdd": self._id, "other": other._id})

    def zip(self, other):
        batch = zipped_at_once(self._jrdd_deserializer, other._jrdd_deserializer)
        zipped = self._derived("rdd.zip", {"rdd": self._id, "other": other._id, "batch": batch})
        zipped._jrdd_deserializer = pairs_of(batch)
        return zipped

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
        # What is no RDD is told as Spark tells it.
        other.mapValues
        return self._by_key("rdd.join", {"rdd": self._id, "other": other._id, "partitions": numPartitions, "kind": kind}, None)

    def join(self, other, numPartitions=None):
        return self._join("join", other, numPartitions)

    def leftOuterJoin(self, other, numPartitions=None):
        return self._join("leftOuterJoin", other, numPartitions)

    def rightOuterJoin(self, other, numPartitions=None):
        return self._join("rightOuterJoin", other, numPartitions)

    def fullOuterJoin(self, other, numPartitions=None):
        return self._join("fullOuterJoin", other, numPartitions)

    # --- Saving -------------------------------------------------------------------------------------------------------

    def saveAsTextFile(self, path, compressionCodecClass=None):
        suffix = suffix_of(compressionCodecClass)

        def as_text(record):
            if isinstance(record, bytes):
                return record.decode("utf-8", "replace")
            return record if isinstance(record, str) else str(record)

        # Held by a name: an RDD whose object is gone is released with the next call.
        lines = self.map(as_text)
        if suffix == ".bz2":
            write_parts(self._new_folder(path, "saveAsTextFile"), (bz2.compress("".join(line + "\n" for line in part).encode("utf-8")) for part in lines.glom().collect()), suffix)
            return
        _gateway.value("rdd.saveAsTextFile", {"rdd": lines._id, "path": self.ctx._path(path), "suffix": suffix})

    def saveAsPickleFile(self, path, batchSize=10):
        _pickle_files.write(self._new_folder(path, "saveAsObjectFile"), self.glom().collect(), batchSize or 1024)

    def _new_folder(self, path, called):
        folder = self.ctx._path(path)
        if os.path.exists(folder):
            raise java_error("o%d." + called, "org.apache.hadoop.mapred.FileAlreadyExistsException", "Output directory file:%s already exists" % folder)
        return folder

    def _not_here(self, *_arguments, **_named):
        raise NotImplementedError("Hadoop's file formats are not available here; use saveAsTextFile, or run the script on Spark.")

    saveAsSequenceFile = saveAsHadoopFile = saveAsHadoopDataset = _not_here
    saveAsNewAPIHadoopFile = saveAsNewAPIHadoopDataset = _not_here


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
            numbers = [None if name == "glom" else self.ctx._register(function) for name, function in zip(operators, functions)]
            arguments = {"rdd": self._base._id, "operators": operators, "f": numbers, "preserves": preserves}
            self._known = _gateway.value("rdd.pipeline", arguments)["rdd"]
        return self._known

    def __del__(self):
        if self._known is not None:
            _gateway.release(self._known)


class FilesRDD(RDD):
    """What is read from files: looked at when it is needed, since they may be written later than this."""

    _jrdd_deserializer = LINES

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
