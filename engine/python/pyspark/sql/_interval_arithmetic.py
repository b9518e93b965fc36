"""Arithmetic of intervals: with dates, timestamps, numbers and each other."""
import datetime
import decimal

from pyspark.errors.exceptions.captured import ArithmeticException
from pyspark.sql import types as t
from pyspark.sql._coercion import cast_to
from pyspark.sql._expressions import Call, Literal
from pyspark.sql._intervals import micros
from pyspark.sql._registry import scalar, typed

_DAYS, _MONTHS, _DATE, _TIMESTAMP = t.DayTimeIntervalType, t.YearMonthIntervalType, t.DateType, t.TimestampType
_NUMBERS = t.NumericType
_SPAN = t.DayTimeIntervalType(0, 3)


def rewritten(call):
    """`date + interval` and the like as the functions that Spark makes of them; other calls as they are."""
    if call.name not in ("+", "-", "*", "/") or len(call.children) != 2:
        return call
    a, b = call.children
    if call.name == "+" and isinstance(a.type, (_DAYS, _MONTHS)) and isinstance(b.type, (_DATE, _TIMESTAMP)):
        a, b = b, a
    if isinstance(a.type, (_DATE, _TIMESTAMP)):
        return _of_moment(call, a, b)
    if call.name in "+-" and isinstance(a.type, (_DAYS, _MONTHS)) and type(a.type) is type(b.type):
        return Call("interval:" + call.name, [a, b])
    if call.name == "*" and isinstance(a.type, _NUMBERS) and isinstance(b.type, (_DAYS, _MONTHS)):
        a, b = b, a
    if call.name in "*/" and isinstance(a.type, (_DAYS, _MONTHS)) and isinstance(b.type, _NUMBERS):
        return Call("interval:" + call.name, [a, b])
    return call


def _of_moment(call, a, b):
    if call.name not in "+-":
        return call
    if call.name == "-" and isinstance(b.type, (_DATE, _TIMESTAMP)):
        both = isinstance(a.type, _DATE) and isinstance(b.type, _DATE)
        return Call("apart:dates", [a, b]) if both else Call("apart:moments", [cast_to(a, _TIMESTAMP()), cast_to(b, _TIMESTAMP())])
    if isinstance(b.type, _MONTHS):
        return Call("moment:months:" + call.name, [a, b])
    if isinstance(b.type, _DAYS):
        if isinstance(a.type, _DATE) and b.type.endField == 0:
            days = Call("extractansiintervaldays", [b])
            return Call("date_add", [a, days if call.name == "+" else Call("minus", [days])])
        return Call("moment:time:" + call.name, [cast_to(a, _TIMESTAMP()), b])
    return call


scalar("extractansiintervaldays", "any", t.IntegerType())(lambda value: value.days)
scalar("apart:dates", "any any", t.DayTimeIntervalType(0, 0))(lambda a, b: a - b)
scalar("apart:moments", "any any", _SPAN)(lambda a, b: a - b)
scalar("moment:time:+", "any any", _TIMESTAMP())(lambda moment, span: moment + span)
scalar("moment:time:-", "any any", _TIMESTAMP())(lambda moment, span: moment - span)


def shifted(moment, months):
    at = moment.year * 12 + moment.month - 1 + months
    year, month = at // 12, at % 12 + 1
    last = (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return moment.replace(year=year, month=month, day=min(moment.day, last))


def _same_as_first(args):
    return args[0].type


scalar("moment:months:+", "any any", _same_as_first)(shifted)
scalar("moment:months:-", "any any", _same_as_first)(lambda moment, months: shifted(moment, -months))


def _widest(args):
    """Both intervals' fields."""
    interval = next(arg.type for arg in args if isinstance(arg.type, t.AnsiIntervalType))
    both = [arg.type for arg in args if isinstance(arg.type, t.AnsiIntervalType)]
    return type(interval)(min(each.startField for each in both), max(each.endField for each in both))


def _whole(args):
    interval = next(arg.type for arg in args if isinstance(arg.type, t.AnsiIntervalType))
    return type(interval)()


scalar("interval:+", "any any", _widest)(lambda a, b: a + b)
scalar("interval:-", "any any", _widest)(lambda a, b: a - b)


def _rounded(value):
    """Half away from zero."""
    return int(value + (0.5 if value >= 0 else -0.5))


@typed("interval:*", "any any", _whole)
def _times(args):
    months = any(isinstance(arg.type, _MONTHS) for arg in args)

    def times(a, b):
        if isinstance(a, datetime.timedelta):
            return datetime.timedelta(microseconds=micros(a) * b if isinstance(b, int) else _rounded(micros(a) * float(b)))
        if isinstance(b, datetime.timedelta):
            return times(b, a)
        return _rounded(float(a) * float(b)) if months else a * b

    return times


@typed("interval:/", "any any", _whole, nullable=True)
def _divided(args):
    def divided(span, number):
        if number == 0:
            raise ArithmeticException("INTERVAL_DIVIDED_BY_ZERO")
        if isinstance(span, datetime.timedelta):
            return datetime.timedelta(microseconds=_rounded(micros(span) / float(number)))
        return _rounded(span / float(number))

    return divided


scalar("make_dt_interval", "int? int? int? double?", _SPAN)(lambda days=0, hours=0, minutes=0, seconds=0.0: datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))
scalar("make_ym_interval", "int? int?", t.YearMonthIntervalType())(lambda years=0, months=0: years * 12 + months)


def _seven(call):
    """What is left out is nought, and the name shows it."""
    rest = [*[Literal(0, t.IntegerType())] * 6, Literal(decimal.Decimal("0.000000"), t.DecimalType(18, 6))]
    args = [*call.children, *rest[len(call.children) :]]
    return [*[cast_to(each, t.IntegerType()) for each in args[:6]], cast_to(args[6], t.DecimalType(18, 6))]


scalar("make_interval", _seven, t.CalendarIntervalType())(
    lambda years, months, weeks, days, hours, minutes, seconds: (years * 12 + months, weeks * 7 + days, hours * 3_600_000_000 + minutes * 60_000_000 + round(seconds * 1_000_000))
)
