"""`df.na` and `df.stat`."""
from pyspark._public import public
from pyspark.errors.exceptions.base import PySparkAttributeError, PySparkValueError
from pyspark.sql import _build as build
from pyspark.sql import types as t
from pyspark.sql._expressions import Alias, Attribute, Call, Literal, literal
from pyspark.sql._plans import Filter, Rows
from pyspark.sql._unavailable import unavailable


@public(module="pyspark.sql.dataframe")
class DataFrameNaFunctions:
    def __init__(self, df):
        self.df = df

    def fill(self, value, subset=None):
        if not isinstance(value, (float, int, str, bool, dict)):
            from pyspark.sql.column import not_expected

            raise not_expected("value", "bool, dict, float, int or str", value)
        if isinstance(value, dict):
            wanted = {name.lower(): each for name, each in value.items()}
        else:
            names = [subset] if isinstance(subset, str) else subset or self.df.columns
            wanted = {name.lower(): value for name in names}
        nodes = [_filled(each, wanted.get(each.name.lower())) for each in self.df._plan.output]
        return self.df._with(build.project(self.df._plan, nodes))

    def drop(self, how="any", thresh=None, subset=None):
        if how not in ("any", "all"):
            raise PySparkValueError(errorClass="CANNOT_BE_EMPTY", messageParameters={"item": "how"})
        names = {name.lower() for name in ([subset] if isinstance(subset, str) else subset or self.df.columns)}
        plan = build.visible(self.df._plan)
        at = [i for i, each in enumerate(plan.output) if each.name.lower() in names]
        needed = thresh if thresh is not None else len(at) if how == "any" else 1
        floats = {i for i in at if isinstance(plan.output[i].type, (t.DoubleType, t.FloatType))}
        return self.df._with(_Enough(plan, at, floats, needed))

    def replace(self, to_replace, value=None, subset=None):
        mapping = to_replace if isinstance(to_replace, dict) else dict(zip(to_replace, value if isinstance(value, list) else [value] * len(to_replace))) if isinstance(to_replace, list) else {to_replace: value}
        names = {name.lower() for name in ([subset] if isinstance(subset, str) else subset or self.df.columns)}
        nodes = []
        for each in self.df._plan.output:
            pairs = [(old, new) for old, new in mapping.items() if _alike(each.type, old)]
            if each.name.lower() not in names or not pairs:
                nodes.append(each)
                continue
            args = [node for old, new in pairs for node in (Call("=", [each, literal(old)]), _of_type(new, each.type))]
            nodes.append(Alias(Call("case", [*args, each]), each.name))
        return self.df._with(build.project(self.df._plan, nodes))


class _Enough(Filter):
    """Rows with so many values that are not null (nor NaN)."""

    def __init__(self, child, at, floats, needed):
        super().__init__(child, None)
        self._at, self._floats, self._needed = at, floats, needed

    def compute(self):
        return [[row for row in part if self._known(row) >= self._needed] for part in self.child.partitions()]

    def _known(self, row):
        return sum(1 for i in self._at if row[i] is not None and not (i in self._floats and row[i] != row[i]))


def _alike(type_, value):
    if isinstance(value, bool):
        return isinstance(type_, t.BooleanType)
    if isinstance(value, (int, float)):
        return isinstance(type_, t.NumericType)
    return isinstance(type_, t.StringType)


def _of_type(value, type_):
    if isinstance(type_, t.IntegralType) and value is not None:
        return Literal(int(value), type_)
    if isinstance(type_, (t.DoubleType, t.FloatType)) and value is not None:
        return Literal(float(value), type_)
    return Literal(value, type_) if value is None else literal(value)


def _filled(attribute, value):
    """The column with a value for its nulls, where the value is of its kind."""
    if value is None or not _alike(attribute.type, value):
        return attribute
    return Alias(Call("coalesce", [attribute, _of_type(value, attribute.type)]), attribute.name)


@public(module="pyspark.sql.dataframe")
class DataFrameStatFunctions:
    def __init__(self, df):
        self.df = df

    def corr(self, col1, col2, method=None):
        from pyspark.sql import functions

        return self.df.agg(functions.corr(*self._known(col1, col2))).head()[0]

    def approxQuantile(self, col, probabilities, relativeError):
        return self.df.approxQuantile(col, probabilities, relativeError)

    def cov(self, col1, col2):
        from pyspark.sql import functions

        return self.df.agg(functions.covar_samp(*self._known(col1, col2))).head()[0]

    def _known(self, *cols):
        """Spark counts what is missing as 0 here."""
        from pyspark.sql import functions

        return [functions.coalesce(self.df[each].cast("double"), functions.lit(0.0)) for each in cols]

    def crosstab(self, col1, col2):
        """How often each pair of values is there: a row for each value of the first, a column for each of the second."""
        pairs = {}
        for first, second in self.df.select(*[self.df[each].cast("string") for each in (col1, col2)]).collect():
            key = ("null" if first is None else first, "null" if second is None else second)
            pairs[key] = pairs.get(key, 0) + 1
        columns = sorted({second for _, second in pairs})
        output = [Attribute("%s_%s" % (col1, col2), t.StringType()), *[Attribute(name, t.LongType()) for name in columns]]
        rows = [(first, *[pairs.get((first, second), 0) for second in columns]) for first in dict.fromkeys(first for first, _ in pairs)]
        return self.df._with(Rows(output, lambda: [rows]))

    def __getattr__(self, name):
        if name in ("freqItems", "sampleBy"):
            raise unavailable("DataFrameStatFunctions." + name)
        raise PySparkAttributeError(errorClass="ATTRIBUTE_NOT_SUPPORTED", messageParameters={"attr_name": name})
