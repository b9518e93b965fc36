"""DataFrames and SQL, as far as streaming scripts use them.

One engine computes both: expressions are trees (`_expressions`), looked up and typed (`_analysis`), computed as functions
of a row (`_evaluation`); queries are steps (`_plans`) that DataFrames and SQL text make by the same functions (`_build`).
"""
from pyspark.sql.catalog import Catalog
from pyspark.sql.column import Column
from pyspark.sql.context import HiveContext, SQLContext
from pyspark.sql.dataframe import DataFrame, DataFrameNaFunctions, DataFrameStatFunctions
from pyspark.sql.group import GroupedData
from pyspark.sql.readwriter import DataFrameReader, DataFrameWriter
from pyspark.sql.session import SparkSession
from pyspark.sql.types import Row
from pyspark.sql.udf import UDFRegistration
from pyspark.sql.window import Window, WindowSpec

__all__ = [
    "SparkSession", "SQLContext", "HiveContext", "UDFRegistration", "DataFrame", "GroupedData", "Column", "Catalog", "Row", "DataFrameNaFunctions",
    "DataFrameStatFunctions", "Window", "WindowSpec", "DataFrameReader", "DataFrameWriter",
]  # fmt: skip
