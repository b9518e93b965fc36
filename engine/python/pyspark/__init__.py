"""PySpark's names on DStream Studio's engine.

The meaning is that of the Spark whose version is told; what is not here says so instead of doing something else.
"""
from pyspark.conf import SparkConf
from pyspark.context import SparkContext
from pyspark.rdd import RDD
from pyspark.storagelevel import StorageLevel

__version__ = "4.1.0"
__all__ = ["SparkConf", "SparkContext", "RDD", "StorageLevel"]
