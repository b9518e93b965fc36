"""SparkSession: the entry to DataFrames and SQL."""
from pyspark import _java_errors
from pyspark.errors.exceptions.base import PySparkTypeError, PySparkValueError
from pyspark.errors.exceptions.captured import AnalysisException, IllegalArgumentException, of_java
from pyspark.sql import _build as build
from pyspark.sql import types as t
from pyspark.sql._analysis import quoted
from pyspark.sql._evaluation import python_exception
from pyspark.sql._expressions import Attribute
from pyspark.sql._plans import Rows
from pyspark.sql._records import converter, has_null_type, infer_schema, merge_types, verifier
from pyspark.sql._statements import run_statement
from pyspark.sql._tables import table_of
from pyspark.sql._unavailable import method, unavailable
from pyspark.sql.column import Column
from pyspark.sql.catalog import Catalog
from pyspark.sql.conf import RuntimeConfig
from pyspark.sql.dataframe import DataFrame
from pyspark.sql.readwriter import DataFrameReader
from pyspark.sql.udf import UDFRegistration


class _PerAccess:
    """Each `SparkSession.builder` is a new one."""

    def __init__(self, make):
        self._make = make

    def __get__(self, instance, owner):
        return self._make()


class Builder:
    def __init__(self):
        self._options = {}

    def config(self, key=None, value=None, conf=None, *, map=None):
        if conf is not None:
            self._options.update(conf.getAll())
        for name, each in {**(map or {}), **({key: value} if key is not None else {})}.items():
            self._options[name] = ("true" if each else "false") if isinstance(each, bool) else str(each)
        return self

    def master(self, master):
        return self.config("spark.master", master)

    def appName(self, name):
        return self.config("spark.app.name", name)

    def enableHiveSupport(self):
        return self.config("spark.sql.catalogImplementation", "hive")

    def remote(self, url):
        raise unavailable("SparkSession.builder.remote")

    def getOrCreate(self):
        from pyspark.conf import SparkConf
        from pyspark.core.context import SparkContext

        session = SparkSession._instantiatedSession
        if session is None or session._sc is not SparkContext._active_spark_context:
            session = SparkSession(SparkContext.getOrCreate(SparkConf().setAll(self._options.items())))
        for key, value in self._options.items():
            session.conf.set(key, value)
        return session

    create = getOrCreate


