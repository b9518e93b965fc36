from pyspark.core.rdd import RDD, Partitioner, PipelinedRDD, portable_hash

__all__ = ["RDD", "PipelinedRDD", "Partitioner", "portable_hash"]
