import operator
from datetime import datetime

from pyspark import _gateway
from pyspark._operators import NarrowOperators
from pyspark.rdd import RDD


class DStream(NarrowOperators):
    """A stream of batches, each an RDD. The methods mean what pyspark.streaming.DStream's do."""

    def __init__(self, number, ssc):
        self._number = number
        self._ssc = ssc
        self._sc = ssc._sc

    @classmethod
    def _made(cls, method, arguments, ssc):
        return cls(_gateway.value(method, arguments), ssc)

    def context(self):
        return self._ssc

    def _narrow(self, name, function):
        number = None if function is None else self._sc._register(function)
        return DStream._made("dstream.narrow", {"stream": self._number, "operator": name, "f": number}, self._ssc)

    def count(self):
        return DStream._made("dstream.count", {"stream": self._number}, self._ssc)

    def reduce(self, func):
        return self.map(lambda x: (None, x)).reduceByKey(func, 1).map(lambda pair: pair[1])

    def reduceByKey(self, func, numPartitions=None):
        arguments = {"stream": self._number, "f": self._sc._register(func), "partitions": numPartitions}
        return DStream._made("dstream.reduceByKey", arguments, self._ssc)

    def combineByKey(self, createCombiner, mergeValue, mergeCombiners, numPartitions=None):
        register = self._sc._register
        arguments = {"stream": self._number, "create": register(createCombiner), "value": register(mergeValue), "combiners": register(mergeCombiners), "partitions": numPartitions}
        return DStream._made("dstream.combineByKey", arguments, self._ssc)

    def countByValue(self):
        return self.map(lambda x: (x, 1)).reduceByKey(operator.add)

    def union(self, other):
        return self._union([other])

    def _union(self, others):
        return DStream._made("dstream.union", {"stream": self._number, "others": [other._number for other in others]}, self._ssc)

    def pprint(self, num=10):
        _gateway.value("dstream.pprint", {"stream": self._number, "num": num})

    def foreachRDD(self, func):
        if func.__code__.co_argcount == 1:
            takes_time = func
            func = lambda time, rdd: takes_time(rdd)  # noqa: E731

        def run(time, number, partitions):
            func(datetime.fromtimestamp(time / 1000.0), RDD(number, partitions, self._sc))

        _gateway.value("dstream.foreachRDD", {"stream": self._number, "callback": _gateway.register_callback(run)})

    def cache(self):
        return self

    def persist(self, storageLevel=None):
        return self
