"""Columns: expressions that scripts build with Python's operators."""
import sys

from pyspark._public import public
from pyspark.errors.exceptions.base import PySparkAttributeError, PySparkTypeError, PySparkValueError
from pyspark.errors.exceptions.captured import illegal_argument
from pyspark.sql import types as t
from pyspark.sql._expressions import Alias, Call, Cast, Literal, Name, Ordering, Over, Star, UdfCall, literal

_SHOWN = {"element": "getItem", "minus": "negative", "isnull": "isNull", "isnotnull": "isNotNull"}


def to_expression(value):
    """A column's expression; a literal of anything else."""
    return value._expression if isinstance(value, Column) else literal(value)


def to_column(value, argument="col"):
    """A column's expression; a text is a column's name."""
    if isinstance(value, Column):
        return value._expression
    if isinstance(value, str):
        return name_expression(value)
    raise not_expected(argument, "Column or str", value)


def not_expected(argument, expected, value):
    return PySparkTypeError(errorClass="NOT_EXPECTED_TYPE", messageParameters={"arg_name": argument, "expected_type": expected, "arg_type": type(value).__name__})


def name_expression(text):
    """`a`, `t.a`, `*`, `t.*`; back quotes keep points together."""
    if text == "*":
        return Star()
    if text.endswith(".*"):
        return Star(text[:-2])
    if "`" not in text:
        return Name(text.split("."))
    from pyspark.sql._lexer import tokens

    return Name([token.value for token in tokens(text) if token.kind in ("word", "quoted", "number")])


def _place(fragment):
    """Where the script calls, as Spark tells it in errors of a running query."""
    frame = sys._getframe(2)
    while frame is not None and "/pyspark/" in frame.f_code.co_filename:
        frame = frame.f_back
    where = "%s:%d" % (frame.f_code.co_filename, frame.f_lineno) if frame is not None else ""
    return '\n== DataFrame ==\n"%s" was called from\n%s\n' % (fragment, where)


def _call(fragment, name, *args, negate=False):
    node = Call(name, args)
    node.place = _place(fragment)
    return Column(Call("not", [node]) if negate else node)


def _binary(fragment, name, reverse=False):
    def operate(self, other):
        args = [self._expression, to_expression(other)]
        return _call(fragment, name, *(args[::-1] if reverse else args))

    operate.__name__ = fragment
    return operate


