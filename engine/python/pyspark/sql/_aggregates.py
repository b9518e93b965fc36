"""Functions of a group's rows. A state is made for each group of each partition, and states are merged."""
import decimal
import math

from pyspark.errors.exceptions.captured import ArithmeticException
from pyspark.sql import types as t
from pyspark.sql._casts import to_scale
from pyspark.sql._coercion import bounded, cast_to, is_numeric
from pyspark.sql._expressions import Literal
from pyspark.sql._hash import scala_set_order
from pyspark.sql._operators import check_ordering, comparable
from pyspark.sql._registry import check_count, unexpected

AGGREGATES = {}
_LONG, _DOUBLE, _BOOLEAN = t.LongType(), t.DoubleType(), t.BooleanType()

#: how Spark keeps a group's state, which decides the order of the groups
HASH, SORT, OBJECT = "hash", "sort", "object"


class Aggregate:
    """
    :param make: of the argument nodes, the four functions: start(), add(state, *values), merge(state, state), finish(state)
    :param keeps: HASH, SORT or OBJECT, or a function of the arguments
    """

    def __init__(self, name, inputs, result, make, keeps=HASH, nullable=True):
        self.name = name
        self.inputs = inputs
        self.result = result
        self.make = make
        self.keeps = keeps
        self.nullable = nullable

    def resolve(self, call):
        args = self.inputs(call) if callable(self.inputs) else self._any(call)
        made = call.with_children(args)
        made.function = self
        made.type = self.result(args) if callable(self.result) else self.result
        made.nullable = self.nullable
        return made

    def _any(self, call):
        check_count(call, self.inputs)
        return call.children

    def kept(self, args):
        return self.keeps(args) if callable(self.keeps) else self.keeps


def aggregate(names, inputs, result, keeps=HASH, nullable=True):
    def declare(make):
        words = inputs.split() if isinstance(inputs, str) else inputs
        for name in names.split():
            AGGREGATES[name] = Aggregate(name, words, result, make, keeps, nullable)
        return make

    return declare


def is_mutable(type_):
    """What Spark can change within a row; other states make it sort instead of hash."""
    return isinstance(type_, (t.NumericType, t.BooleanType, t.DateType, t.TimestampType, t.TimestampNTZType, t.NullType))


def _by_type(args):
    return HASH if is_mutable(args[0].type) else SORT


def _first_type(args):
    return args[0].type


def _numeric(call):
    check_count(call, ["any"])
    (arg,) = call.children
    if isinstance(arg.type, (t.StringType, t.NullType)):
        arg = cast_to(arg, _DOUBLE)
    if not is_numeric(arg.type):
        raise unexpected(call, 0, '"NUMERIC" or "ANSI INTERVAL"', arg)
    return [arg]


def _doubles(call):
    return [cast_to(arg, _DOUBLE) for arg in call.children]


def _booleans(call):
    return [cast_to(arg, _BOOLEAN) for arg in call.children]


@aggregate("count", "*any", _LONG, nullable=False)
def _count(args):
    if len(args) == 1:
        return (lambda: 0), (lambda state, value: state + (value is not None)), (lambda a, b: a + b), _itself
    return (lambda: 0), (lambda state, *values: state + (None not in values)), (lambda a, b: a + b), _itself


aggregate("count_if", _booleans, _LONG, nullable=False)(lambda args: ((lambda: 0), (lambda state, value: state + (value is True)), (lambda a, b: a + b), _itself))


def _itself(state):
    return state


def _sum_type(args):
    type_ = args[0].type
    if isinstance(type_, t.DecimalType):
        return bounded(min(38, type_.precision + 10), type_.scale) if type_.precision + 10 <= 38 else t.DecimalType(38, type_.scale)
    return _LONG if isinstance(type_, t.IntegralType) else _DOUBLE


def _added(a, b):
    return b if a is None else a if b is None else a + b


@aggregate("sum", _numeric, _sum_type)
def _sum(args):
    if not isinstance(args[0].type, t.IntegralType):
        return (lambda: None), _added, _added, _itself

    def checked(a, b):
        total = _added(a, b)
        if total is not None and not -(2**63) <= total < 2**63:
            raise ArithmeticException("ARITHMETIC_OVERFLOW", {"message": "long overflow", "alternative": "try_add"})
        return total

    return (lambda: None), checked, checked, _itself


