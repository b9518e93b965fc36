"""PySpark's names on DStream Studio's engine.

The meaning is that of the Spark whose version is told; what is not here says so instead of doing something else.
"""
from pyspark.accumulators import Accumulator, AccumulatorParam
from pyspark.core.broadcast import Broadcast
from pyspark.conf import SparkConf
from pyspark.core.context import VERSION, SparkContext
from pyspark.core.files import SparkFiles
from pyspark.core.rdd import RDD
from pyspark.statcounter import StatCounter
from pyspark.storagelevel import StorageLevel
from pyspark.taskcontext import TaskContext

__version__ = VERSION
__all__ = ["SparkConf", "SparkContext", "SparkFiles", "RDD", "StorageLevel", "Broadcast", "Accumulator", "AccumulatorParam", "StatCounter", "TaskContext"]


def __getattr__(name):
    """What PySpark has here too, of a package that few scripts need."""
    if name in ("SQLContext", "HiveContext", "Row"):
        import pyspark.sql

        return getattr(pyspark.sql, name)
    raise AttributeError("module 'pyspark' has no attribute '%s'" % name)