@public(module="pyspark.sql.classic.column")
class Column:
    """An expression over the columns of a DataFrame. It is computed when the DataFrame is."""

    def __init__(self, expression):
        self._expression = expression if not isinstance(expression, str) else name_expression(expression)

    __add__ = _binary("__add__", "+")
    __sub__ = _binary("__sub__", "-")
    __mul__ = _binary("__mul__", "*")
    __truediv__ = _binary("__truediv__", "/")
    __mod__ = _binary("__mod__", "%")
    __radd__ = _binary("__radd__", "+", True)
    __rsub__ = _binary("__rsub__", "-", True)
    __rmul__ = _binary("__rmul__", "*", True)
    __rtruediv__ = _binary("__rtruediv__", "/", True)
    __rmod__ = _binary("__rmod__", "%", True)
    __eq__ = _binary("__eq__", "=")
    __lt__ = _binary("__lt__", "<")
    __le__ = _binary("__le__", "<=")
    __gt__ = _binary("__gt__", ">")
    __ge__ = _binary("__ge__", ">=")
    __and__ = _binary("__and__", "and")
    __or__ = _binary("__or__", "or")
    __rand__ = _binary("__rand__", "and", True)
    __ror__ = _binary("__ror__", "or", True)
    eqNullSafe = _binary("eqNullSafe", "<=>")
    bitwiseAND = _binary("bitwiseAND", "&")
    bitwiseOR = _binary("bitwiseOR", "|")
    bitwiseXOR = _binary("bitwiseXOR", "^")
    contains = _binary("contains", "contains")
    startswith = _binary("startswith", "startswith")
    endswith = _binary("endswith", "endswith")
    like = _binary("like", "like")
    ilike = _binary("ilike", "ilike")
    rlike = _binary("rlike", "rlike")
    __hash__ = None

    def __ne__(self, other):
        return _call("__ne__", "=", self._expression, to_expression(other), negate=True)

    def __neg__(self):
        return _call("__neg__", "negative", self._expression)

    def __invert__(self):
        return _call("__invert__", "not", self._expression)

    def __pow__(self, other):
        return _call("__pow__", "power", self._expression, to_expression(other))

    def __rpow__(self, other):
        return _call("__rpow__", "power", to_expression(other), self._expression)

    def isNull(self):
        return _call("isNull", "isnull", self._expression)

    def isNotNull(self):
        return _call("isNotNull", "isnotnull", self._expression)

    def isNaN(self):
        return _call("isNaN", "isnan", self._expression)

    def isin(self, *cols):
        values = cols[0] if len(cols) == 1 and isinstance(cols[0], (list, set, tuple)) else cols
        return _call("isin", "in", self._expression, *map(to_expression, values))

    def between(self, lowerBound, upperBound):
        return (self >= lowerBound) & (self <= upperBound)

    def substr(self, startPos, length):
        if type(startPos) is not type(length):
            raise PySparkTypeError(errorClass="NOT_SAME_TYPE", messageParameters={"arg_name1": "startPos", "arg_name2": "length", "arg_type1": type(startPos).__name__, "arg_type2": type(length).__name__})
        return _call("substr", "substr", self._expression, to_expression(startPos), to_expression(length))

    def cast(self, dataType):
        return self._cast(dataType, False)

    astype = cast

    def try_cast(self, dataType):
        return self._cast(dataType, True)

    def _cast(self, dataType, tolerant):
        if not isinstance(dataType, (str, t.DataType)):
            raise not_expected("dataType", "DataType or str", dataType)
        node = Cast(self._expression, t.DataType.fromDDL(dataType) if isinstance(dataType, str) else dataType, tolerant=tolerant)
        node.place = _place("cast")
        return Column(node)

    def alias(self, *alias, **kwargs):
        return Column(Alias(self._expression, alias[0], list(alias)))

    name = alias

    def asc(self):
        return Column(Ordering(self._expression, True))

    def desc(self):
        return Column(Ordering(self._expression, False))

    def asc_nulls_first(self):
        return Column(Ordering(self._expression, True, True))

    def asc_nulls_last(self):
        return Column(Ordering(self._expression, True, False))

    def desc_nulls_first(self):
        return Column(Ordering(self._expression, False, True))

    def desc_nulls_last(self):
        return Column(Ordering(self._expression, False, False))

    def getItem(self, key):
        return _call("getItem", "element", self._expression, to_expression(key))

    def getField(self, name):
        return _call("getField", "element", self._expression, to_expression(name))

    def withField(self, fieldName, col):
        if not isinstance(fieldName, str):
            raise not_expected("fieldName", "str", fieldName)
        if not isinstance(col, Column):
            raise not_expected("col", "Column", col)
        return _call("withField", "with_field", self._expression, literal(fieldName), col._expression)

    def dropFields(self, *fieldNames):
        return _call("dropFields", "drop_fields", self._expression, *map(literal, fieldNames))

    def __getitem__(self, k):
        if isinstance(k, slice):
            if k.step is not None:
                raise PySparkValueError(errorClass="SLICE_WITH_STEP", messageParameters={})
            return self.substr(k.start, k.stop)
        return _call("__getitem__", "element", self._expression, to_expression(k))

    def __getattr__(self, item):
        from pyspark.sql._unavailable import method

        if item.startswith("__"):
            raise PySparkAttributeError(errorClass="CANNOT_ACCESS_TO_DUNDER", messageParameters={})
        return method("Column", item) or self.getField(item)

    def when(self, condition, value):
        node = self._expression
        if not isinstance(node, Call) or node.name != "case" or len(node.children) % 2:
            raise illegal_argument("when() can only be applied on a Column previously generated by when() function" if not isinstance(node, Call) or node.name != "case" else "when() cannot be applied once otherwise() is applied")
        if not isinstance(condition, Column):
            raise not_expected("condition", "Column", condition)
        return Column(node.with_children([*node.children, condition._expression, to_expression(value)]))

    def otherwise(self, value):
        node = self._expression
        if not isinstance(node, Call) or node.name != "case":
            raise illegal_argument("otherwise() can only be applied on a Column previously generated by when()")
        if len(node.children) % 2:
            raise illegal_argument("otherwise() can only be applied once on a Column previously generated by when()")
        return Column(node.with_children([*node.children, to_expression(value)]))

    def over(self, window):
        return Column(Over(self._expression, window._partitions, window._orderings, window._frame))

    def __iter__(self):
        raise PySparkTypeError(errorClass="NOT_ITERABLE", messageParameters={"objectName": "Column"})

    def __contains__(self, item):
        raise PySparkValueError(errorClass="CANNOT_APPLY_IN_FOR_COLUMN", messageParameters={})

    def __bool__(self):
        raise PySparkValueError(errorClass="CANNOT_CONVERT_COLUMN_INTO_BOOL", messageParameters={"offending_column": _shown(self._expression)})

    __nonzero__ = __bool__

    def __repr__(self):
        return "Column<'%s'>" % _shown(self._expression)


def _shown(node):
    """A column as Spark's repr writes it: functions before their arguments."""
    if isinstance(node, Alias):
        return "%s AS %s" % (_shown(node.child), node.name)
    if isinstance(node, Cast):
        return "CAST(%s AS %s)" % (_shown(node.child), node.type.simpleString().upper())
    if isinstance(node, Literal):
        return "'%s'" % node.value if isinstance(node.value, str) else node.sql()
    if isinstance(node, Ordering):
        return "%s %s NULLS %s" % (_shown(node.child), "ASC" if node.ascending else "DESC", "FIRST" if node.nulls_first else "LAST")
    if isinstance(node, Call) and node.name == "case":
        args = [_shown(child) for child in node.children]
        pairs = "".join(" WHEN %s THEN %s" % (args[i], args[i + 1]) for i in range(0, len(args) - 1, 2))
        return "CASE%s%s END" % (pairs, " ELSE %s" % args[-1] if len(args) % 2 else "")
    if isinstance(node, (Call, UdfCall)):
        name = _SHOWN.get(node.name, node.name)
        return "%s(%s%s)" % (name, "DISTINCT " if getattr(node, "distinct", False) else "", ", ".join(_shown(child) for child in node.children))
    return node.sql()
