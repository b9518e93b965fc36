"""Functions over windows: rows of the same partition, in order."""
from bisect import bisect_left, bisect_right

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


def window_values(over, rows, columns, starts):
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
        return _nth_values(call, rows, columns, _frames(over, rows, columns, starts))
    if call.name in WINDOWS:
        return WINDOWS[call.name].compute(len(rows), starts, *[child.value for child in call.children])
    return _aggregated(over, rows, columns, starts)


def _nth_values(call, rows, columns, frames):
    value, at = evaluator(call.children[0], columns), call.children[1].value - 1
    return [value(rows[inside[at]]) if at < len(inside) else None for inside in frames]


def _aggregated(over, rows, columns, starts):
    call = over.function
    args = [evaluator(child, columns) for child in call.children]
    start, add, _, finish = AGGREGATES[call.name].make(call.children)
    kind, first, last = frame_of(over)
    values = [[arg(row) for arg in args] for row in rows]
    if first is None and last in (0, None):
        return _running(values, starts, start, add, finish, kind, last)
    made = []
    for inside in _frames(over, rows, columns, starts):
        state = start()
        for j in inside:
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


def _frames(over, rows, columns, starts):
    """For each row: the rows of its frame, as a range."""
    kind, first, last = frame_of(over)
    count = len(rows)
    if kind == "rows":
        ends = [(0 if first is None else max(0, i + first), count if last is None else min(count, i + last + 1)) for i in range(count)]
    else:
        peers = _peers(starts)
        places = _places(over.orderings[0], rows, columns) if first or last else None
        lows = [_end(first, 0, begin, places, i, bisect_left) for i, (begin, _) in enumerate(peers)]
        ends = [(low, _end(last, count, end, places, i, bisect_right)) for low, (i, (_, end)) in zip(lows, enumerate(peers))]
    return [range(low, max(low, high)) for low, high in ends]


def _peers(starts):
    """For each row: where the rows that are equal in order begin and end."""
    begins = [i for i, begins in enumerate(starts) if begins]
    return [(low, high) for low, high in zip(begins, [*begins[1:], len(starts)]) for _ in range(low, high)]


def _places(order, rows, columns):
    """For each row: a pair that grows along the order; of null it has no second."""
    key, sign = evaluator(order.child, columns), 1 if order.ascending else -1
    null = (0,) if order.nulls_first else (2,)
    return [null if value is None else (1, sign * value) for value in map(key, rows)]


def _end(bound, whole, peer, places, i, bisect):
    """:param peer: the end where the bound is the row itself; nulls are so far from nothing but nulls"""
    if bound is None:
        return whole
    if bound == 0 or len(places[i]) == 1:
        return peer
    return bisect(places, (1, places[i][1] + bound))
