"""Arithmetic of numbers, with Spark's decimals and checks of overflow."""
import decimal
import math

from pyspark.errors.exceptions.captured import AnalysisException, ArithmeticException
from pyspark.sql import types as t
from pyspark.sql._casts import single, to_scale, upper
from pyspark.sql._coercion import bounded, cast_to, common_type, decimal_for, is_numeric
from pyspark.sql._operators import mismatch
from pyspark.sql._registry import SCALARS, Function, scalar, typed, unexpected


def _wrong_type(call, type_):
    wanted = '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")' if call.name in ("+", "-") else '"NUMERIC"'
    told = {"sqlExpr": call.sql(), "inputType": wanted, "actualDataType": '"%s"' % upper(type_)}
    return AnalysisException("DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE", told, call.position + ";")


def _numbers(call):
    """Both operands as numbers: a text becomes a number of the other's kind."""
    a, b = call.children
    texts = [isinstance(each.type, t.StringType) for each in (a, b)]
    other = b.type if texts[0] else a.type
    if any(texts) and not is_numeric(other) and not isinstance(other, t.NullType):
        raise _wrong_type(call, other)
    if isinstance(a.type, t.NullType) and isinstance(b.type, t.NullType):
        return [cast_to(a, t.DoubleType()), cast_to(b, t.DoubleType())]
    if isinstance(a.type, t.StringType):
        a = cast_to(a, _number_like(b.type))
    if isinstance(b.type, t.StringType):
        b = cast_to(b, _number_like(a.type))
    if isinstance(a.type, t.NullType):
        a = cast_to(a, b.type)
    if isinstance(b.type, t.NullType):
        b = cast_to(b, a.type)
    if not is_numeric(a.type) or not is_numeric(b.type):
        raise mismatch(call, a, b)
    decimals = [isinstance(each.type, t.DecimalType) for each in (a, b)]
    if any(decimals) and not any(isinstance(each.type, (t.FloatType, t.DoubleType)) for each in (a, b)):
        return [cast_to(each, decimal_for(each)) for each in (a, b)]
    wide = common_type(a.type, b.type)
    return [cast_to(a, wide), cast_to(b, wide)]


def _number_like(type_):
    return t.LongType() if isinstance(type_, t.IntegralType) else t.DoubleType()


def _division(call):
    a, b = _numbers(call)
    if isinstance(a.type, t.DecimalType):
        return [a, b]
    return [cast_to(a, t.DoubleType()), cast_to(b, t.DoubleType())]


def _decimal_result(operator, a, b):
    if operator in "+-":
        scale = max(a.scale, b.scale)
        return bounded(max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale)
    if operator == "*":
        return bounded(a.precision + b.precision + 1, a.scale + b.scale)
    if operator == "/":
        scale = max(6, a.scale + b.precision + 1)
        return bounded(a.precision - a.scale + b.scale + scale, scale)
    scale = max(a.scale, b.scale)
    return bounded(min(a.precision - a.scale, b.precision - b.scale) + scale, scale)


def _result(operator):
    return lambda args: _decimal_result(operator, args[0].type, args[1].type) if isinstance(args[0].type, t.DecimalType) else args[0].type


def _may_overflow(args):
    """A decimal with too many digits is null."""
    return isinstance(args[0].type, t.DecimalType) or any(arg.nullable for arg in args)


_WIDE = decimal.Context(prec=80, rounding=decimal.ROUND_HALF_UP)


def _arithmetic(operator, method, alternative):
    """+, - and * with overflow checks."""

    def make(args):
        type_ = args[0].type
        if isinstance(type_, t.DecimalType):
            result = _decimal_result(operator, type_, args[1].type)
            exact = {"+": _WIDE.add, "-": _WIDE.subtract, "*": _WIDE.multiply}[operator]
            return lambda a, b: to_scale(exact(a, b), result)
        compute = method
        if isinstance(type_, t.FloatType):
            return lambda a, b: single(compute(a, b))
        if isinstance(type_, t.DoubleType):
            return compute
        bound = 2 ** (type_._bits - 1)

        def checked(a, b):
            value = compute(a, b)
            if -bound <= value < bound:
                return value
            raise ArithmeticException("ARITHMETIC_OVERFLOW", {"message": "overflow", "alternative": alternative})

        return checked

    return make


