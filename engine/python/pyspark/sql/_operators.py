"""Comparisons and logic."""
import functools

from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._casts import upper
from pyspark.sql._coercion import cast_to, common_type, common_type_of
from pyspark.sql._expressions import Call
from pyspark.sql._registry import scalar, typed, unexpected

_BOOLEAN = t.BooleanType()


def mismatch(call, a, b):
    told = {"sqlExpr": call.sql(), "left": upper(a.type), "right": upper(b.type)}
    return AnalysisException("DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES", told, call.position + ";")


def alike(call):
    """All arguments with the type that they have in common."""
    wide = common_type_of([each.type for each in call.children])
    if wide is None:
        raise mismatch(call, call.children[0], next(each for each in call.children[1:] if common_type(call.children[0].type, each.type) is None))
    return [cast_to(each, wide) for each in call.children]


def is_orderable(type_):
    if isinstance(type_, t.ArrayType):
        return is_orderable(type_.elementType)
    if isinstance(type_, t.StructType):
        return all(is_orderable(field.dataType) for field in type_.fields)
    return not isinstance(type_, (t.MapType, t.CalendarIntervalType))


def check_ordering(call, type_):
    """:raises AnalysisException: for maps, which have no order"""
    if not is_orderable(type_):
        told = {"sqlExpr": call.sql(), "functionName": call.name, "dataType": upper(type_)}
        raise AnalysisException("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", told, call.position + ";")


def _compared(call):
    """Both operands with the same type; texts within arrays stay texts."""
    a, b = (each.type for each in call.children)
    if isinstance(a, t.ArrayType) and isinstance(b, t.ArrayType) and isinstance(a.elementType, t.StringType) != isinstance(b.elementType, t.StringType):
        if not isinstance(a.elementType, t.NullType) and not isinstance(b.elementType, t.NullType):
            raise mismatch(call, *call.children)
    made = alike(call)
    check_ordering(call, made[0].type)
    return made


def same_typed(call, listed=True, common=common_type):
    """All arguments with one type.

    :param listed: how the error lists the types that do not fit: `["A", "B"]`, or `("A" or "B")`
    :param common: what two types have in common, or None
    """
    wide = functools.reduce(lambda a, b: None if a is None else common(a, b), [each.type for each in call.children], t.NullType())
    if wide is None:
        shown = ['"%s"' % upper(each.type) for each in call.children]
        told = {"sqlExpr": call.sql(), "functionName": call.name, "dataType": "[%s]" % ", ".join(shown) if listed else "(%s)" % " or ".join(shown)}
        raise AnalysisException("DATATYPE_MISMATCH.DATA_DIFF_TYPES", told, call.position + ";")
    return [cast_to(each, wide) for each in call.children]


def without_texts(a, b):
    """What two types have in common where a text does not go into another type."""
    return None if isinstance(a, t.StringType) != isinstance(b, t.StringType) and t.NullType not in (type(a), type(b)) else common_type(a, b)


def comparable(type_):
    """Makes of a value of the type what Python compares as Spark does: NaN equals itself and is the largest number."""
    if isinstance(type_, (t.DoubleType, t.FloatType)):
        return lambda value: (1, 0.0) if value != value else (0, value)
    if isinstance(type_, t.ArrayType):
        element = nullable_key(type_.elementType)
        return lambda value: [element(each) for each in value]
    if isinstance(type_, t.StructType):
        fields = [nullable_key(field.dataType) for field in type_.fields]
        return lambda value: [key(each) for key, each in zip(fields, value)]
    if isinstance(type_, t.MapType):
        key, mapped = nullable_key(type_.keyType), nullable_key(type_.valueType)
        return lambda value: sorted((key(k), mapped(v)) for k, v in value.items())
    return None


def nullable_key(type_):
    """A key to sort by, nulls first."""
    key = comparable(type_) or (lambda value: value)
    return lambda value: (False,) if value is None else (True, key(value))


def _comparison(operator, compare):
    def make(args):
        key = comparable(args[0].type)
        return compare if key is None else lambda a, b: compare(key(a), key(b))

    typed(operator, _compared, _BOOLEAN)(make)


_comparison("=", lambda a, b: a == b)
_comparison("<", lambda a, b: a < b)
_comparison("<=", lambda a, b: a <= b)
_comparison(">", lambda a, b: a > b)
_comparison(">=", lambda a, b: a >= b)


