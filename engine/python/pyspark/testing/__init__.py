"""Parts of pyspark.testing that tests of streams import; the rest comes from a Spark source tree given with --py-files."""
