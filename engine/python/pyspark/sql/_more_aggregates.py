"""More functions of a group's rows: higher moments, covariance, the most frequent value, bits, texts in a row."""
import math

from pyspark.errors.exceptions.captured import CapturedException
from pyspark.sql import types as t
from pyspark.sql._aggregates import AGGREGATES, HASH, OBJECT, _doubles, _hashable, _listed, _numeric, aggregate
from pyspark.sql._coercion import cast_to
from pyspark.sql._expressions import Literal
from pyspark.sql._registry import check_count

_STRING, _DOUBLE = t.StringType(), t.DoubleType()


def _of_values(finish):
    """Of all values that are not null."""
    return lambda args: (list, _listed, (lambda a, b: a + b), lambda values: finish(values) if values else None)


def _central(values, power):
    mean = math.fsum(values) / len(values)
    return math.fsum((value - mean) ** power for value in values)


def _skewness(values):
    m2 = _central(values, 2)
    return math.sqrt(len(values)) * _central(values, 3) / math.sqrt(m2**3) if m2 else None


def _kurtosis(values):
    m2 = _central(values, 2)
    return len(values) * _central(values, 4) / (m2 * m2) - 3.0 if m2 else None


aggregate("skewness", _doubles, _DOUBLE)(_of_values(_skewness))
aggregate("kurtosis", _doubles, _DOUBLE)(_of_values(_kurtosis))


def _covariance(less):
    """Count, both means and their co-moment, one pair at a time as Spark does."""

    def add(state, x, y):
        if x is None or y is None:
            return state
        n, mean_x, mean_y, moment = state
        n += 1
        dx, dy = x - mean_x, y - mean_y
        mean_y += dy / n
        return n, mean_x + dx / n, mean_y, moment + dx * (y - mean_y)

    def merge(a, b):
        if not a[0] or not b[0]:
            return a if not b[0] else b
        n = a[0] + b[0]
        dx, dy = b[1] - a[1], b[2] - a[2]
        return n, a[1] + dx * b[0] / n, a[2] + dy * b[0] / n, a[3] + b[3] + dx * (dy * a[0] * b[0] / n)

    return lambda args: ((lambda: (0.0, 0.0, 0.0, 0.0)), add, merge, lambda state: state[3] / (state[0] - less) if state[0] > less else None)


aggregate("covar_pop", _doubles, _DOUBLE)(_covariance(0))
aggregate("covar_samp", _doubles, _DOUBLE)(_covariance(1))


@aggregate("mode", "any", lambda args: args[0].type, OBJECT)
def _mode(args):
    def add(state, value):
        if value is not None:
            key = _hashable(value)
            state[key] = (value, state.get(key, (value, 0))[1] + 1)
        return state

    def merge(a, b):
        for key, (value, count) in b.items():
            a[key] = (value, a.get(key, (value, 0))[1] + count)
        return a

    return dict, add, merge, lambda state: max(state.values(), key=lambda each: each[1])[0] if state else None


def _bits(combine):
    def both(a, b):
        return b if a is None else a if b is None else combine(a, b)

    return lambda args: ((lambda: None), both, both, lambda state: state)


aggregate("bit_and", "any", lambda args: args[0].type)(_bits(lambda a, b: a & b))
aggregate("bit_or", "any", lambda args: args[0].type)(_bits(lambda a, b: a | b))
aggregate("bit_xor", "any", lambda args: args[0].type)(_bits(lambda a, b: a ^ b))
aggregate("product", _doubles, _DOUBLE)(_bits(lambda a, b: a * b))


def _text_and_mark(call):
    check_count(call, ["any", "any?"])
    text, *mark = call.children
    return [cast_to(text, _STRING), cast_to(mark[0], _STRING) if mark else Literal(None, _STRING)]


@aggregate("listagg string_agg", _text_and_mark, _STRING, OBJECT)
def _listagg(args):
    mark = args[1].value or ""
    return list, (lambda state, value, _: _listed(state, value)), (lambda a, b: a + b), lambda state: mark.join(state) if state else None


def _tried(name):
    """The sum or average that is null where Spark's fails with an overflow."""

    def make(args):
        start, add, merge, finish = AGGREGATES[name].make(args)

        def tolerant(step):
            def tried(state, *values):
                if state is _OVERFLOWN or _OVERFLOWN in values:
                    return _OVERFLOWN
                try:
                    return step(state, *values)
                except CapturedException:
                    return _OVERFLOWN

            return tried

        return start, tolerant(add), tolerant(merge), lambda state: None if state is _OVERFLOWN else finish(state)

    return make


_OVERFLOWN = object()
aggregate("try_sum", _numeric, lambda args: AGGREGATES["sum"].result(args), HASH)(_tried("sum"))
aggregate("try_avg", _numeric, lambda args: AGGREGATES["avg"].result(args), HASH)(_tried("avg"))
