import os
import pickle
import re
import sys

from pyspark import _gateway
from pyspark._call_site import PACKAGE, first_call
from pyspark._java_errors import exception_of, java_error
from pyspark._pickling import dumps
from pyspark._public import public
from pyspark.accumulators import COMPLEX_ACCUMULATOR_PARAM, FLOAT_ACCUMULATOR_PARAM, INT_ACCUMULATOR_PARAM, Accumulator
from pyspark.core import _pickle_files
from pyspark.core.broadcast import Broadcast
from pyspark.conf import SparkConf
from pyspark.errors.exceptions.base import PySparkRuntimeError
from pyspark.core.files import SparkFiles
from pyspark.core.rdd import RDD, FilesRDD
from pyspark.core._written import batches_of

VERSION = "4.3.0"
# Pickles that are remembered, so that a lambda made anew in each batch is sent once.
_KNOWN_PICKLES = 1000


def absolute_path(path):
    """Without the scheme. :raises TypeError: for what is no path"""
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError("a path is a text, not %s: %r" % (type(path).__name__, path))
    path = os.fspath(path)
    return os.path.abspath(re.sub("^//+", "/", re.sub("^file:", "", path)))


class _JavaContext:
    """What there is of Spark's Java object; a context that was stopped has none, which is what its calls then fail with."""

    def __init__(self, started):
        self._started = started

    def sc(self):
        return self

    def defaultParallelism(self):
        return self._started["defaultParallelism"]

    def applicationId(self):
        return self._started["application"]

    def startTime(self):
        return self._started["startTime"]

    def sparkUser(self):
        return self._started["user"]

    def version(self):
        return VERSION