def _avg_type(args):
    type_ = args[0].type
    return bounded(type_.precision + 4, type_.scale + 4) if isinstance(type_, t.DecimalType) else _DOUBLE


@aggregate("avg mean", _numeric, _avg_type)
def _avg(args):
    result = _avg_type(args)
    is_decimal = isinstance(result, t.DecimalType)

    def add(state, value):
        return state if value is None else (state[0] + (value if is_decimal else float(value)), state[1] + 1)

    def finish(state):
        total, count = state
        if not count:
            return None
        if is_decimal:
            with decimal.localcontext(prec=60):
                return to_scale(total / count, result)
        return total / count

    return (lambda: (decimal.Decimal(0) if is_decimal else 0.0, 0)), add, (lambda a, b: (a[0] + b[0], a[1] + b[1])), finish


def _extreme(sign):
    def make(args):
        key = comparable(args[0].type) or _itself

        def better(a, b):
            if a is None or b is None:
                return b if a is None else a
            return b if (key(b) > key(a) if sign > 0 else key(b) < key(a)) else a

        return (lambda: None), better, better, _itself

    return make


def _ordered(call):
    check_count(call, ["any"])
    check_ordering(call, call.children[0].type)
    return call.children


aggregate("max", _ordered, _first_type, _by_type)(_extreme(1))
aggregate("min", _ordered, _first_type, _by_type)(_extreme(-1))
aggregate("bool_or some any", _booleans, _BOOLEAN)(_extreme(1))
aggregate("bool_and every", _booleans, _BOOLEAN)(_extreme(-1))


def _extreme_by(sign):
    def make(args):
        key = comparable(args[1].type) or _itself

        def better(a, b):
            if a is None or b is None:
                return b if a is None else a
            return b if (key(b[1]) >= key(a[1]) if sign > 0 else key(b[1]) <= key(a[1])) else a

        return (lambda: None), (lambda state, value, by: state if by is None else better(state, (value, by))), better, (lambda state: state and state[0])

    return make


def _both_by_type(args):
    return HASH if all(is_mutable(arg.type) for arg in args) else SORT


aggregate("max_by", "any any", _first_type, _both_by_type)(_extreme_by(1))
aggregate("min_by", "any any", _first_type, _both_by_type)(_extreme_by(-1))


def _ignores_nulls(args):
    return len(args) > 1 and bool(args[1].value)


@aggregate("first first_value any_value", "any any?", _first_type, _by_type)
def _first(args):
    """The state is a list with what was found."""
    ignore = _ignores_nulls(args)

    def add(state, value, *_):
        if not state and not (ignore and value is None):
            return [value]
        return state

    return (lambda: []), add, (lambda a, b: a or b), (lambda state: state[0] if state else None)


@aggregate("last last_value", "any any?", _first_type, _by_type)
def _last(args):
    ignore = _ignores_nulls(args)
    return (lambda: []), (lambda state, value, *_: state if ignore and value is None else [value]), (lambda a, b: b or a), (lambda state: state[0] if state else None)


def _list_type(args):
    return t.ArrayType(args[0].type, False)


def _listed(state, value):
    if value is not None:
        state.append(value)
    return state


aggregate("collect_list array_agg", "any", _list_type, OBJECT, nullable=False)(lambda args: (list, _listed, (lambda a, b: a + b), _itself))


@aggregate("collect_set", "any", _list_type, OBJECT, nullable=False)
def _collect_set(args):
    def add(state, value):
        if value is not None:
            state[_hashable(value)] = value
        return state

    return dict, add, (lambda a, b: {**a, **b}), (lambda state: scala_set_order(list(state.values())))


def _hashable(value):
    if isinstance(value, list):
        return tuple(map(_hashable, value))
    if isinstance(value, dict):
        return tuple((key, _hashable(each)) for key, each in value.items())
    return value


aggregate("approx_count_distinct", "any any?", _LONG, nullable=False)(
    lambda args: (set, (lambda state, value, *_: state if value is None else state | {_hashable(value)}), (lambda a, b: a | b), len)
)