for _operator, _method, _alternative in (("+", lambda a, b: a + b, "try_add"), ("-", lambda a, b: a - b, "try_subtract"), ("*", lambda a, b: a * b, "try_multiply")):
    typed(_operator, _numbers, _result(_operator), nullable=_may_overflow)(_arithmetic(_operator, _method, _alternative))


@typed("/", _division, _result("/"), nullable=True)
def _divide(args):
    type_ = args[0].type
    if isinstance(type_, t.DecimalType):
        result = _decimal_result("/", type_, args[1].type)

    def divide(a, b):
        if b == 0:
            raise ArithmeticException("DIVIDE_BY_ZERO")
        return to_scale(_WIDE.divide(a, b), result) if isinstance(type_, t.DecimalType) else a / b

    return divide


@typed("try_divide", _division, _result("/"), nullable=True)
def _try_divide(args):
    divide = _divide(args)
    return lambda a, b: None if b == 0 else divide(a, b)


@typed("% mod", _numbers, _result("%"), nullable=True)
def _remainder(args):
    """With the sign of the dividend, as in Java."""
    whole = isinstance(args[0].type, t.IntegralType)

    def remainder(a, b):
        if b == 0:
            raise ArithmeticException("REMAINDER_BY_ZERO")
        if whole:
            return abs(a) % abs(b) if a >= 0 else -(abs(a) % abs(b))
        return math.fmod(a, b) if isinstance(a, float) else a % b

    return remainder


@typed("pmod", _numbers, _result("%"), nullable=True)
def _positive_remainder(args):
    remainder = _remainder(args)

    def positive(a, b):
        value = remainder(a, b)
        return remainder(value + b, b) if value < 0 else value

    return positive


@scalar("div", _numbers, t.LongType(), nullable=True)
def _whole_division(a, b):
    if b == 0:
        raise ArithmeticException("DIVIDE_BY_ZERO")
    quotient = abs(a) // abs(b)
    return int(quotient if (a >= 0) == (b >= 0) else -quotient)


def _one_number(call):
    (a,) = call.children
    if call.name in ("minus", "negative") and isinstance(a.type, t.AnsiIntervalType):
        return [a]
    if isinstance(a.type, (t.StringType, t.NullType)):
        a = cast_to(a, t.DoubleType())
    if not is_numeric(a.type):
        raise unexpected(call, 0, '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")' if call.name in ("minus", "negative") else '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH")', a)
    return [a]


def _within(type_, compute, alternative):
    if not isinstance(type_, t.IntegralType):
        return compute
    bound = 2 ** (type_._bits - 1)

    def checked(a):
        value = compute(a)
        if value == bound:
            raise ArithmeticException("ARITHMETIC_OVERFLOW", {"message": "overflow", "alternative": alternative})
        return value

    return checked


typed("minus negative", _one_number, lambda args: args[0].type)(lambda args: _within(args[0].type, lambda a: -a, "try_subtract"))
for _plus in ("positive", "unary +"):
    SCALARS[_plus] = Function(_plus, _one_number, lambda args: args[0].type, lambda args: lambda a: a)
typed("abs", _one_number, lambda args: args[0].type)(lambda args: _within(args[0].type, abs, "try_abs"))


def _bits(call):
    a, b = call.children
    if not isinstance(a.type, t.IntegralType) or not isinstance(b.type, t.IntegralType):
        raise mismatch(call, a, b)
    wide = common_type(a.type, b.type)
    return [cast_to(a, wide), cast_to(b, wide)]


scalar("&", _bits, lambda args: args[0].type)(lambda a, b: a & b)
scalar("|", _bits, lambda args: args[0].type)(lambda a, b: a | b)
scalar("^", _bits, lambda args: args[0].type)(lambda a, b: a ^ b)



def _one_whole(call):
    (a,) = call.children
    if not isinstance(a.type, t.IntegralType):
        raise unexpected(call, 0, '"INTEGRAL"', a)
    return [a]


scalar("~ bitwise_not", _one_whole, lambda args: args[0].type)(lambda a: ~a)
