"""The names that Spark gives to columns that have none: the text of the expression, in Spark's own spelling."""
from pyspark.sql._expressions import Alias, Literal, Name

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


#: functions whose names Spark writes in capitals
_UPPER = ("acos", "asin", "atan", "cbrt", "cos", "cosh", "exp", "expm1", "log2", "log10", "log1p", "sin", "sinh", "sqrt", "tan", "tanh", "degrees", "radians", "atan2", "hypot", "log", "power", "signum", "rank", "dense_rank", "percent_rank", "spark_partition_id", "regexp_like", "e", "pi")


def _upper(name):
    return lambda args, _: "%s(%s)" % (name.upper(), ", ".join(args))


def _trim(side):
    return lambda args, _: "TRIM(%s %s)" % (side.upper(), "%s FROM %s" % (args[1], args[0]) if len(args) > 1 else "FROM " + args[0])


def _joined(sign):
    return lambda args, _: "%s %s %s" % (args[0], sign, args[1])


def _in_brackets(sign):
    return lambda args, _: "(%s %s %s)" % (args[0], sign, args[1])


def _element(args, call):
    by = call.children[1]
    if isinstance(by, Literal) and isinstance(by.value, str) and _has_fields(call.children[0]):
        return "%s.%s" % tuple(args)
    return "%s[%s]" % tuple(args)


def _has_fields(node):
    """Structs, and arrays of structs."""
    inner = getattr(node.type, "elementType", node.type)
    return isinstance(node, Name) or inner is None or inner.typeName() == "struct"


_SPECIAL = {
    "case": _case,
    "grouping:bits": lambda args, _: args[2],
    "grouping_id:bits": lambda args, _: args[2],
    "with_field": lambda args, _: "update_fields(%s, WithField(%s))" % (args[0], args[2]),
    "drop_fields": lambda args, _: "update_fields(%s, %s)" % (args[0], ", ".join("dropfield()" for _ in args[1:])),
    **{"trim:" + side: _trim(side) for side in ("both", "leading", "trailing")},
    **{name: _upper(name) for name in _UPPER},
    "shiftleft:": lambda args, _: "(%s << %s)" % tuple(args),
    "shiftright:": lambda args, _: "(%s >> %s)" % tuple(args),
    "~": lambda args, _: "~" + args[0],
    "extract": lambda args, _: "extract(%s FROM %s)" % tuple(args),
    "from_json": lambda args, _: "from_json(%s)" % args[0],
    "nullif": lambda args, _: "nullif(%s, %s)" % tuple(args[:2]),
    "zeroifnull": lambda args, _: "zeroifnull(%s)" % args[0],
    "nullifzero": lambda args, _: "nullifzero(%s)" % args[0],
    "struct": lambda args, call: "struct(%s)" % ", ".join("%s AS %s" % (child.child.sql(), child.name) if isinstance(child, Alias) else arg for child, arg in zip(call.children, args)),
    "current_database": lambda args, _: "current_schema()",
    "raise_error": lambda args, _: "raise_error(USER_RAISED_EXCEPTION, map(errorMessage, %s))" % args[0],
    **{"moment:%s:%s" % (kind, sign): _joined(sign) for kind in ("months", "time") for sign in "+-"},
    **{"interval:%s" % sign: _in_brackets(sign) for sign in "+-*/"},
    "apart:dates": lambda args, _: "(%s - %s)" % tuple(args),
    "apart:moments": lambda args, _: "(%s - %s)" % tuple(args),
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
    "months_between": lambda args, _: "months_between(%s)" % ", ".join(args if len(args) > 2 else [*args, "true"]),
    "minus": lambda args, _: "(- %s)" % args[0],
    "element": _element,
    "array_agg": lambda args, _: "collect_list(%s)" % args[0],
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
    written = over.written and getattr(over.function, "name", "") not in ("lag", "lead")
    parts.append("%s BETWEEN %s AND %s" % (kind.upper(), _bound(first, "PRECEDING", written), _bound(last, "FOLLOWING", written)))
    return "%s OVER (%s)" % (over.function.sql(), " ".join(parts))


def frame_of(over):
    """The frame that is written, or Spark's own."""
    from pyspark.sql._windows import RANKING

    name = getattr(over.function, "name", "")
    if name in ("lag", "lead"):
        offset = over.function.children[1].value * (-1 if name == "lag" else 1)
        return "rows", offset, offset
    if name in RANKING:
        return "range" if name == "cume_dist" else "rows", None, 0
    if over.frame is not None:
        return over.frame
    return ("range", None, 0) if over.orderings else ("rows", None, None)


def _bound(offset, side, written):
    if offset is None:
        return "UNBOUNDED " + side
    if offset == 0:
        return "CURRENT ROW"
    return "%d PRECEDING" % -offset if offset < 0 and written else "%d FOLLOWING" % offset
