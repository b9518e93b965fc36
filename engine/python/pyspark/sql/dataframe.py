"""DataFrames: queries that run when their rows are asked for."""
from pyspark._public import public
from pyspark.errors.exceptions.base import PySparkAttributeError
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._analysis import quoted, resolve
from pyspark.sql._expressions import Attribute, Star
from pyspark.sql._frame_queries import FrameQueries, flat
from pyspark.sql._frame_rows import FrameRows
from pyspark.sql._explained import explained
from pyspark.sql._plans import Coalesce, Repartition, Rows
from pyspark.sql._show import tree_string
from pyspark.sql._unavailable import method
from pyspark.sql.column import Column, name_expression, not_expected, to_column
from pyspark.sql.group import describe
from pyspark.sql.missing import DataFrameNaFunctions, DataFrameStatFunctions
from pyspark.sql.readwriter import DataFrameWriter


@public(module="pyspark.sql.classic.dataframe")
class DataFrame(FrameRows, FrameQueries):
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
        print(tree_string(self.schema, level))

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

    # --- Statistics and missing values --------------------------------------------------------------------------------------------

    def describe(self, *cols):
        return self._statistics(["count", "mean", "stddev", "min", "max"], flat(cols) or self.columns)

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

    def checkpoint(self, eager=True):
        return self.persist()

    localCheckpoint = checkpoint

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
        print(explained(self._plan))


__all__ = ["DataFrame", "DataFrameNaFunctions", "DataFrameStatFunctions"]