# --- Spread -------------------------------------------------------------------------------------------------------------


def _moments(finish):
    """Count, mean and squared distance from it, one value at a time as Spark does."""

    def add(state, value):
        if value is None:
            return state
        n, mean, m2 = state
        n += 1
        delta = value - mean
        delta_n = delta / n
        return n, mean + delta_n, m2 + delta * (delta - delta_n)

    def merge(a, b):
        if not a[0] or not b[0]:
            return a if not b[0] else b
        n = a[0] + b[0]
        delta = b[1] - a[1]
        delta_n = delta / n
        return n, a[1] + delta_n * b[0], a[2] + b[2] + delta * delta_n * a[0] * b[0]

    return lambda args: ((lambda: (0.0, 0.0, 0.0)), add, merge, lambda state: finish(*state) if state[0] else None)


aggregate("stddev stddev_samp std", _doubles, _DOUBLE)(_moments(lambda n, mean, m2: math.sqrt(m2 / (n - 1)) if n > 1 else None))
aggregate("variance var_samp", _doubles, _DOUBLE)(_moments(lambda n, mean, m2: m2 / (n - 1) if n > 1 else None))
aggregate("stddev_pop", _doubles, _DOUBLE)(_moments(lambda n, mean, m2: math.sqrt(m2 / n)))
aggregate("var_pop", _doubles, _DOUBLE)(_moments(lambda n, mean, m2: m2 / n))


@aggregate("corr", _doubles, _DOUBLE)
def _corr(args):
    def finish(state):
        n = len(state)
        if n < 2:
            return None
        mean_x, mean_y = (sum(pair[i] for pair in state) / n for i in (0, 1))
        xy = sum((x - mean_x) * (y - mean_y) for x, y in state)
        xx, yy = (sum((pair[i] - mean) ** 2 for pair in state) for i, mean in ((0, mean_x), (1, mean_y)))
        return xy / math.sqrt(xx * yy) if xx and yy else None

    return list, (lambda state, x, y: state if x is None or y is None else [*state, (x, y)]), (lambda a, b: a + b), finish


def _percentile_type(args):
    return t.ArrayType(_DOUBLE, False) if isinstance(args[1].type, t.ArrayType) else _DOUBLE


def _percentile_inputs(call):
    return [cast_to(call.children[0], _DOUBLE), *call.children[1:], Literal(1, t.IntegerType())][:3]


def _wanted(values):
    return values if isinstance(values, list) else [values]


@aggregate("percentile", _percentile_inputs, _percentile_type, OBJECT)
def _percentile(args):
    def finish(state):
        if not state:
            return None
        at = state.pop()
        values = sorted(state)
        made = []
        for share in _wanted(at):
            place = (len(values) - 1) * float(share)
            low = math.floor(place)
            high = min(low + 1, len(values) - 1)
            made.append(values[low] + (values[high] - values[low]) * (place - low))
        return made if isinstance(at, list) else made[0]

    return list, _with_share, _merged_shares, finish


def _with_share(state, value, share, *_):
    """The values; the last is the share that is asked for."""
    if value is None:
        return state
    if state:
        state.insert(-1, value)
        return state
    return [value, share]


def _merged_shares(a, b):
    return a[:-1] + b if a and b else a or b


@aggregate("median", _doubles, _DOUBLE, OBJECT)
def _median(args):
    def finish(state):
        values = sorted(state)
        middle = len(values) // 2
        return None if not values else values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2

    return list, _listed, (lambda a, b: a + b), finish


def _with_accuracy(call):
    check_count(call, ["any", "any", "any?"])
    return [*call.children, Literal(10000, t.IntegerType())][:3]


@aggregate("percentile_approx approx_percentile", _with_accuracy, lambda args: t.ArrayType(args[0].type, False) if isinstance(args[1].type, t.ArrayType) else args[0].type, OBJECT)
def _percentile_approx(args):
    def finish(state):
        if not state:
            return None
        at = state.pop()
        values = sorted(state)
        made = [values[max(0, math.ceil(float(share) * len(values)) - 1)] for share in _wanted(at)]
        return made if isinstance(at, list) else made[0]

    return list, _with_share, _merged_shares, finish
