from pyspark.core.context import SparkContext

__all__ = ["SparkContext"]