@public
class SparkContext:
    """The entry to Spark: makes RDDs and runs jobs on them."""

    _active_spark_context = None
    _gateway = None
    _jvm = None
    _next_accum_id = 0

    PACKAGE_EXTENSIONS = (".zip", ".egg", ".jar")

    def __init__(self, master=None, appName=None, sparkHome=None, pyFiles=None, environment=None, batchSize=0, serializer=None, conf=None, gateway=None, jsc=None, profiler_cls=None, udf_profiler_cls=None, memory_profiler_cls=None):
        active = SparkContext._active_spark_context
        if active is not None:
            raise ValueError("Cannot run multiple SparkContexts at once; existing SparkContext(app=%s, master=%s) created by %s at %s:%s " % (active.appName, active.master, *active._made_by))
        settings = conf or SparkConf()
        self._conf = SparkConf().setAll(settings.getAll())
        if master is not None:
            self._conf.setMaster(master)
        if appName is not None:
            self._conf.setAppName(appName)
        self.environment = environment or {}
        started = _gateway.value("context.create", {"conf": self._conf.getAll()})
        self._conf.setAll(started["conf"])
        self.master = started["master"]
        self.appName = started["appName"]
        self.sparkHome = sparkHome
        self._jsc = _JavaContext(started)
        self._made_by = first_call()
        self.pythonVer = "%d.%d" % sys.version_info[:2]
        self._checkpoint_dir = self._conf.get("spark.checkpoint.dir")
        self._local_properties = {}
        self._tags = set()
        self._added_files = []
        self._registered = {}
        self._placing = {}
        SparkContext._active_spark_context = self
        for path in pyFiles or []:
            self.addPyFile(path)

    @classmethod
    def getOrCreate(cls, conf=None):
        return cls._active_spark_context or cls(conf=conf)

    def __getnewargs__(self):
        raise PySparkRuntimeError(errorClass="CONTEXT_ONLY_VALID_ON_DRIVER", messageParameters={})

    __reduce__ = __getnewargs__

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.stop()

    def __repr__(self):
        return "<SparkContext master=%s appName=%s>" % (self.master, self.appName)

    @property
    def version(self):
        return self._jsc.version()

    @property
    def defaultParallelism(self):
        """The n of local[n], or spark.default.parallelism."""
        return self._jsc.sc().defaultParallelism()

    @property
    def applicationId(self):
        return self._jsc.sc().applicationId()

    @property
    def startTime(self):
        """ms since the epoch"""
        return self._jsc.sc().startTime()

    @property
    def defaultMinPartitions(self):
        return min(self.defaultParallelism, 2)

    @property
    def uiWebUrl(self):
        return None

    @property
    def resources(self):
        return {}

    def getConf(self):
        return SparkConf().setAll(self._conf.getAll())

    def setLogLevel(self, logLevel):
        levels = ("ALL", "DEBUG", "ERROR", "WARN", "INFO", "OFF", "FATAL", "TRACE")
        if logLevel.upper() not in levels:
            error = {"type": "invalid-argument", "message": "requirement failed: Supplied level %s did not match one of: %s" % (logLevel, ",".join(levels))}
            raise exception_of(error, "context.setLogLevel", {})

    @classmethod
    def setSystemProperty(cls, key, value):
        os.environ["SPARK_PROPERTY_" + key] = value

    @classmethod
    def getSystemProperty(cls, key):
        return os.environ.get("SPARK_PROPERTY_" + key)

    def sparkUser(self):
        return self._jsc.sc().sparkUser()

    # --- RDDs ---------------------------------------------------------------------------------------------------------

    def parallelize(self, c, numSlices=None):
        """Distributes a collection, cut into slices as Spark cuts it: evenly where it is a range, else by whole batches."""
        slices = int(numSlices) if numSlices is not None else self.defaultParallelism
        size = None
        if isinstance(c, range):
            cuts = [list(c[len(c) * i // slices : len(c) * (i + 1) // slices]) for i in range(slices)]
        else:
            items = list(c)
            # PySpark pickles max(1, len // slices) records (at most 1024) together and deals out whole batches.
            size = max(1, min(len(items) // slices, 1024))
            batches = [items[at : at + size] for at in range(0, len(items), size)]
            cuts = [[item for batch in batches[len(batches) * i // slices : len(batches) * (i + 1) // slices] for item in batch] for i in range(slices)]
        made = RDD._made("rdd.parallelize", {"together": size or 0}, self, [self._pickled(cut) for cut in cuts])
        if size is not None:
            made._jrdd_deserializer = batches_of(size)
        return made

    def range(self, start, end=None, step=1, numSlices=None):
        if end is None:
            start, end = 0, start
        return self.parallelize(range(start, end, step), numSlices)

    def emptyRDD(self):
        empty = RDD._made("rdd.parallelize", {}, self, [])
        empty._java = "EmptyRDD", "emptyRDD at NativeMethodAccessorImpl.java:0"
        return empty

    def textFile(self, name, minPartitions=None, use_unicode=True):
        minimum = minPartitions or min(self.defaultParallelism, 2)
        rdd = FilesRDD("rdd.textFile", {"path": self._paths(name), "minPartitions": minimum}, self, name)
        return rdd if use_unicode else rdd.map(lambda line: line.encode("utf-8"))

    def wholeTextFiles(self, path, minPartitions=None, use_unicode=True):
        files = [("file:" + name, data.decode("utf-8", "replace") if use_unicode else data) for name, data in self._files(path)]
        return self.parallelize(files, min(minPartitions or self.defaultMinPartitions, max(1, len(files))))

    def binaryFiles(self, path, minPartitions=None):
        files = [("file:" + name, data) for name, data in self._files(path, packed=True)]
        return self.parallelize(files, min(minPartitions or self.defaultMinPartitions, max(1, len(files))))

    def pickleFile(self, name, minPartitions=None):
        """What RDD.saveAsPickleFile wrote: about so many partitions; what is in a file is in its first."""
        files = list(self._files(name))
        goal = max(1, sum(len(data) for _, data in files) // (minPartitions or self.defaultMinPartitions))
        parts = []
        for path, data in files:
            parts.append(_pickle_files.read(bytes(data), path))
            # As Hadoop cuts: a last piece may be a tenth larger.
            left = len(data) - goal
            while left > 0 and (left + goal) / goal > 1.1:
                parts.append([])
                left -= goal
        return RDD._made("rdd.parallelize", {}, self, [self._pickled(part) for part in parts])

    def _files(self, path, packed=False):
        """:param packed: the bytes as they lie there"""
        names, contents = _gateway.call("rdd.readFiles", {"path": self._paths(path), "packed": packed})
        return zip(names, contents)

    def binaryRecords(self, path, recordLength):
        return FilesRDD("rdd.binaryRecords", {"path": self._paths(path), "recordLength": recordLength}, self, path)

    def _path(self, path):
        """Absolute, without the scheme."""
        return absolute_path(path)

    def _paths(self, paths):
        """Several paths with commas between."""
        return ",".join(map(self._path, re.split(",(?![^{]*})", paths)))

    def _not_here(self, *_arguments, **_named):
        raise NotImplementedError("Hadoop's file formats are not available here; use textFile, or run the script on Spark.")

    sequenceFile = newAPIHadoopFile = newAPIHadoopRDD = hadoopFile = hadoopRDD = _not_here

    def union(self, rdds):
        first = rdds[0]
        made = RDD._made("rdd.union", {"rdds": [rdd._id for rdd in rdds]}, self)
        if first.partitioner is not None and all(rdd.partitioner == first.partitioner for rdd in rdds) and made._partitions == first._partitions:
            made.partitioner = first.partitioner
        if all(rdd._jrdd_deserializer == first._jrdd_deserializer for rdd in rdds):
            made._jrdd_deserializer = first._jrdd_deserializer
        return made

    # --- Shared variables and files -----------------------------------------------------------------------------------

    def broadcast(self, value):
        if self._jsc is None:
            raise AttributeError("'NoneType' object has no attribute 'broadcast'")
        data = self._pickled(value, "broadcast")
        return Broadcast(_gateway.value("function.register", {"place": {}}, [data]), data)

    def accumulator(self, value, accum_param=None):
        if accum_param is None:
            params = {int: INT_ACCUMULATOR_PARAM, bool: INT_ACCUMULATOR_PARAM, float: FLOAT_ACCUMULATOR_PARAM, complex: COMPLEX_ACCUMULATOR_PARAM}
            accum_param = params.get(type(value))
            if accum_param is None:
                raise TypeError("No default accumulator param for type %s" % type(value))
        SparkContext._next_accum_id += 1
        return Accumulator(SparkContext._next_accum_id - 1, value, accum_param)

    def addFile(self, path, recursive=False):
        self._check_added(self._path(path))
        self._added_files.append("file:" + SparkFiles._add(self._path(path), recursive))

    @staticmethod
    def _check_added(path):
        if not os.path.exists(path):
            raise java_error("o%d.addFile", "java.io.FileNotFoundException", "File file:%s does not exist" % path)

    @property
    def listFiles(self):
        return list(self._added_files)

    def addPyFile(self, path):
        """A module, or a folder, zip or wheel of modules."""
        path = self._path(path)
        self._check_added(path)
        sys.path.insert(1, os.path.dirname(path) if path.endswith(".py") else path)
        sys.path_importer_cache.clear()

    def addArchive(self, path):
        raise NotImplementedError("addArchive is not available here; unpack the archive and use addFile.")

    @property
    def listArchives(self):
        return []

    def setCheckpointDir(self, dirName):
        if not dirName:
            raise java_error("o%d.setCheckpointDir", "java.lang.IllegalArgumentException", "Can not create a Path from %s string" % ("a null" if dirName is None else "an empty"))
        directory = self._path(dirName)
        _gateway.value("context.setCheckpointDir", {"directory": directory})
        self._checkpoint_dir = directory

    def getCheckpointDir(self):
        return self._checkpoint_dir

    # --- Jobs ---------------------------------------------------------------------------------------------------------

    def runJob(self, rdd, partitionFunc, partitions=None, allowLocal=False):
        chosen = range(rdd._partitions) if partitions is None else partitions
        return rdd.mapPartitions(partitionFunc)._collected(chosen, None)

    def setJobGroup(self, groupId, description, interruptOnCancel=False):
        self._local_properties["spark.jobGroup.id"] = groupId

    def setJobDescription(self, value):
        self._local_properties["spark.job.description"] = value

    def setLocalProperty(self, key, value):
        self._local_properties[key] = value

    def getLocalProperty(self, key):
        return self._local_properties.get(key)

    def setInterruptOnCancel(self, interruptOnCancel):
        self._local_properties["spark.job.interruptOnCancel"] = str(interruptOnCancel).lower()

    def addJobTag(self, tag):
        self._tags.add(tag)

    def removeJobTag(self, tag):
        self._tags.discard(tag)

    def getJobTags(self):
        return set(self._tags)

    def clearJobTags(self):
        self._tags.clear()

    def cancelJobGroup(self, groupId):
        """A job blocks the script: there is none to cancel while the script runs."""

    cancelJobsWithTag = cancelJobGroup

    def cancelAllJobs(self):
        """A job blocks the script: there is none to cancel while the script runs."""

    def statusTracker(self):
        raise NotImplementedError("statusTracker is not available here; run the script on Spark.")

    def show_profiles(self):
        raise NotImplementedError("Profiles are not available here; run the script on Spark.")

    dump_profiles = show_profiles

    def stop(self):
        if SparkContext._active_spark_context is self:
            SparkContext._active_spark_context = None
            self._jsc = None
            _gateway.value("context.stop")

    # --- Functions on their way to the executors ----------------------------------------------------------------------

    def _pickled(self, value, kind="object"):
        return self._pickled_with_broadcasts(value, kind)[0]

    def _pickled_with_broadcasts(self, value, kind="object"):
        try:
            return dumps(value)
        except pickle.PicklingError:
            raise
        except Exception as error:
            raise pickle.PicklingError("Could not serialize %s: %s: %s" % (kind, type(error).__name__, error)) from error

    def _register(self, function):
        """Sends a function to the engine; returns its number. The same pickle has the same number."""
        data, broadcasts = self._pickled_with_broadcasts(function)
        key = (data, *broadcasts)
        number = self._registered.get(key)
        if number is None:
            if len(self._registered) > _KNOWN_PICKLES:
                self._registered.clear()
            number = _gateway.value("function.register", {"place": place_of(function), "broadcasts": broadcasts}, [data])
            self._registered[key] = number
        return number

    def _register_once(self, function):
        """The same number for the same function: RDDs placed by it are known to be placed alike."""
        if function not in self._placing:
            self._placing[function] = self._register(function)
        return self._placing[function]


def place_of(function):
    """Where the script's function is written, for messages; one of this package says nothing to anybody."""
    code = getattr(function, "__code__", None)
    return {} if code is None or code.co_filename.startswith(PACKAGE) else {"file": code.co_filename, "line": code.co_firstlineno}
