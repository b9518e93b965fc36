"""Makes the steps of a query. DataFrames and SQL text both come here, so that both mean the same."""
from pyspark.sql._build_groups import aggregate, lateral_view, project
from pyspark.sql._build_joins import join, join_kind, natural_join
from pyspark.sql._build_rows import filtered, limit, renamed, sort, subquery, visible
from pyspark.sql._build_sets import distinct, drop_duplicates, set_operation, set_operation_all, union, unpivoted, unpivoted_table
from pyspark.sql._pivots import pivoted_table
from pyspark.sql._sampling import share

__all__ = ["aggregate", "distinct", "drop_duplicates", "filtered", "join", "join_kind", "lateral_view", "limit", "natural_join", "project", "pivoted_table", "renamed", "set_operation", "set_operation_all", "share", "sort", "subquery", "union", "unpivoted", "unpivoted_table", "visible"]
