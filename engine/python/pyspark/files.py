from pyspark.core.files import SparkFiles

__all__ = ["SparkFiles"]
