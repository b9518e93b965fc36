from pyspark.sql.column import Column

__all__ = ["Column"]
