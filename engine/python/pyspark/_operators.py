"""What an RDD and a stream of them have in common."""


class NarrowOperators:
    """Operators within partitions, by way of `_narrow(name, function, preservesPartitioning)`."""

    def map(self, f, preservesPartitioning=False):
        return self._narrow("map", f, preservesPartitioning)

    def flatMap(self, f, preservesPartitioning=False):
        return self._narrow("flatMap", f, preservesPartitioning)

    def filter(self, f):
        return self._narrow("filter", f, True)

    def mapPartitions(self, f, preservesPartitioning=False):
        return self._narrow("mapPartitions", f, preservesPartitioning)

    def mapPartitionsWithIndex(self, f, preservesPartitioning=False):
        return self._narrow("mapPartitionsWithIndex", f, preservesPartitioning)

    def mapValues(self, f):
        return self._narrow("mapValues", f, True)

    def flatMapValues(self, f):
        return self._narrow("flatMapValues", f, True)

    def glom(self):
        return self._narrow("glom", None, False)
