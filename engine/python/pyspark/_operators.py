"""What an RDD and a stream of them have in common."""


def _append(values, value):
    values.append(value)
    return values


def _extend(values, more):
    values.extend(more)
    return values


class NarrowOperators:
    """Operators within partitions, by way of `_narrow(name, function)`; and grouping, by way of `combineByKey`."""

    def map(self, f, preservesPartitioning=False):
        return self._narrow("map", f)

    def flatMap(self, f, preservesPartitioning=False):
        return self._narrow("flatMap", f)

    def filter(self, f):
        return self._narrow("filter", f)

    def mapPartitions(self, f, preservesPartitioning=False):
        return self._narrow("mapPartitions", f)

    def mapPartitionsWithIndex(self, f, preservesPartitioning=False):
        return self._narrow("mapPartitionsWithIndex", f)

    def mapValues(self, f):
        return self._narrow("mapValues", f)

    def flatMapValues(self, f):
        return self._narrow("flatMapValues", f)

    def glom(self):
        return self._narrow("glom", None)

    def groupByKey(self, numPartitions=None, partitionFunc=None):
        return self.combineByKey(lambda value: [value], _append, _extend, numPartitions)
