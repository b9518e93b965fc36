import sys
import traceback
import warnings

from pyspark import _gateway, _given_records, _threads
from pyspark._java_errors import java_class, java_error, no_such_method
from pyspark._public import public
from pyspark.conf import SparkConf
from pyspark.core.context import SparkContext, absolute_path
from pyspark.core._written import LINES
from pyspark.core.rdd import RDD
from pyspark.storagelevel import check_level
from pyspark.streaming import listener as listeners
from pyspark.streaming._driver_function import DriverFunction
from pyspark.streaming._stream_functions import StreamFunctions
from pyspark.streaming.dstream import DStream

# Code of functions is saved with a checkpoint; each Python has its own.
_PYTHON = "%d.%d" % sys.version_info[:2]


class _StopOnly:
    """Of Spark's Java object scripts use `_jssc.stop(stopSparkContext)` only."""

    def __init__(self, ssc):
        self._ssc = ssc

    def stop(self, stopSparkContext=True, stopGracefully=False):
        self._ssc.stop(stopSparkContext, stopGracefully)


@public
class StreamingContext:
    """The entry to streams: makes them, starts and stops them. Durations are seconds."""

    _transformerSerializer = None
    _activeContext = None

    def __init__(self, sparkContext, batchDuration=None, jssc=None):
        warnings.warn("DStream is deprecated as of Spark 3.4.0. Migrate to Structured Streaming.", FutureWarning)
        sparkContext._jvm
        assert batchDuration is not None
        if sparkContext._jsc is None:
            said = 'Cannot invoke "org.apache.spark.api.java.JavaSparkContext.sc()" because "sparkContext" is null'
            raise java_error("None.org.apache.spark.streaming.api.java.JavaStreamingContext", "java.lang.NullPointerException", said)
        self._prepare(sparkContext)
        self._number = _gateway.value("streaming.create", {"batchInterval": self._jduration(batchDuration)})

    def _prepare(self, sparkContext):
        self._sc = sparkContext
        self._jvm = None
        self._jssc = _StopOnly(self)
        self._checkpoint_dir = None
        # Functions that a checkpoint has to save, by the numbers that the engine has for them.
        self._driver_functions = {}
        self._functions = StreamFunctions(sparkContext)

    @staticmethod
    def _jduration(seconds):
        """Seconds as whole ms."""
        # A text times 1000 would be a very long one, and a number all the same.
        if isinstance(seconds, (str, bytes)):
            raise TypeError("a duration is a number of seconds, not %s: %r" % (type(seconds).__name__, seconds))
        return int(seconds * 1000)

    @classmethod
    def getOrCreate(cls, checkpointPath, setupFunc):
        directory = absolute_path(checkpointPath)
        found, pickles = _gateway.call("streaming.findCheckpoint", {"directory": directory, "python": _PYTHON})
        if found is None:
            ssc = setupFunc()
            ssc.checkpoint(checkpointPath)
            return ssc
        context = SparkContext._active_spark_context or SparkContext(conf=SparkConf().setAll(found["conf"]))
        return cls._recovered(context, directory, found["callbacks"], pickles)

    @classmethod
    def _recovered(cls, sparkContext, directory, callbacks, pickles):
        """The context of a checkpoint: its streams are made as they were, without the script's function."""
        ssc = cls.__new__(cls)
        ssc._prepare(sparkContext)
        ssc.checkpoint(directory)
        numbers = [[number, ssc._register(DriverFunction.restored(data, sparkContext))] for number, data in zip(callbacks, pickles)]
        ssc._number = _gateway.value("streaming.recover", {"callbacks": numbers})
        return ssc

    @classmethod
    def getActive(cls):
        return cls._activeContext

    @classmethod
    def getActiveOrCreate(cls, checkpointPath, setupFunc):
        if not callable(setupFunc):
            raise TypeError("setupFunc should be callable.")
        active = cls.getActive()
        if active is not None:
            return active
        return cls.getOrCreate(checkpointPath, setupFunc) if checkpointPath is not None else setupFunc()

    @property
    def sparkContext(self):
        return self._sc

    def _register(self, function):
        """Makes a function callable by the engine when batches are made and run; returns its number."""
        number = _gateway.register_callback(function)
        self._driver_functions[number] = function
        return number

    # --- Life ---------------------------------------------------------------------------------------------------------

    def start(self):
        saved = self._driver_functions if self._checkpoint_dir is not None else {}
        pickles = [function.saved() for function in saved.values()]
        if self._sc is SparkContext._active_spark_context:
            self._functions.send(strict=self._checkpoint_dir is not None)
        arguments = {"context": self._number, "checkpointDirectory": self._checkpoint_dir, "callbacks": list(saved), "python": _PYTHON, "beforeBatch": self._functions.callback(), "readRecords": _gateway.register_callback(self._read_records)}
        _gateway.value("streaming.start", arguments, pickles)
        StreamingContext._activeContext = self

    def _read_records(self, partitions):
        """For who holds the streams here and tries them on records that were written by hand."""
        rdd, unread = _given_records.rdd_of(self._sc, partitions)
        # Until the engine has taken it.
        self._last_read = rdd
        return [rdd._id, unread]

    def awaitTermination(self, timeout=None):
        _threads.wait("streaming.await", self._awaiting(timeout))

    def awaitTerminationOrTimeout(self, timeout):
        return _threads.wait("streaming.await", self._awaiting(timeout, required=True))

    def _awaiting(self, seconds, required=False):
        for_ever = seconds is None and not required
        return {"context": self._number, "timeout": None if for_ever else self._jduration(seconds)}

    def stop(self, stopSparkContext=True, stopGraceFully=False):
        if self._sc is SparkContext._active_spark_context:
            _gateway.value("streaming.stop", {"context": self._number, "graceful": bool(stopGraceFully)})
        if StreamingContext._activeContext is self:
            StreamingContext._activeContext = None
        if stopSparkContext:
            self._sc.stop()

    def remember(self, duration):
        _gateway.value("streaming.remember", {"context": self._number, "duration": self._jduration(duration)})

    def checkpoint(self, directory):
        # Without one there are no checkpoints any more, as in Spark.
        if directory is not None:
            self._sc.setCheckpointDir(directory)
        self._checkpoint_dir = None if directory is None else absolute_path(directory)

    def addStreamingListener(self, streamingListener):
        def told(event):
            try:
                listeners.tell(streamingListener, event)
            except Exception:
                traceback.print_exc()

        _gateway.value("streaming.addListener", {"context": self._number, "callback": _gateway.register_callback(told)})

    # --- Sources ------------------------------------------------------------------------------------------------------

    def socketTextStream(self, hostname, port, storageLevel=None):
        if storageLevel is not None:
            check_level(storageLevel)
        if type(port) is not int or not isinstance(hostname, str | None):
            raise no_such_method("socketTextStream", [java_class(hostname), java_class(port), "class org.apache.spark.storage.StorageLevel"])
        return DStream._made("streaming.socketTextStream", {"hostname": hostname, "port": port}, self)._written_as(LINES)

    def textFileStream(self, directory):
        return DStream._made("streaming.textFileStream", {"directory": self._sc._path(directory)}, self)._written_as(LINES)

    def binaryRecordsStream(self, directory, recordLength):
        return DStream._made("streaming.binaryRecordsStream", {"directory": self._sc._path(directory), "recordLength": recordLength}, self)._written_as("bytes")

    def queueStream(self, rdds, oneAtATime=True, default=None):
        given = rdds
        if default and not isinstance(default, RDD):
            default = self._sc.parallelize(default)
        if not rdds and default:
            rdds = [rdds]
        # The first one decides, as in Spark, and has to be there: IndexError for an empty list.
        if not isinstance(rdds[0], RDD):
            rdds = [self._sc.parallelize(each) for each in rdds]
        serializers = {rdd._jrdd_deserializer for rdd in rdds}
        # What a used-up queue gives: one partition with nothing in it.
        empty = self._sc.parallelize([], 1)
        arguments = {"empty": empty._id, "rdds": [rdd._id for rdd in rdds], "oneAtATime": bool(oneAtATime), "default": default._id if default else None}
        stream = DStream._made("streaming.queueStream", arguments, self)
        self._functions.watch(given, stream._jdstream)
        return stream._written_as(serializers.pop() if len(serializers) == 1 else RDD._jrdd_deserializer)

    # --- Several streams ----------------------------------------------------------------------------------------------

    def transform(self, dstreams, transformFunc):
        callback = self._register(DriverFunction(transformFunc, "list of rdds", self._sc))
        arguments = {"streams": [stream._jdstream for stream in dstreams], "callback": callback}
        return DStream._made("streaming.transform", arguments, self)

    def union(self, *dstreams):
        if not dstreams:
            raise ValueError("should have at least one DStream to union")
        if len(dstreams) == 1:
            return dstreams[0]
        if len({stream._jrdd_deserializer for stream in dstreams}) > 1:
            raise ValueError("All DStreams should have same serializer")
        if len({stream._slideDuration for stream in dstreams}) > 1:
            raise ValueError("All DStreams should have same slide duration")
        return dstreams[0]._union(dstreams[1:], needs_all=True)


