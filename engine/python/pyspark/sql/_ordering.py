"""Rows in the order of ORDER BY."""
from pyspark.sql._evaluation import evaluator
from pyspark.sql._operators import nullable_key


def _order_keys(orders, columns):
    """For each order: a key, and whether it is to be reversed."""
    made = []
    for order in orders:
        value, key = evaluator(order.child, columns), nullable_key(order.child.type)
        if order.ascending == order.nulls_first:
            made.append((lambda row, value=value, key=key: key(value(row)), not order.ascending))
        else:
            made.append((lambda row, value=value, key=key: _nulls_turned(key(value(row))), not order.ascending))
    return made


def _nulls_turned(key):
    return (not key[0], *key[1:])


def sorted_rows(rows, orders, columns):
    """In order; equal rows stay as they are."""
    for key, reverse in reversed(_order_keys(orders, columns)):
        rows = sorted(rows, key=key, reverse=reverse)
    return rows


def comparison(orders, columns):
    keys = _order_keys(orders, columns)

    def compare(a, b):
        for key, reverse in keys:
            x, y = key(a), key(b)
            if x != y:
                return (-1 if x < y else 1) * (-1 if reverse else 1)
        return 0

    return compare
