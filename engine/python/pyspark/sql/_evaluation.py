"""Resolved expressions as functions of a row (a tuple)."""
import operator

from pyspark.errors.exceptions.captured import CapturedException, PythonException, SparkRuntimeException
from pyspark.sql._casts import caster
from pyspark.sql._expressions import Alias, Attribute, Cast, Literal, Ordering, OuterReference, Subquery, UdfCall
from pyspark.sql._lambdas import HigherOrder
from pyspark.sql._records import converter, row_maker
from pyspark.sql.types import StructType

#: of the rows that are computed now
current_partition = 0


def evaluator(node, columns):
    """
    :param columns: where each attribute's value is in a row, by the attribute's number
    """
    if isinstance(node, Attribute):
        return operator.itemgetter(columns[node.id])
    if isinstance(node, Literal):
        value = node.value
        return lambda row: value
    if isinstance(node, (Alias, Ordering)):
        return evaluator(node.child, columns)
    if isinstance(node, Cast):
        return _placed(_strict(caster(node.child.type, node.type, node.tolerant), [evaluator(node.child, columns)]), node.place)
    if isinstance(node, Subquery):
        return _subquery(node, columns)
    if isinstance(node, OuterReference):
        return lambda row, id_=node.attribute.id: _outer_values[id_]
    if isinstance(node.function, HigherOrder):
        return _placed(node.function.evaluator(node, columns, evaluator), node.place)
    args = [evaluator(child, columns) for child in node.children]
    if isinstance(node, UdfCall):
        return _udf(node, args)
    lazy = _LAZY.get(node.name)
    if lazy is not None:
        return lazy(args)
    function = node.function.make(node.children)
    made = _strict(function, args) if node.function.strict else (lambda row: function(*[arg(row) for arg in args]))
    return _placed(made, node.place)


def columns_of(attributes):
    return {attribute.id: i for i, attribute in enumerate(attributes)}


def _strict(function, args):
    """Null where an argument is null."""
    if len(args) == 1:
        (only,) = args

        def one(row):
            value = only(row)
            return None if value is None else function(value)

        return one
    if len(args) == 2:
        first, second = args

        def two(row):
            a = first(row)
            if a is None:
                return None
            b = second(row)
            return None if b is None else function(a, b)

        return two

    def many(row):
        values = [arg(row) for arg in args]
        return None if None in values else function(*values)

    return many


def _placed(function, place):
    """Errors tell where the query has it."""
    if not place:
        return function

    def placed(row):
        try:
            return function(row)
        except CapturedException as error:
            error._place = error._place or place
            raise

    return placed


def _case(args):
    pairs = [(args[i], args[i + 1]) for i in range(0, len(args) - 1, 2)]
    otherwise = args[-1] if len(args) % 2 else lambda row: None

    def case(row):
        for condition, result in pairs:
            if condition(row):
                return result(row)
        return otherwise(row)

    return case


def _coalesce(args):
    def coalesce(row):
        for arg in args:
            value = arg(row)
            if value is not None:
                return value
        return None

    return coalesce


def _and(args):
    first, second = args

    def both(row):
        a = first(row)
        if a is False:
            return False
        b = second(row)
        if b is False:
            return False
        return None if a is None or b is None else True

    return both


def _or(args):
    first, second = args

    def either(row):
        a = first(row)
        if a is True:
            return True
        b = second(row)
        if b is True:
            return True
        return None if a is None or b is None else False

    return either


#: what does not compute all its arguments
_LAZY = {"case": _case, "if": _case, "coalesce": _coalesce, "ifnull": _coalesce, "nvl": _coalesce, "and": _and, "or": _or}


def _udf(node, args):
    function = node.function
    outward = [row_maker(child.type) if isinstance(child.type, StructType) else None for child in node.children]
    inward = converter(node.type)
    fits = _UDF_RESULTS.get(type(node.type).__name__)

    def run(row):
        values = [arg(row) for arg in args]
        values = [value if change is None or value is None else change(value) for change, value in zip(outward, values)]
        try:
            result = function(*values)
        except Exception as error:
            raise python_exception(error) from error
        # A result of another type is no error: Spark makes null of it.
        if fits is not None and not isinstance(result, fits):
            return None
        return inward(result)

    return run


def python_exception(error):
    """What an error in a function of the script, or in its records, is told as."""
    import traceback

    trace = traceback.TracebackException(type(error), error, error.__traceback__)
    trace.stack = traceback.StackSummary.from_list([frame for frame in trace.stack if "/pyspark/" not in frame.filename])
    lines = "".join(trace.format()).rstrip()
    header = "" if lines.startswith("Traceback") else "Traceback (most recent call last):\n"
    return PythonException(header + lines)


_UDF_RESULTS = {"IntegerType": int, "LongType": int, "ShortType": int, "ByteType": int, "DoubleType": float, "FloatType": float, "BooleanType": bool}


#: the values of the columns around the subquery that is computed now
_outer_values = {}


def _subquery(node, columns):
    """Computed once for each combination of the values around it that it uses."""
    answers = {}
    outer = [evaluator(child, columns) for child in node.children[len(node.children) - len(node.outer) :]]

    def answer(row):
        values = tuple([value(row) for value in outer])
        made = answers.get(values)
        if made is None:
            before = dict(_outer_values)
            _outer_values.update(zip(node.outer, values))
            try:
                made = answers[values] = _Answer([each for part in node.plan.partitions() for each in part])
            finally:
                _outer_values.clear()
                _outer_values.update(before)
        return made

    if node.kind == "exists":
        return lambda row: bool(answer(row).rows)
    if node.kind == "scalar":
        return lambda row: answer(row).only()
    value = evaluator(node.value, columns)
    return lambda row: answer(row).contains(value(row))


class _Answer:
    """The rows of a subquery."""

    def __init__(self, rows):
        self.rows = rows
        self.values = None

    def only(self):
        if len(self.rows) > 1:
            raise SparkRuntimeException("SCALAR_SUBQUERY_TOO_MANY_ROWS")
        return self.rows[0][0] if self.rows else None

    def contains(self, wanted):
        if not self.rows:
            return False
        if wanted is None:
            return None
        if self.values is None:
            self.values = {each[0] for each in self.rows}
        return True if wanted in self.values else None if None in self.values else False
