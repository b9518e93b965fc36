"""`f(…) WITHIN GROUP (ORDER BY …)`: functions of a group's rows that are in order."""
import math

from pyspark.sql import types as t
from pyspark.sql._aggregates import AGGREGATES, OBJECT, aggregate
from pyspark.sql._coercion import cast_to, is_numeric
from pyspark.sql._expressions import Call, Literal
from pyspark.sql._operators import nullable_key

_STRING, _DOUBLE = t.StringType(), t.DoubleType()


def within_group(call, orderings, error):
    """:param error: what is raised for a function that knows no order"""
    if call.name in ("listagg", "string_agg"):
        mark = call.children[1:] or [Literal(None, _STRING)]
        return Call("listagg:ordered", [call.children[0], *mark, *orderings], call.distinct)
    if call.name in ("percentile_cont", "percentile_disc") and len(orderings) == 1:
        return Call(call.name, [orderings[0], *call.children])
    if call.name == "mode" and not call.children and len(orderings) == 1:
        return Call("mode:ordered", orderings)
    raise error


def _listed_inputs(call):
    text, mark, *orders = call.children
    return [cast_to(text, _STRING), cast_to(mark, _STRING), *orders]


def _sorted(rows, orders, at):
    """:param at: where the orders' values are in a row"""
    for i, order in reversed(list(enumerate(orders, at))):
        key, turned = nullable_key(order.type), order.ascending != order.nulls_first
        rows = sorted(rows, key=lambda row: ((place := key(row[i]))[0] != turned, *place[1:]), reverse=not order.ascending)
    return rows


@aggregate("listagg:ordered", _listed_inputs, _STRING, OBJECT)
def _listagg(args):
    mark, orders = args[1].value or "", args[2:]

    def finish(state):
        return mark.join(row[0] for row in _sorted(state, orders, 1)) if state else None

    return list, (lambda state, text, _, *keys: state if text is None else [*state, (text, *keys)]), (lambda a, b: a + b), finish


def _percentile_inputs(call):
    order, share = call.children
    made = cast_to(order.child, _DOUBLE) if is_numeric(order.child.type) else order.child
    return [order.with_children([made]), cast_to(share, _DOUBLE)]


def _percentile(name, at):
    """:param at: of the sorted values and the share"""

    def make(args):
        order = args[0]

        def finish(state):
            if not state:
                return None
            values = sorted((value for value, _ in state), reverse=not order.ascending)
            return at(values, state[0][1])

        return list, (lambda state, value, share: state if value is None else [*state, (value, share)]), (lambda a, b: a + b), finish

    aggregate(name, _percentile_inputs, lambda args: args[0].child.type, OBJECT)(make)


def _between(values, share):
    place = (len(values) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


_percentile("percentile_cont", _between)
_percentile("percentile_disc", lambda values, share: values[max(0, math.ceil(share * len(values)) - 1)])


@aggregate("mode:ordered", lambda call: call.children, lambda args: args[0].child.type, OBJECT)
def _mode(args):
    """Of those that are there as often, the first in order."""
    start, add, merge, _ = AGGREGATES["mode"].make(args)

    def finish(state):
        most = max((count for _, count in state.values()), default=0)
        found = sorted(value for value, count in state.values() if count == most)
        return None if not found else found[0] if args[0].ascending else found[-1]

    return start, add, merge, finish

