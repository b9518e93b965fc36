"""DataFrames: queries that run when their rows are asked for."""
import json

from pyspark._public import public
from pyspark.errors.exceptions.base import PySparkAttributeError, PySparkValueError
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import _build as build
from pyspark.sql import _grouping_sets
from pyspark.sql import types as t
from pyspark.sql._analysis import quoted, resolve
from pyspark.sql._expressions import Alias, Attribute, Call, Name, Ordering, Star
from pyspark.sql._json import to_json_value
from pyspark.sql._parser import parse_expression
from pyspark.sql._plans import Coalesce, Offset, Project, Repartition, Rows
from pyspark.sql._records import row_maker
from pyspark.sql._show import show_string, tree_string
from pyspark.sql._unavailable import method
from pyspark.sql.column import Column, name_expression, not_expected, to_column
from pyspark.sql.group import GroupedData, describe
from pyspark.sql.missing import DataFrameNaFunctions, DataFrameStatFunctions
from pyspark.sql.readwriter import DataFrameWriter


def _flat(cols):
    return list(cols[0]) if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else list(cols)


@public(module="pyspark.sql.classic.dataframe")
class DataFrame:
    def __init__(self, plan, session):
        self._plan = plan
        self.sparkSession = session

    def _with(self, plan):
        return DataFrame(plan, self.sparkSession)

    @property
    def sql_ctx(self):
        from pyspark.sql.context import SQLContext

        return SQLContext.getOrCreate(self.sparkSession.sparkContext)

    def __repr__(self):
        return "DataFrame[%s]" % ", ".join("%s: %s" % pair for pair in self.dtypes)

    # --- Its columns --------------------------------------------------------------------------------------------------------

    @property
    def schema(self):
        return t.StructType([t.StructField(each.name, each.type, each.nullable) for each in self._plan.output])

    @property
    def columns(self):
        return [each.name for each in self._plan.output]

    @property
    def dtypes(self):
        return [(each.name, each.type.simpleString()) for each in self._plan.output]

    def printSchema(self, level=None):
        print(tree_string(self.schema))

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError("'DataFrame' object has no attribute '%s'" % name)
        if name in self.columns:
            return self[name]
        made = method("DataFrame", name)
        if made is None:
            raise PySparkAttributeError(errorClass="ATTRIBUTE_NOT_SUPPORTED", messageParameters={"attr_name": name})
        return made

    def __dir__(self):
        return sorted({*super().__dir__(), *self.columns})

    def __getitem__(self, item):
        if isinstance(item, str):
            node = name_expression(item)
            if isinstance(node, Star):
                return Column(node)
            try:
                return Column(resolve(node, self._plan.scope()))
            except AnalysisException as error:
                if error.getCondition() != "UNRESOLVED_COLUMN.WITH_SUGGESTION":
                    raise
                proposal = ", ".join(quoted(name) for name in self.columns[:5])
                raise AnalysisException(error.getCondition(), {"objectName": quoted(*node.parts), "proposal": proposal}) from None
        if isinstance(item, Column):
            return self.filter(item)
        if isinstance(item, (list, tuple)):
            return self.select(*item)
        if isinstance(item, int):
            return Column(self._plan.output[item])
        raise not_expected("item", "Column, float, int, list, str or tuple", item)

    # --- Its rows -----------------------------------------------------------------------------------------------------------

    def _partitions(self):
        """Row objects, by partition."""
        plan = build.visible(self._plan)
        make = row_maker(self.schema)
        return [[make(row) for row in part] for part in plan.partitions()]

    def collect(self):
        return [row for part in self._partitions() for row in part]

    def take(self, num):
        return self.limit(num).collect()

    def tail(self, num):
        return self.collect()[-num:] if num > 0 else []

    def first(self):
        return self.head()

    def head(self, n=None):
        if n is not None:
            return self.take(n)
        rows = self.take(1)
        return rows[0] if rows else None

    def count(self):
        return sum(len(part) for part in self._plan.partitions())

    def isEmpty(self):
        return not self.take(1)

    def toLocalIterator(self, prefetchPartitions=False):
        return iter(self.collect())

    def show(self, n=20, truncate=True, vertical=False):
        print(self._show_string(n, truncate, vertical))

    def _show_string(self, n=20, truncate=True, vertical=False):
        if not isinstance(n, int) or isinstance(n, bool):
            raise not_expected("n", "int", n)
        if not isinstance(vertical, bool):
            raise not_expected("vertical", "bool", vertical)
        try:
            letters = 20 if truncate is True else int(truncate)
        except ValueError:
            raise not_expected("truncate", "bool or int", truncate) from None
        n = max(0, n)
        plan = build.limit(build.visible(self._plan), n + 1)
        rows = [row for part in plan.partitions() for row in part]
        return show_string(plan.output, rows, n, letters, vertical)

    def foreach(self, f):
        for row in self.collect():
            f(row)

    def foreachPartition(self, f):
        for part in self._partitions():
            f(iter(part))

    @property
    def rdd(self):
        from pyspark.core.rdd import RDD

        context = self.sparkSession.sparkContext
        return RDD._made("rdd.parallelize", {}, context, [context._pickled(part) for part in self._partitions()])

    def toJSON(self, use_unicode=True):
        names = [(each.name, to_json_value(each.type)) for each in self._plan.output]

        def line(row):
            return json.dumps({name: change(value) for (name, change), value in zip(names, row) if value is not None}, separators=(",", ":"), ensure_ascii=False)

        plan = build.visible(self._plan)
        context = self.sparkSession.sparkContext
        from pyspark.core.rdd import RDD

        return RDD._made("rdd.parallelize", {}, context, [context._pickled([line(row) for row in part]) for part in plan.partitions()])

    def toPandas(self):
        try:
            import pandas
        except ImportError:
            from pyspark.errors.exceptions.base import PySparkImportError

            raise PySparkImportError("DataFrame.toPandas needs the package pandas, which is not available here; use collect(), or run the script on Spark.") from None
        return pandas.DataFrame.from_records([tuple(row) for row in self.collect()], columns=self.columns)

    # --- Columns chosen -------------------------------------------------------------------------------------------------------

    def select(self, *cols):
        return self._with(build.project(self._plan, [to_column(each) for each in _flat(cols)]))

    def selectExpr(self, *expr):
        return self._with(build.project(self._plan, [parse_expression(each, self.sparkSession) for each in _flat(expr)]))

    def withColumn(self, colName, col):
        if not isinstance(col, Column):
            raise not_expected("col", "Column", col)
        return self.withColumns({colName: col})

    def withColumns(self, *colsMap):
        nodes = {name.lower(): Alias(col._expression, name) for name, col in colsMap[0].items()}
        kept = [nodes.pop(each.name.lower(), each) for each in self._plan.output]
        return self._with(build.project(self._plan, [*kept, *nodes.values()]))

    def withColumnRenamed(self, existing, new):
        return self.withColumnsRenamed({existing: new})

    def withColumnsRenamed(self, colsMap):
        names = {old.lower(): new for old, new in colsMap.items()}
        return self._with(Project(build.visible(self._plan), [(each, _renamed(each, names.get(each.name.lower()))) for each in self._plan.output]))

    def drop(self, *cols):
        names = {each.lower() for each in cols if isinstance(each, str)}
        ids = {each._expression.id for each in cols if isinstance(each, Column) and isinstance(each._expression, Attribute)}
        names |= {each._expression.parts[-1].lower() for each in cols if isinstance(each, Column) and isinstance(each._expression, Name)}
        kept = [each for each in self._plan.output if each.name.lower() not in names and each.id not in ids]
        return self._with(Project(self._plan, [(each, each) for each in kept]))

    def toDF(self, *cols):
        return self._with(build.renamed(self._plan, cols))

    def alias(self, alias):
        return self._with(build.subquery(self._plan, alias))

    def transform(self, func, *args, **kwargs):
        result = func(self, *args, **kwargs)
        assert isinstance(result, DataFrame), "Func returned an instance of type [%s], should have been DataFrame." % type(result)
        return result

    # --- Rows chosen ------------------------------------------------------------------------------------------------------------

    def filter(self, condition):
        if isinstance(condition, str):
            node = parse_expression(condition, self.sparkSession)
        elif isinstance(condition, Column):
            node = condition._expression
        else:
            raise not_expected("condition", "Column or str", condition)
        return self._with(build.filtered(self._plan, node))

    where = filter

    def limit(self, num):
        return self._with(build.limit(self._plan, num))

    def offset(self, num):
        return self._with(Offset(self._plan, num))

    def distinct(self):
        return self._with(build.distinct(self._plan))

    def dropDuplicates(self, subset=None, *more):
        if subset is None:
            return self.distinct()
        if isinstance(subset, str):
            subset = [subset, *more]
        if not isinstance(subset, (list, tuple)):
            raise not_expected("subset", "list or tuple", subset)
        return self._with(build.drop_duplicates(self._plan, list(subset)))

    drop_duplicates = dropDuplicates

    def sort(self, *cols, **kwargs):
        return self._with(build.sort(self._plan, self._orders(cols, kwargs)))

    orderBy = sort

    def sortWithinPartitions(self, *cols, **kwargs):
        return self._with(build.sort(self._plan, self._orders(cols, kwargs), whole=False))

    def _orders(self, cols, kwargs):
        if not _flat(cols):
            raise PySparkValueError(errorClass="CANNOT_BE_EMPTY", messageParameters={"item": "cols"})
        nodes = [self._plan.output[abs(each) - 1] if isinstance(each, int) else to_column(each) for each in _flat(cols)]
        nodes = [Ordering(node, False) if isinstance(each, int) and each < 0 else node for each, node in zip(_flat(cols), nodes)]
        ascending = kwargs.get("ascending", True)
        if isinstance(ascending, (bool, int)):
            ascending = [ascending] * len(nodes)
        if not isinstance(ascending, list):
            raise not_expected("ascending", "bool or list", ascending)
        made = []
        for node, up in zip(nodes, ascending):
            inner = node.child if isinstance(node, Ordering) and not up else node
            made.append(inner if up else Ordering(inner, False))
        return made

    # --- Groups and several DataFrames ------------------------------------------------------------------------------------------

    def groupBy(self, *cols):
        return GroupedData(self, self._group_nodes(cols))

    def rollup(self, *cols):
        nodes = self._group_nodes(cols)
        return GroupedData(self, nodes, sets=_grouping_sets.rollup(len(nodes)))

    def cube(self, *cols):
        nodes = self._group_nodes(cols)
        return GroupedData(self, nodes, sets=_grouping_sets.cube(len(nodes)))

    def _group_nodes(self, cols):
        return [self._plan.output[each - 1] if isinstance(each, int) else to_column(each) for each in _flat(cols)]

    groupby = groupBy

    def agg(self, *exprs):
        return self.groupBy().agg(*exprs)

    def join(self, other, on=None, how=None):
        kind = build.join_kind(how or "inner")
        if on is not None and not isinstance(on, list):
            on = [on]
        if on is None:
            return self._with(build.join(self._plan, other._plan, kind))
        if isinstance(on[0], str):
            return self._with(build.join(self._plan, other._plan, kind, using=on))
        condition = on[0]._expression
        for each in on[1:]:
            condition = Call("and", [condition, each._expression])
        return self._with(build.join(self._plan, other._plan, kind, condition))

    def crossJoin(self, other):
        return self._with(build.join(self._plan, other._plan, "cross"))

    def union(self, other):
        return self._with(build.union(self._plan, other._plan))

    unionAll = union

    def unionByName(self, other, allowMissingColumns=False):
        return self._with(build.union(self._plan, other._plan, True, allowMissingColumns))

    def intersect(self, other):
        return self._with(build.set_operation(self._plan, other._plan, "intersect"))

    def subtract(self, other):
        return self._with(build.set_operation(self._plan, other._plan, "except"))

    def exceptAll(self, other):
        raise self._missing("exceptAll")

    def intersectAll(self, other):
        raise self._missing("intersectAll")

    def _missing(self, name):
        from pyspark.sql._unavailable import unavailable

        return unavailable("DataFrame." + name)

    # --- Statistics and missing values --------------------------------------------------------------------------------------------

    def describe(self, *cols):
        return self._statistics(["count", "mean", "stddev", "min", "max"], _flat(cols) or self.columns)

    def summary(self, *statistics):
        return self._statistics(list(statistics) or ["count", "mean", "stddev", "min", "25%", "50%", "75%", "max"], self.columns)

    def _statistics(self, statistics, columns):
        attributes, rows = describe(self, statistics, columns)
        output = [Attribute("summary", t.StringType()), *[Attribute(each.name, t.StringType()) for each in attributes]]
        return self._with(Rows(output, lambda: [rows]))

    @property
    def na(self):
        return DataFrameNaFunctions(self)

    @property
    def stat(self):
        return DataFrameStatFunctions(self)

    def fillna(self, value, subset=None):
        return self.na.fill(value, subset)

    def dropna(self, how="any", thresh=None, subset=None):
        return self.na.drop(how, thresh, subset)

    # --- Views, storage, files ------------------------------------------------------------------------------------------------------

    def createOrReplaceTempView(self, name):
        self.sparkSession.set_view(name, self._plan, True, False)

    def createTempView(self, name):
        self.sparkSession.set_view(name, self._plan, False, False)

    def createOrReplaceGlobalTempView(self, name):
        self.sparkSession.set_view(name, self._plan, True, True)

    def createGlobalTempView(self, name):
        self.sparkSession.set_view(name, self._plan, False, True)

    registerTempTable = createOrReplaceTempView

    def cache(self):
        return self.persist()

    def persist(self, storageLevel=None):
        self._plan.keep(True)
        return self

    def unpersist(self, blocking=False):
        self._plan.keep(False)
        return self

    @property
    def is_cached(self):
        return self._plan.is_kept

    def repartition(self, numPartitions, *cols):
        keys = [each for each in [numPartitions, *cols] if not isinstance(each, int)]
        count = numPartitions if isinstance(numPartitions, int) else 200
        return self._with(Repartition(self._plan, count, [resolve(to_column(each), self._plan.scope()) for each in keys]))

    def coalesce(self, numPartitions):
        return self._with(Coalesce(self._plan, numPartitions))

    @property
    def write(self):
        return DataFrameWriter(self)

    @property
    def isStreaming(self):
        return False

    def isLocal(self):
        return False

    def explain(self, extended=None, mode=None):
        raise self._missing("explain")


def _renamed(attribute, name):
    return attribute if name is None else Attribute(name, attribute.type, attribute.nullable)


__all__ = ["DataFrame", "DataFrameNaFunctions", "DataFrameStatFunctions"]
