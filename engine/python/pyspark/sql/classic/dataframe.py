from pyspark.sql.dataframe import DataFrame

__all__ = ["DataFrame"]
