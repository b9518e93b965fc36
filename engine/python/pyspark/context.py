import pickle

from pyspark import _gateway
from pyspark._pickling import dumps
from pyspark.conf import SparkConf
from pyspark.rdd import RDD


class SparkContext:
    """The entry to Spark: makes RDDs and runs jobs on them."""

    _active_spark_context = None
    _jvm = None

    def __init__(self, master=None, appName=None, sparkHome=None, pyFiles=None, environment=None, batchSize=0, serializer=None, conf=None, gateway=None, jsc=None, profiler_cls=None):
        if SparkContext._active_spark_context is not None:
            raise ValueError("Cannot run multiple SparkContexts at once; existing SparkContext(app=%s, master=%s)" % (SparkContext._active_spark_context.appName, SparkContext._active_spark_context.master))
        self._conf = conf or SparkConf()
        if master is not None:
            self._conf.setMaster(master)
        if appName is not None:
            self._conf.setAppName(appName)
        started = _gateway.value("context.create", {"conf": self._conf.getAll()})
        self.master = started["master"]
        self.appName = started["appName"]
        self.defaultParallelism = started["defaultParallelism"]
        self.version = "4.1.0"
        SparkContext._active_spark_context = self

    @classmethod
    def getOrCreate(cls, conf=None):
        return cls._active_spark_context or cls(conf=conf)

    def __getnewargs__(self):
        raise RuntimeError(
            "It appears that you are attempting to reference SparkContext from a broadcast variable, action, or "
            "transformation. SparkContext can only be used on the driver, not in code that it run on workers. For more "
            "information, see SPARK-5063."
        )

    __reduce__ = __getnewargs__

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.stop()

    def getConf(self):
        return self._conf

    def setLogLevel(self, logLevel):
        """The engine has one log; its level stays."""

    def parallelize(self, c, numSlices=None):
        """Distributes a collection, cut into slices as Spark cuts it."""
        slices = int(numSlices) if numSlices is not None else self.defaultParallelism
        items = list(c)
        cuts = [items[len(items) * i // slices : len(items) * (i + 1) // slices] for i in range(slices)]
        return RDD._made("rdd.parallelize", {}, self, [dumps(cut) for cut in cuts])

    def range(self, start, end=None, step=1, numSlices=None):
        return self.parallelize(range(0, start) if end is None else range(start, end, step), numSlices)

    def emptyRDD(self):
        return RDD._made("rdd.parallelize", {}, self, [])

    def union(self, rdds):
        return RDD._made("rdd.union", {"rdds": [rdd._id for rdd in rdds]}, self)

    def broadcast(self, value):
        return Broadcast(value)

    def stop(self):
        if SparkContext._active_spark_context is self:
            SparkContext._active_spark_context = None
            _gateway.value("context.stop")

    def _register(self, function):
        """Sends a function to the engine; returns its number."""
        try:
            data = dumps(function)
        except Exception as error:
            raise pickle.PicklingError("Could not serialize object: %s: %s" % (type(error).__name__, error)) from error
        code = getattr(function, "__code__", None)
        place = {"file": code.co_filename, "line": code.co_firstlineno} if code is not None else {}
        return _gateway.value("function.register", {"place": place}, [data])


class Broadcast:
    """A value that functions may refer to; it travels with them."""

    def __init__(self, value):
        self._value = value

    @property
    def value(self):
        return self._value

    def unpersist(self, blocking=False):
        pass

    def destroy(self, blocking=False):
        pass
