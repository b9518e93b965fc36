"""What groupBy gives: groups that wait for a function."""
from pyspark._public import public
from pyspark.errors.exceptions.base import PySparkAttributeError, PySparkTypeError
from pyspark.errors.exceptions.captured import AnalysisException, UnsupportedOperationException
from pyspark.sql import _build as build
from pyspark.sql._analysis import named, resolve
from pyspark.sql._casts import to_text
from pyspark.sql._expressions import Alias, Attribute, Call, Cast, Literal, Name, Star
from pyspark.sql._pivots import pivot_values, pivoted
from pyspark.sql._session_windows import with_session_windows
from pyspark.sql._time_windows import with_time_windows
from pyspark.sql._unavailable import method
from pyspark.sql import types as t
from pyspark.sql.column import Column


def _function_of_all(name):
    def function(self, *cols):
        return self._of_numbers(name, cols)

    function.__name__ = name
    return function


@public
class GroupedData:
    def __init__(self, df, groups, pivot=None, sets=None):
        self._df = df
        self._groups = groups
        #: the expression whose values become columns, and the values
        self._pivot = pivot
        #: of rollup and cube: the places of the groups in each
        self._sets = sets

    def __repr__(self):
        keys = ", ".join(named(node)[1].name for node in self._resolved())
        kind = "Pivot" if self._pivot else "GroupBy"
        return "GroupedData[grouping expressions: [%s], value: [%s], type: %s]" % (keys, ", ".join("%s: %s" % pair for pair in self._df.dtypes), kind)

    def __getattr__(self, name):
        made = None if name.startswith("__") else method("GroupedData", name)
        if made is None:
            raise PySparkAttributeError(errorClass="ATTRIBUTE_NOT_SUPPORTED", messageParameters={"attr_name": name})
        return made

    def _resolved(self):
        plan, groups = with_time_windows(self._df._plan, self._groups)
        plan, groups, _ = with_session_windows(plan, groups, [])
        return [resolve(node, plan.scope()) for node in groups]

    def agg(self, *exprs):
        """Functions as columns, or a dict of column and function's name."""
        assert exprs, "exprs should not be empty"
        if len(exprs) == 1 and isinstance(exprs[0], dict):
            nodes = [_by_name(exprs[0][name], name) for name in sorted(exprs[0], key=_place_in_java_map)]
        elif all(isinstance(each, Column) for each in exprs):
            nodes = [each._expression for each in exprs]
        else:
            raise AssertionError("all exprs should be Column")
        if self._pivot and any(isinstance(node, Star) for each in nodes for node in each.walk()):
            raise AnalysisException("INVALID_USAGE_OF_STAR_OR_REGEX", {"prettyName": "Pivot"}, ";")
        return self._aggregated(nodes)

    def count(self):
        return self._aggregated([Alias(Call("count", [Literal(1, t.IntegerType())]), "count")])

    sum = _function_of_all("sum")
    avg = _function_of_all("avg")
    mean = _function_of_all("avg")
    max = _function_of_all("max")
    min = _function_of_all("min")

    def _of_numbers(self, name, cols):
        plan = self._df._plan
        if cols:
            chosen = [resolve(Name((each,)), plan.scope()) for each in cols]
            for column, each in zip(cols, chosen):
                if not isinstance(each.type, t.NumericType):
                    raise AnalysisException("_LEGACY_ERROR_TEMP_1323", {"colName": column})
        else:
            keys = {node.id for node in self._resolved() if isinstance(node, Attribute)}
            chosen = [each for each in plan.output if isinstance(each.type, t.NumericType) and each.id not in keys]
        return self._aggregated([Call(name, [each]) for each in chosen])

    def pivot(self, pivot_col, values=None):
        if isinstance(pivot_col, Column):
            raise PySparkTypeError(errorClass="NOT_ITERABLE", messageParameters={"objectName": "Column"})
        if self._pivot is not None:
            raise UnsupportedOperationException("REPEATED_CLAUSE", {"clause": "PIVOT", "operation": "SUBQUERY"})
        node = self._df[pivot_col]._expression
        chosen = pivot_values(self._df._plan, node) if values is None else [(value, None) for value in values]
        return GroupedData(self._df, self._groups, (node, chosen))

    def _aggregated(self, nodes):
        from pyspark.sql.dataframe import DataFrame

        if self._pivot is not None:
            return DataFrame(pivoted(self._df._plan, self._groups, *self._pivot, nodes), self._df.sparkSession)
        return DataFrame(build.aggregate(self._df._plan, self._groups, [*self._groups, *nodes], self._sets), self._df.sparkSession)


def _place_in_java_map(name):
    """Where a java.util.HashMap of up to twelve texts has one: Spark takes the dict in that order."""
    code = 0
    units = name.encode("utf-16-be")
    for i in range(0, len(units), 2):
        code = (code * 31 + units[i] * 256 + units[i + 1]) & 0xFFFFFFFF
    return (code ^ (code >> 16)) & 15


def _by_name(function, name):
    name, function = str(name), str(function).lower()
    return Call({"average": "avg"}.get(function, function), [Star() if name == "*" else Name((name,))])


def describe(df, statistics, columns):
    """A table of statistics: one row each, all as text."""
    attributes = [resolve(Name((name,)), df._plan.scope()) for name in columns]
    attributes = [each for each in attributes if isinstance(each.type, (t.NumericType, t.StringType))]
    calls = {"count": "count", "mean": "avg", "stddev": "stddev", "min": "min", "max": "max"}
    rows = []
    for statistic in statistics:
        row = [statistic]
        for each in attributes:
            if statistic.endswith("%"):
                call = Call("percentile_approx", [each, Literal(float(statistic[:-1]) / 100, t.DoubleType())])
            else:
                call = Call(calls[statistic], [each])
            if isinstance(each.type, t.StringType) and statistic not in ("count", "min", "max"):
                row.append(_of_texts(df, each, call))
                continue
            answer = build.aggregate(df._plan, [], [call])
            row.append(_text(answer))
        rows.append(tuple(row))
    return attributes, rows


def _of_texts(df, attribute, call):
    """The mean of those texts that are numbers."""
    number = Cast(attribute, t.DoubleType(), tolerant=True)
    return _text(build.aggregate(df._plan, [], [call.with_children([number, *call.children[1:]])]))


def _text(answer):
    value = answer.partitions()[0][0][0]
    return None if value is None else to_text(answer.output[0].type)(value)
