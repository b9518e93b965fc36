import time
from datetime import datetime

from pyspark import _gateway
from pyspark._call_site import call_site
from pyspark._operators import NarrowOperators
from pyspark._public import public
from pyspark.core.rdd import RDD, portable_hash
from pyspark.storagelevel import StorageLevel, check_level
from pyspark.streaming._driver_function import DriverFunction

# What Spark makes on its Java side, or of two streams; of one stream, its Python side makes a TransformedDStream.
_NOT_TRANSFORMED = {"dstream." + name for name in ("transformWith", "union", "cogroup", "join", "leftOuterJoin", "rightOuterJoin", "fullOuterJoin", "window", "updateStateByKey")}
# What an operator first asks of each batch's RDD; mapPartitionsWithIndex where none is named.
_FIRST_ASKED = {
    "dstream.repartition": "repartition",
    "dstream.partitionBy": "partitionBy",
    "dstream.groupByKey": "groupByKey",
    "dstream.combineByKey": "combineByKey",
    "dstream.reduceByKey": "combineByKey",
    "dstream.reduceByKeyAndWindow": "combineByKey",
}


@public
class DStream(NarrowOperators):
    """A stream of batches, each an RDD. The methods mean what pyspark.streaming.DStream's do; durations are seconds."""

    # As RDD._jrdd_deserializer.
    _jrdd_deserializer = RDD._jrdd_deserializer

    def __init__(self, number, slide, ssc):
        self._jdstream = number
        self._slide = slide
        self._ssc = ssc
        self._sc = ssc._sc
        self.is_cached = False
        self.is_checkpointed = False
        self._transformed_by = None

    @classmethod
    def _made(cls, method, arguments, ssc):
        made = _gateway.value(method, {**arguments, "context": ssc._number, "site": call_site()})
        return cls(made["stream"], made["slide"], ssc)

    def _derived(self, method, **arguments):
        made = DStream if method in _NOT_TRANSFORMED or method == "dstream.reduceByKeyAndWindow" and arguments["inverse"] is not None else TransformedDStream
        if self._is_part_of_what_follows() and method not in _NOT_TRANSFORMED and method != "dstream.transform":
            self._transformed_by.is_asked_for(_FIRST_ASKED.get(method, "mapPartitionsWithIndex"))
        return made._made(method, {"stream": self._jdstream, **arguments}, self._ssc)

    def _is_part_of_what_follows(self):
        """Spark makes one function of that of `transform` and the operator behind it."""
        return self._transformed_by is not None and not self.is_cached and not self.is_checkpointed

    def _written_as(self, serializer):
        self._jrdd_deserializer = serializer
        return self

    def __getnewargs__(self):
        raise RuntimeError("A DStream can only be used on the driver, not in a function that runs on workers or is saved with a checkpoint.")

    __reduce__ = __getnewargs__

    def context(self):
        return self._ssc

    @property
    def _slideDuration(self):
        return self._slide / 1000.0

    # --- Within batches -----------------------------------------------------------------------------------------------

    def _narrow(self, name, function, preservesPartitioning):
        number = None if name == "glom" else self._ssc._functions.add(function)
        return self._derived("dstream.narrow", operator=name, f=number, preserves=preservesPartitioning)

    def count(self):
        return self._derived("dstream.count")

    def reduce(self, func):
        return self._derived("dstream.reduce", f=self._ssc._functions.add(func))

    def countByValue(self):
        return self._derived("dstream.countByValue")

    def repartition(self, numPartitions):
        return self._derived("dstream.repartition", partitions=numPartitions)

    # --- By key -------------------------------------------------------------------------------------------------------

    def reduceByKey(self, func, numPartitions=None):
        return self._derived("dstream.reduceByKey", f=self._ssc._functions.add(func), partitions=numPartitions)

    def combineByKey(self, createCombiner, mergeValue, mergeCombiners, numPartitions=None):
        register = self._ssc._functions.add
        return self._derived("dstream.combineByKey", create=register(createCombiner), value=register(mergeValue), combiners=register(mergeCombiners), partitions=numPartitions)

    def groupByKey(self, numPartitions=None):
        return self._derived("dstream.groupByKey", partitions=numPartitions)

    def partitionBy(self, numPartitions, partitionFunc=portable_hash):
        number = None if partitionFunc is portable_hash else self._sc._register_once(partitionFunc)
        return self._derived("dstream.partitionBy", partitions=numPartitions, partitionFunc=number)

    # --- Keeping ------------------------------------------------------------------------------------------------------

    def cache(self):
        return self.persist(StorageLevel.MEMORY_ONLY)

    def persist(self, storageLevel):
        check_level(storageLevel)
        self.is_cached = True
        _gateway.value("dstream.persist", {"stream": self._jdstream})
        return self

    def checkpoint(self, interval):
        self.is_checkpointed = True
        _gateway.value("dstream.checkpoint", {"stream": self._jdstream, "interval": self._ssc._jduration(interval)})
        return self

    # --- Several streams ----------------------------------------------------------------------------------------------

    def transform(self, func):
        if func.__code__.co_argcount == 1:
            function = DriverFunction(func, "rdds", self._sc)
        else:
            assert func.__code__.co_argcount == 2, "func should take one or two arguments"
            function = DriverFunction(func, "time and rdds", self._sc)
        transformed = self._derived("dstream.transform", callback=self._ssc._register(function), follows=self._is_part_of_what_follows())
        transformed._transformed_by = function
        return transformed

    def transformWith(self, func, other, keepSerializer=False):
        if func.__code__.co_argcount == 2:
            function = DriverFunction(func, "rdds", self._sc)
        else:
            assert func.__code__.co_argcount == 3, "func should take two or three arguments"
            function = DriverFunction(func, "time and rdds", self._sc)
        return self._derived("dstream.transformWith", other=other._jdstream, callback=self._ssc._register(function))

    def _rdd(self, handed):
        return RDD(handed["rdd"], handed["partitions"], self._sc)

    def union(self, other):
        if self._slideDuration != other._slideDuration:
            raise ValueError("the two DStream should have same slide duration")
        return self._union([other])

    def _union(self, others, needs_all=False):
        return self._derived("dstream.union", others=[other._jdstream for other in others], needsAll=needs_all)._written_as(self._jrdd_deserializer)

    def cogroup(self, other, numPartitions=None):
        return self._derived("dstream.cogroup", other=other._jdstream, partitions=numPartitions)

    def join(self, other, numPartitions=None):
        return self._derived("dstream.join", other=other._jdstream, partitions=numPartitions)

    def leftOuterJoin(self, other, numPartitions=None):
        return self._derived("dstream.leftOuterJoin", other=other._jdstream, partitions=numPartitions)

    def rightOuterJoin(self, other, numPartitions=None):
        return self._derived("dstream.rightOuterJoin", other=other._jdstream, partitions=numPartitions)

    def fullOuterJoin(self, other, numPartitions=None):
        return self._derived("dstream.fullOuterJoin", other=other._jdstream, partitions=numPartitions)

    # --- Windows and state --------------------------------------------------------------------------------------------

    def _durations(self, window, slide):
        return {"window": self._ssc._jduration(window), "slide": None if slide is None else self._ssc._jduration(slide)}

    def window(self, windowDuration, slideDuration=None):
        return self._derived("dstream.window", **self._durations(windowDuration, slideDuration))._written_as(self._jrdd_deserializer)

    def reduceByWindow(self, reduceFunc, invReduceFunc, windowDuration, slideDuration):
        inverse = self._ssc._functions.add(invReduceFunc) if invReduceFunc else None
        return self._derived("dstream.reduceByWindow", f=self._ssc._functions.add(reduceFunc), inverse=inverse, **self._durations(windowDuration, slideDuration))

    def countByWindow(self, windowDuration, slideDuration):
        return self._derived("dstream.countByWindow", **self._durations(windowDuration, slideDuration))

    def countByValueAndWindow(self, windowDuration, slideDuration, numPartitions=None):
        return self._derived("dstream.countByValueAndWindow", partitions=numPartitions, **self._durations(windowDuration, slideDuration))

    def groupByKeyAndWindow(self, windowDuration, slideDuration, numPartitions=None):
        return self._derived("dstream.groupByKeyAndWindow", partitions=numPartitions, **self._durations(windowDuration, slideDuration))

    def reduceByKeyAndWindow(self, func, invFunc, windowDuration, slideDuration=None, numPartitions=None, filterFunc=None):
        durations = self._durations(windowDuration, slideDuration)
        register = self._ssc._functions.add
        return self._derived(
            "dstream.reduceByKeyAndWindow",
            f=register(func),
            inverse=register(invFunc) if invFunc else None,
            filter=register(filterFunc) if filterFunc and invFunc else None,
            partitions=numPartitions,
            **durations,
        )

    def updateStateByKey(self, updateFunc, numPartitions=None, initialRDD=None):
        if initialRDD is not None and not isinstance(initialRDD, RDD):
            initialRDD = self._sc.parallelize(initialRDD) if initialRDD else None
        initial = None if initialRDD is None else initialRDD._id
        return self._derived("dstream.updateStateByKey", f=self._ssc._functions.add(updateFunc), partitions=numPartitions, initial=initial)

    # --- Outputs ------------------------------------------------------------------------------------------------------

    def _output(self, method, **arguments):
        _gateway.value(method, {"stream": self._jdstream, **arguments, "site": call_site()})

    def pprint(self, num=10):
        num + 1  # What each batch would fail on.
        self._output("dstream.pprint", num=num)

    def saveAsTextFiles(self, prefix, suffix=None):
        self._output("dstream.saveAsTextFiles", prefix=self._sc._path(prefix), suffix=suffix)

    def foreachRDD(self, func):
        function = DriverFunction(func, "rdds" if func.__code__.co_argcount == 1 else "time and rdds", self._sc, output=True)
        self._output("dstream.foreachRDD", callback=self._ssc._register(function))

    def slice(self, begin, end):
        found = _gateway.value("dstream.slice", {"stream": self._jdstream, "from": _milliseconds(begin), "to": _milliseconds(end)})
        return [self._rdd(each) for each in found]


class TransformedDStream(DStream):
    """A stream that is computed from one other. The engine joins operators by itself."""


def _milliseconds(moment):
    if isinstance(moment, datetime):
        moment = time.mktime(moment.timetuple())
    return int(moment * 1000)
