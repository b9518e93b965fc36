"""Where records go by their keys."""


def portable_hash(x):
    """A hash that is the same in every process: None is 0, a tuple is made of its items' hashes."""
    from dstream_executor.hashing import portable_hash as portable

    return portable(x)


class Partitioner:
    def __init__(self, numPartitions, partitionFunc):
        self.numPartitions = numPartitions
        self.partitionFunc = partitionFunc

    def __eq__(self, other):
        return isinstance(other, Partitioner) and self.numPartitions == other.numPartitions and self.partitionFunc == other.partitionFunc

    def __call__(self, k):
        return self.partitionFunc(k) % self.numPartitions


for _placing in (portable_hash, Partitioner):
    _placing.__module__ = "pyspark.core.rdd"
