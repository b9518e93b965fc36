"""The names that Spark gives to columns that have none: the text of the expression, in Spark's own spelling."""
from pyspark.sql._expressions import Literal, Name

_INFIX = {"+", "-", "*", "/", "%", "div", "=", "<=>", "<", "<=", ">", ">=", "&", "|", "^"}


def call_name(call):
    name = call.name
    args = [child.sql() for child in call.children]
    if name in _INFIX and len(args) == 2:
        return "(%s %s %s)" % (args[0], name, args[1])
    if name in ("and", "or"):
        return "(%s %s %s)" % (args[0], name.upper(), args[1])
    special = _SPECIAL.get(name)
    if special is not None:
        return special(args, call)
    text = "%s(%s%s)" % (name, "DISTINCT " if call.distinct else "", ", ".join(args))
    return text if call.condition is None else "%s FILTER (WHERE %s)" % (text, call.condition.sql())


def _case(args, _):
    pairs = "".join(" WHEN %s THEN %s" % (args[i], args[i + 1]) for i in range(0, len(args) - 1, 2))
    return "CASE%s%s END" % (pairs, " ELSE %s" % args[-1] if len(args) % 2 else "")


def _like(word):
    return lambda args, _: "%s %s %s" % (args[0], word, args[1])


def _element(args, call):
    by = call.children[1]
    if isinstance(by, Literal) and isinstance(by.value, str) and _is_struct(call.children[0]):
        return "%s.%s" % tuple(args)
    return "%s[%s]" % tuple(args)


def _is_struct(node):
    return isinstance(node, Name) or node.type is None or node.type.typeName() in ("struct", "array") and not _is_map(node)


def _is_map(node):
    return node.type.typeName() == "map"


_SPECIAL = {
    "case": _case,
    "not": lambda args, _: "(NOT %s)" % args[0],
    "isnull": lambda args, _: "(%s IS NULL)" % args[0],
    "isnotnull": lambda args, _: "(%s IS NOT NULL)" % args[0],
    "in": lambda args, _: "(%s IN (%s))" % (args[0], ", ".join(args[1:])),
    "like": _like("LIKE"),
    "ilike": lambda args, _: "ilike(%s)" % ", ".join(args),
    "rlike": lambda args, _: "RLIKE(%s)" % ", ".join(args),
    "unary +": lambda args, _: "(+ %s)" % args[0],
    "if": lambda args, _: "(IF(%s))" % ", ".join(args),
    "floor": lambda args, _: "FLOOR(%s)" % ", ".join(args),
    "ceil": lambda args, _: "CEIL(%s)" % ", ".join(args),
    "minus": lambda args, _: "(- %s)" % args[0],
    "element": _element,
    "first": lambda args, _: "first(%s)" % args[0],
    "last": lambda args, _: "last(%s)" % args[0],
    "first_value": lambda args, _: "first_value(%s)" % args[0],
    "last_value": lambda args, _: "last_value(%s)" % args[0],
    "any_value": lambda args, _: "any_value(%s)" % args[0],
}


def window_name(over):
    parts = []
    if over.partitions:
        parts.append("PARTITION BY " + ", ".join(each.sql() for each in over.partitions))
    if over.orderings:
        parts.append("ORDER BY " + ", ".join(each.sql() for each in over.orderings))
    kind, first, last = frame_of(over)
    parts.append("%s BETWEEN %s AND %s" % (kind.upper(), _bound(first, "PRECEDING"), _bound(last, "FOLLOWING")))
    return "%s OVER (%s)" % (over.function.sql(), " ".join(parts))


def frame_of(over):
    """The frame that is written, or Spark's own."""
    from pyspark.sql._windows import RANKING

    name = getattr(over.function, "name", "")
    if name in ("lag", "lead"):
        offset = over.function.children[1].value * (-1 if name == "lag" else 1)
        return "rows", offset, offset
    if name in RANKING:
        return "rows", None, 0
    if over.frame is not None:
        return over.frame
    return ("range", None, 0) if over.orderings else ("rows", None, None)


def _bound(offset, side):
    if offset is None:
        return "UNBOUNDED " + side
    if offset == 0:
        return "CURRENT ROW"
    return "%d %s" % (offset, "FOLLOWING")  if offset > 0 else "%d FOLLOWING" % offset
