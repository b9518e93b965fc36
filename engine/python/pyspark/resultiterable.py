from collections.abc import Iterable


class ResultIterable(Iterable):
    """The values of a key: may be iterated over more than once (pyspark.resultiterable)."""

    # Samples and lineage tell the values; a program that prints a group gets what Spark prints.
    shows_values = False

    def __init__(self, data):
        self.data = data
        self.index = 0
        self.maxindex = len(data)

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)

    def __repr__(self):
        return "ResultIterable(%r)" % (list(self.data),) if ResultIterable.shows_values else super().__repr__()