class SparkSession:
    Builder = Builder
    builder = _PerAccess(Builder)
    _instantiatedSession = None

    def __init__(self, sparkContext, jsparkSession=None, options=None):
        from pyspark.core.rdd import RDD

        self._sc = sparkContext
        self.conf = RuntimeConfig(sparkContext)
        #: plans and functions by their names in lower case
        self.views = {}
        self.global_views = {}
        #: those that CREATE TABLE and saveAsTable made, by their names in lower case
        self.tables = {}
        self.functions = {}
        SparkSession._instantiatedSession = self
        RDD.toDF = _to_df
        _java_errors.handler = of_java

    @classmethod
    def getActiveSession(cls):
        from pyspark.core.context import SparkContext

        session = cls._instantiatedSession
        return session if session is not None and session._sc is SparkContext._active_spark_context else None

    @classmethod
    def active(cls):
        session = cls.getActiveSession()
        if session is None:
            raise PySparkValueError("No active or default Spark session found. Please create a new Spark session before running the code.")
        return session

    def newSession(self):
        made = SparkSession(self._sc)
        made.global_views = self.global_views
        SparkSession._instantiatedSession = self
        return made

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.stop()

    def __getattr__(self, name):
        made = None if name.startswith("_") else method("SparkSession", name)
        if made is None:
            raise AttributeError("'SparkSession' object has no attribute '%s'" % name)
        return made

    @property
    def sparkContext(self):
        return self._sc

    @property
    def version(self):
        return self._sc.version

    @property
    def catalog(self):
        return Catalog(self)

    @property
    def read(self):
        return DataFrameReader(self)

    @property
    def udf(self):
        return UDFRegistration(self)

    def stop(self):
        self._sc.stop()
        if SparkSession._instantiatedSession is self:
            SparkSession._instantiatedSession = None

    # --- Tables -------------------------------------------------------------------------------------------------------------

    def sql(self, sqlQuery, args=None, **kwargs):
        if args is not None:
            sqlQuery = _with_arguments(sqlQuery, args)
        made = []
        for name, value in list(kwargs.items()):
            if isinstance(value, DataFrame):
                made.append("__%s" % name)
                self.views[made[-1]] = value._plan
                kwargs[name] = made[-1]
            else:
                kwargs[name] = value._expression.sql() if isinstance(value, Column) else _sql_literal(value)
        try:
            return DataFrame(run_statement(sqlQuery.format(**kwargs) if kwargs else sqlQuery, self), self)
        finally:
            for name in made:
                del self.views[name]

    def table(self, tableName):
        parts = tableName.split(".")
        plan = self.find_table(parts)
        if plan is None:
            raise AnalysisException("TABLE_OR_VIEW_NOT_FOUND", {"relationName": quoted(*parts)}, ";")
        return DataFrame(build.subquery(plan, parts[-1]), self)

    def find_table(self, parts):
        """The plan of a view or a table, or None."""
        name = parts[-1].lower()
        if len(parts) == 2 and parts[0].lower() == "global_temp":
            return self.global_views.get(name)
        view = self.views.get(name) if len(parts) == 1 else None
        table = table_of(self, parts) if view is None else None
        return view if table is None else table.plan()

    def set_view(self, name, plan, replace, shared):
        views = self.global_views if shared else self.views
        if name.lower() in views and not replace:
            raise AnalysisException("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", {"relationName": quoted(*(["global_temp"] if shared else []), name)})
        views[name.lower()] = build.visible(plan)

    def drop_view(self, parts):
        views = self.global_views if len(parts) == 2 else self.views
        return views.pop(parts[-1].lower(), None) is not None

    def drop_table(self, parts):
        return table_of(self, parts) is not None and self.tables.pop(parts[-1].lower()) is not None

    def range(self, start, end=None, step=1, numPartitions=None):
        if end is None:
            start, end = 0, start
        count = numPartitions or self._sc.defaultParallelism
        numbers = range(start, end, step)
        parts = [[(i,) for i in numbers[len(numbers) * part // count : len(numbers) * (part + 1) // count]] for part in range(count)]
        return DataFrame(Rows([Attribute("id", t.LongType(), False)], lambda: parts), self)

    # --- Data of the script -----------------------------------------------------------------------------------------------------

    def createDataFrame(self, data, schema=None, samplingRatio=None, verifySchema=True):
        """
        :param data: an RDD or a list, of Rows, tuples, dicts, lists, named tuples or plain values
        :param schema: names, a StructType, DDL text, or one type of plain values
        """
        from pyspark.core.rdd import RDD

        if isinstance(data, DataFrame):
            raise PySparkTypeError(errorClass="INVALID_TYPE", messageParameters={"arg_name": "data", "arg_type": "DataFrame"})
        if type(data).__module__.split(".")[0] == "pandas":
            schema = schema or list(map(str, data.columns))
            data = [tuple(None if each != each else each for each in row) for row in data.itertuples(index=False, name=None)]
        if isinstance(schema, str):
            schema = t.DataType.fromDDL(schema)
        plain = isinstance(schema, t.DataType) and not isinstance(schema, t.StructType)
        if plain:
            schema = t.StructType([t.StructField("value", schema)])
        if schema is not None and not isinstance(schema, (list, tuple, t.StructType)):
            raise PySparkTypeError(errorClass="NOT_EXPECTED_TYPE", messageParameters={"arg_name": "schema", "expected_type": "list, None or StructType", "arg_type": type(schema).__name__})
        make = self._of_rdd if isinstance(data, RDD) else self._of_list
        return DataFrame(make(data, schema, plain, verifySchema), self)

    def _of_list(self, data, schema, plain, verify):
        records = [(each,) for each in data] if plain else list(data)
        if isinstance(schema, t.StructType):
            struct, names = schema, schema.names
            check = verifier(schema) if verify and not plain else verifier(schema.fields[0].dataType) if verify else None
            for record in records if check else ():
                check(record[0] if plain else record)
        else:
            if not records:
                raise PySparkValueError(errorClass="CANNOT_INFER_EMPTY_SCHEMA", messageParameters={})
            struct = infer_schema(records[0], schema)
            for record in records[1:]:
                struct = merge_types(struct, infer_schema(record, schema))
            names = _names(struct, schema)
        if has_null_type(struct) and not isinstance(schema, t.StructType):
            raise PySparkValueError(errorClass="CANNOT_DETERMINE_TYPE", messageParameters={})
        even = isinstance(schema, t.StructType) or all(not isinstance(record, (tuple, list)) or len(record) == len(struct.fields) for record in records)
        parts = self._slices(list(map(converter(struct), records))) if even else None
        return Rows(_output(struct, names), (lambda: parts) if even else lambda: _uneven(records, len(struct.fields)))

    def _slices(self, rows):
        """As parallelize cuts a list."""
        slices = self._sc.defaultParallelism
        size = max(1, min(len(rows) // slices, 1024))
        batches = [rows[at : at + size] for at in range(0, len(rows), size)]
        return [[row for batch in batches[len(batches) * i // slices : len(batches) * (i + 1) // slices] for row in batch] for i in range(slices)]

    def _of_rdd(self, rdd, schema, plain, verify):
        if isinstance(schema, t.StructType):
            struct, names = schema, schema.names
        else:
            struct = self._inferred(rdd, schema)
            names = _names(struct, schema)
        convert = converter(struct)
        check = verifier(struct.fields[0].dataType if plain else struct) if verify and isinstance(schema, t.StructType) else None

        def rows():
            made = []
            for part in rdd.glom().collect():
                try:
                    for record in part if check else ():
                        check(record)
                except Exception as error:
                    raise python_exception(error) from error
                made.append([convert((record,) if plain else record) for record in part])
            return made

        return Rows(_output(struct, names), rows)

    def _inferred(self, rdd, names):
        """From the first record; from a hundred where that has nulls."""
        first = rdd.first()
        if hasattr(first, "__len__") and len(first) == 0:
            raise PySparkValueError(errorClass="CANNOT_INFER_EMPTY_SCHEMA", messageParameters={})
        struct = infer_schema(first, names)
        if not has_null_type(struct):
            return struct
        for record in rdd.take(100)[1:]:
            struct = merge_types(struct, infer_schema(record, names))
            if not has_null_type(struct):
                return struct
        raise PySparkValueError(errorClass="CANNOT_DETERMINE_TYPE", messageParameters={})


def _uneven(records, width):
    """Records of another length than the first: Spark finds them when the rows are asked for."""
    actual = next(len(record) for record in records if len(record) != width)
    raise IllegalArgumentException("STRUCT_ARRAY_LENGTH_MISMATCH", {"expected": width, "actual": actual})


def _names(struct, names):
    given = list(names or [])
    if len(given) > len(struct.fields):
        raise IndexError("list index out of range")
    return given + struct.names[len(given) :]


def _output(struct, names):
    return [Attribute(name, field.dataType, field.nullable) for name, field in zip(names, struct.fields)]


def _with_arguments(text, args):
    """`:name` and `?` in SQL text."""
    from pyspark.sql._lexer import tokens

    made, at, found, values = [], 0, tokens(text), iter(args if not isinstance(args, dict) else ())
    for i, token in enumerate(found):
        if token.text == "?" and not isinstance(args, dict):
            made += [text[at : token.start], _sql_literal(next(values))]
            at = token.end
        elif token.text == ":" and isinstance(args, dict) and found[i + 1].text in args:
            made += [text[at : token.start], _sql_literal(args[found[i + 1].text])]
            at = found[i + 1].end
    return "".join(made) + text[at:]


def _sql_literal(value):
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return repr(value) + "D"
    if isinstance(value, str):
        return "'%s'" % value.replace("\\", "\\\\").replace("'", "\\'")
    if hasattr(value, "hour"):
        return "TIMESTAMP '%s'" % value
    return "DATE '%s'" % value if hasattr(value, "year") else str(value)


def _to_df(self, schema=None, sampleRatio=None):
    """RDD.toDF, once there is a session."""
    return SparkSession._instantiatedSession.createDataFrame(self, schema, sampleRatio)