@typed("<=>", _compared, _BOOLEAN, strict=False, nullable=False)
def _same(args):
    key = nullable_key(args[0].type)
    return lambda a, b: key(a) == key(b)


@typed("in", same_typed, _BOOLEAN, strict=False, nullable=lambda args: any(arg.nullable for arg in args))
def _in(args):
    key = nullable_key(args[0].type)

    def found(value, *candidates):
        if value is None:
            return None
        wanted = key(value)
        if any(candidate is not None and key(candidate) == wanted for candidate in candidates):
            return True
        return None if None in candidates else False

    return found


def _between(call):
    value, low, high = call.children
    type_ = common_type_of([each.type for each in call.children])
    if type_ is None:
        raise mismatch(call, value, low)
    return [cast_to(each, type_) for each in call.children]


@typed("between", _between, _BOOLEAN, strict=False, nullable=lambda args: any(arg.nullable for arg in args))
def _is_between(args):
    key = comparable(args[0].type) or (lambda value: value)

    def between(value, low, high):
        above = None if value is None or low is None else key(low) <= key(value)
        below = None if value is None or high is None else key(value) <= key(high)
        return _both(above, below)

    return between


# --- Logic --------------------------------------------------------------------------------------------------------------


def _logical(call):
    for i, each in enumerate(call.children):
        if not isinstance(each.type, (t.BooleanType, t.NullType, t.StringType)):
            if len(call.children) == 2:
                a, b = call.children
                if isinstance(a.type, t.BooleanType) or isinstance(b.type, t.BooleanType):
                    raise mismatch(call, a, b)
                told = {"sqlExpr": call.sql(), "inputType": '"BOOLEAN"', "actualDataType": '"%s"' % upper(a.type)}
                raise AnalysisException("DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE", told, call.position + ";")
            raise unexpected(call, i, '"BOOLEAN"', each)
    return [cast_to(each, _BOOLEAN) for each in call.children]


def _both(a, b):
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _either(a, b):
    if a is True or b is True:
        return True
    return None if a is None or b is None else False


scalar("and", _logical, _BOOLEAN, strict=False, nullable=lambda args: any(arg.nullable for arg in args))(_both)
scalar("or", _logical, _BOOLEAN, strict=False, nullable=lambda args: any(arg.nullable for arg in args))(_either)
scalar("not", _logical, _BOOLEAN)(lambda a: not a)
scalar("isnull", "any", _BOOLEAN, strict=False, nullable=False)(lambda a: a is None)
scalar("isnotnull", "any", _BOOLEAN, strict=False, nullable=False)(lambda a: a is not None)
scalar("isnan", "double", _BOOLEAN, strict=False, nullable=False)(lambda a: a is not None and a != a)


def _branches(call):
    """WHEN and THEN in turn, ELSE last where their number is odd; one type for all results."""
    args = list(call.children)
    at = [i for i in range(len(args)) if i % 2 == 1 or i == len(args) - 1]
    wide = common_type_of([args[i].type for i in at])
    if wide is None:
        told = {"sqlExpr": call.sql(), "functionName": "casewhen", "dataType": "[%s]" % ", ".join('"%s"' % upper(args[i].type) for i in at)}
        raise AnalysisException("DATATYPE_MISMATCH.DATA_DIFF_TYPES", told, call.position + ";")
    for i in range(0, len(args) - 1, 2):
        if not isinstance(args[i].type, (t.BooleanType, t.NullType)):
            raise unexpected(call, i // 2, '"BOOLEAN"', args[i])
    for i in at:
        args[i] = cast_to(args[i], wide)
    return args


def _case_type(args):
    return args[1].type


def _case_nullable(args):
    return len(args) % 2 == 0 or any(args[i].nullable for i in range(1, len(args), 2)) or args[-1].nullable


#: evaluated branch by branch, see `_evaluation`
typed("case", _branches, _case_type, strict=False, nullable=_case_nullable)(lambda args: None)


def _if(call):
    test, yes, no = call.children
    if not isinstance(test.type, (t.BooleanType, t.NullType)):
        raise unexpected(call, 0, '"BOOLEAN"', test)
    return _branches(Call("case", [test, yes, no]))


typed("if", _if, _case_type, strict=False, nullable=lambda args: args[1].nullable or args[2].nullable)(lambda args: None)
typed("coalesce ifnull nvl", lambda call: same_typed(call, listed=False), lambda args: args[0].type, strict=False, nullable=lambda args: all(arg.nullable for arg in args))(lambda args: None)
