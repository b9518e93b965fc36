"""Functions over windows: rows of the same partition, in order."""
from pyspark.sql import types as t
from pyspark.sql._aggregates import AGGREGATES
from pyspark.sql._coercion import cast_to
from pyspark.sql._evaluation import evaluator
from pyspark.sql._expressions import Literal
from pyspark.sql._naming import frame_of

#: functions of a row's place, whose frame is always that of the partition up to the row
RANKING = ("row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile")
_INT, _DOUBLE = t.IntegerType(), t.DoubleType()


class WindowFunction:
    """
    :param compute: of the rows' values, whether each row begins a new peer group, and the arguments' values: a list
    """

    def __init__(self, type_, compute, nullable=False):
        self.type = type_
        self.compute = compute
        self.nullable = nullable

    def resolve(self, call):
        made = call
        if call.name in ("lag", "lead"):
            args = list(call.children)
            args += [Literal(1, _INT), Literal(None, args[0].type)][len(args) - 1 :]
            args[2] = cast_to(args[2], args[0].type)
            made = call.with_children(args)
        made.type = self.type or made.children[0].type
        made.nullable = self.nullable
        return made


def _row_number(count, starts):
    return list(range(1, count + 1))


def _rank(count, starts):
    made, rank = [], 0
    for i in range(count):
        rank = i + 1 if starts[i] else rank
        made.append(rank)
    return made


def _dense_rank(count, starts):
    made, rank = [], 0
    for i in range(count):
        rank += starts[i]
        made.append(rank)
    return made


def _percent_rank(count, starts):
    return [(rank - 1) / (count - 1) if count > 1 else 0.0 for rank in _rank(count, starts)]


def _cume_dist(count, starts):
    made, last = [0.0] * count, count
    for i in range(count - 1, -1, -1):
        made[i] = last / count
        if starts[i]:
            last = i
    return made


def _ntile(count, starts, buckets):
    size, larger = divmod(count, buckets)
    made = []
    for bucket in range(buckets):
        made += [bucket + 1] * (size + (bucket < larger))
    return made


WINDOWS = {
    "row_number": WindowFunction(_INT, _row_number),
    "rank": WindowFunction(_INT, _rank),
    "dense_rank": WindowFunction(_INT, _dense_rank),
    "percent_rank": WindowFunction(_DOUBLE, _percent_rank),
    "cume_dist": WindowFunction(_DOUBLE, _cume_dist),
    "ntile": WindowFunction(_INT, _ntile),
    "nth_value": WindowFunction(None, None, True),
    "lag": WindowFunction(None, None, True),
    "lead": WindowFunction(None, None, True),
}


def window_values(over, rows, columns, starts, order_key):
    """The function's value for each row of one partition, which are in order.

    :param starts: for each row, whether it differs in order from the one before
    """
    call = over.function
    if call.name in ("lag", "lead"):
        value, offset, default = (evaluator(child, columns) for child in call.children)
        made = []
        for i, row in enumerate(rows):
            at = i + offset(row) * (-1 if call.name == "lag" else 1)
            made.append(value(rows[at]) if 0 <= at < len(rows) else default(row))
        return made
    if call.name == "nth_value":
        return _nth_values(call, rows, columns, starts, frame_of(over), order_key)
    if call.name in WINDOWS:
        return WINDOWS[call.name].compute(len(rows), starts, *[child.value for child in call.children])
    return _aggregated(call, rows, columns, starts, frame_of(over), order_key)


def _nth_values(call, rows, columns, starts, frame, order_key):
    value, at = evaluator(call.children[0], columns), call.children[1].value - 1
    kind, first, last = frame
    made = []
    for i in range(len(rows)):
        if kind == "range" and first is None and last == 0:
            end = next((j for j in range(i + 1, len(rows)) if starts[j]), len(rows))
            inside = range(end)
        else:
            inside = _frame_rows(i, rows, kind, first, last, order_key)
        made.append(value(rows[inside[at]]) if at < len(inside) else None)
    return made


def _aggregated(call, rows, columns, starts, frame, order_key):
    args = [evaluator(child, columns) for child in call.children]
    start, add, _, finish = AGGREGATES[call.name].make(call.children)
    kind, first, last = frame
    values = [[arg(row) for arg in args] for row in rows]
    if first is None and last in (0, None):
        return _running(values, starts, start, add, finish, kind, last)
    made = []
    for i in range(len(rows)):
        state = start()
        for j in _frame_rows(i, rows, kind, first, last, order_key):
            state = add(state, *values[j])
        made.append(finish(_copied(state)))
    return made


def _running(values, starts, start, add, finish, kind, last):
    """From the partition's begin: one pass."""
    count = len(values)
    made, state, at = [], start(), 0
    for i in range(count):
        end = count if last is None else i + 1
        if last == 0 and kind == "range":
            while end < count and not starts[end]:
                end += 1
        while at < end:
            state = add(state, *values[at])
            at += 1
        made.append(finish(_copied(state)))
    return made


def _copied(state):
    """A list or a dict goes on being filled."""
    return state.copy() if isinstance(state, (list, dict)) else state


def _frame_rows(i, rows, kind, first, last, order_key):
    if kind == "rows":
        low = 0 if first is None else max(0, i + first)
        high = len(rows) if last is None else min(len(rows), i + last + 1)
        return range(low, max(low, high))
    here = order_key(rows[i])
    low = None if first is None else here + first
    high = None if last is None else here + last
    return [j for j, row in enumerate(rows) if (low is None or order_key(row) >= low) and (high is None or order_key(row) <= high)]
