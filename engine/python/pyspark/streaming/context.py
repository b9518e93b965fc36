import warnings

from pyspark import _gateway
from pyspark.streaming.dstream import DStream


class StreamingContext:
    """The entry to streams: makes them, starts and stops them."""

    _activeContext = None

    def __init__(self, sparkContext, batchDuration=None, jssc=None):
        warnings.warn("DStream is deprecated as of Spark 3.4.0. Migrate to Structured Streaming.", FutureWarning)
        assert batchDuration is not None
        self._sc = sparkContext
        self._batch = int(batchDuration * 1000)
        _gateway.value("streaming.create", {"batchInterval": self._batch})

    @classmethod
    def getActive(cls):
        return cls._activeContext

    @property
    def sparkContext(self):
        return self._sc

    def socketTextStream(self, hostname, port, storageLevel=None):
        return DStream._made("streaming.socketTextStream", {"hostname": hostname, "port": int(port)}, self)

    def queueStream(self, rdds, oneAtATime=True, default=None):
        queued = [rdd if hasattr(rdd, "_id") else self._sc.parallelize(rdd) for rdd in rdds]
        if default is not None and not hasattr(default, "_id"):
            default = self._sc.parallelize(default)
        # What a used-up queue gives: one partition with nothing in it.
        empty = self._sc.parallelize([], 1)
        arguments = {"empty": empty._id, "rdds": [rdd._id for rdd in queued], "oneAtATime": bool(oneAtATime), "default": None if default is None else default._id}
        return DStream._made("streaming.queueStream", arguments, self)

    def union(self, *dstreams):
        if not dstreams:
            raise ValueError("should have at least one DStream to union")
        return dstreams[0] if len(dstreams) == 1 else dstreams[0]._union(dstreams[1:])

    def start(self):
        _gateway.value("streaming.start")
        StreamingContext._activeContext = self

    def awaitTermination(self, timeout=None):
        _gateway.value("streaming.await", {"timeout": None if timeout is None else timeout * 1000})

    def awaitTerminationOrTimeout(self, timeout):
        return _gateway.value("streaming.await", {"timeout": timeout * 1000})

    def stop(self, stopSparkContext=True, stopGraceFully=False):
        _gateway.value("streaming.stop", {"graceful": stopGraceFully})
        StreamingContext._activeContext = None
        if stopSparkContext:
            self._sc.stop()
