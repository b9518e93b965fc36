"""More functions of dates and times: parts, days since, zones, and what may fail."""
import datetime
import decimal
import zoneinfo

from pyspark.errors.exceptions.captured import AnalysisException, DateTimeException
from pyspark.sql import types as t
from pyspark.sql._casts import parse_timestamp
from pyspark.sql._coercion import cast_to
from pyspark.sql._dates import parse_time
from pyspark.sql._expressions import Call, Literal
from pyspark.sql._intervals import MICROS, micros
from pyspark.sql._registry import scalar, typed

_STRING, _INT, _LONG, _DATE, _TIMESTAMP = t.StringType(), t.IntegerType(), t.LongType(), t.DateType(), t.TimestampType()
_EPOCH = datetime.datetime(1970, 1, 1)
_FIRST_DAY = datetime.date(1970, 1, 1)
_WEEK = ["mo", "tu", "we", "th", "fr", "sa", "su"]
_DAY_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

scalar("dayname", "date", _STRING)(lambda d: _DAY_NAMES[d.weekday()])
scalar("monthname", "date", _STRING)(lambda d: _MONTH_NAMES[d.month - 1])
scalar("unix_date", "date", _INT)(lambda d: (d - _FIRST_DAY).days)
scalar("date_from_unix_date", "int", _DATE)(lambda days: _FIRST_DAY + datetime.timedelta(days=days))
scalar("unix_seconds", "timestamp", _LONG)(lambda at: micros(at - _EPOCH) // 1_000_000)
scalar("unix_millis", "timestamp", _LONG)(lambda at: micros(at - _EPOCH) // 1000)
scalar("unix_micros", "timestamp", _LONG)(lambda at: micros(at - _EPOCH))
scalar("timestamp_millis", "long", _TIMESTAMP)(lambda number: _EPOCH + datetime.timedelta(milliseconds=number))
scalar("timestamp_micros", "long", _TIMESTAMP)(lambda number: _EPOCH + datetime.timedelta(microseconds=number))
scalar("window_time", "any", _TIMESTAMP)(lambda span: span[1] - datetime.timedelta(microseconds=1))


@scalar("next_day", "date string", _DATE)
def _next_day(d, name):
    short = name.strip().lower()
    if short[:2] not in _WEEK or len(short) < 2:
        raise DateTimeException("ILLEGAL_DAY_OF_WEEK", {"string": name})
    return d + datetime.timedelta(days=(_WEEK.index(short[:2]) - d.weekday() - 1) % 7 + 1)


def _timestamp_parts(call):
    types = [_INT] * 5 + [t.DecimalType(16, 6), _STRING]
    return [cast_to(each, type_) for each, type_ in zip(call.children, types)]


@scalar("make_timestamp", _timestamp_parts, _TIMESTAMP)
def _make_timestamp(year, month, day, hour, minute, seconds, zone=None):
    try:
        at = datetime.datetime(year, month, day, hour, minute) + datetime.timedelta(microseconds=int(seconds * decimal.Decimal(1_000_000)))
    except ValueError as error:
        raise DateTimeException("DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION", {"rangeMessage": str(error)}) from None
    return at if zone is None else _to_utc(at, zone)


def _zone(name):
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise DateTimeException("INVALID_TIMEZONE", {"timeZone": name}) from None


def _to_utc(at, zone):
    return at.replace(tzinfo=_zone(zone)).astimezone(datetime.timezone.utc).replace(tzinfo=None)


scalar("from_utc_timestamp", "timestamp string", _TIMESTAMP)(lambda at, zone: at.replace(tzinfo=datetime.timezone.utc).astimezone(_zone(zone)).replace(tzinfo=None))
scalar("to_utc_timestamp", "timestamp string", _TIMESTAMP)(_to_utc)


def _tried(is_date):
    def parsed(text, pattern=None):
        try:
            value = parse_timestamp(text) if pattern is None else parse_time(text, pattern)
        except ValueError:
            return None
        return value.date() if is_date else value

    return parsed


scalar("try_to_timestamp", "string string?", _TIMESTAMP, nullable=True)(_tried(False))
scalar("try_to_date", "string string?", _DATE, nullable=True)(_tried(True))

# --- Parts ----------------------------------------------------------------------------------------------------------------

_PARTS = {
    "year": "year", "y": "year", "years": "year", "yr": "year", "yrs": "year", "quarter": "quarter", "qtr": "quarter", "month": "month", "mon": "month", "mons": "month", "months": "month",
    "week": "weekofyear", "w": "weekofyear", "weeks": "weekofyear", "day": "day", "d": "day", "days": "day", "dayofweek": "dayofweek", "dow": "dayofweek", "dayofweek_iso": "weekday", "doy": "dayofyear",
    "hour": "hour", "h": "hour", "hours": "hour", "hr": "hour", "hrs": "hour", "minute": "minute", "m": "minute", "min": "minute", "mins": "minute", "minutes": "minute",
    "second": "second", "s": "second", "sec": "second", "seconds": "second", "secs": "second",
}  # fmt: skip
_LARGER = {"hour": "day", "minute": "hour", "second": "minute"}


def part_of(call):
    """extract(part FROM value) as the function of that part.

    :raises AnalysisException: for a part that there is not
    """
    part, value = call.children
    name = _PARTS.get(str(part.value).lower())
    if name is None or isinstance(value.type, t.AnsiIntervalType) and name not in (*value.type._fields,):
        raise AnalysisException("INVALID_EXTRACT_FIELD", {"field": "`%s`" % part.value, "expr": '"%s"' % value.sql()}, ";")
    return name


def _part_inputs(call):
    name = part_of(call)
    part, value = call.children
    if isinstance(value.type, t.StringType):
        value = cast_to(value, _TIMESTAMP if name in _LARGER else _DATE)
    elif isinstance(value.type, t.TimestampType) and name not in _LARGER:
        value = cast_to(value, _DATE)
    return [part, value]


def _part_type(args):
    name = _PARTS[str(args[0].value).lower()]
    return t.DecimalType(8, 6) if name == "second" else t.ByteType() if isinstance(args[1].type, t.DayTimeIntervalType) and name != "day" else _INT


@typed("extract date_part datepart", _part_inputs, _part_type)
def _part(args):
    name = _PARTS[str(args[0].value).lower()]
    if isinstance(args[1].type, t.DayTimeIntervalType):
        return lambda _, value: _of_span(name, value)
    if isinstance(args[1].type, t.YearMonthIntervalType):
        return lambda _, value: int(value / 12) if name == "year" else value - int(value / 12) * 12
    if name == "second":
        return lambda _, value: decimal.Decimal(value.second * 1_000_000 + value.microsecond).scaleb(-6)
    from pyspark.sql._registry import SCALARS

    function = SCALARS[name].make([args[1]])
    return lambda _, value: function(value) + (1 if str(args[0].value).lower() == "dayofweek_iso" else 0)


def _of_span(name, value):
    total = micros(value)
    sign, left = (-1 if total < 0 else 1), abs(total)
    if name in _LARGER:
        left %= MICROS[_LARGER[name]]
    return sign * (left // MICROS[name]) if name != "second" else decimal.Decimal(sign * left).scaleb(-6)


# --- Units ----------------------------------------------------------------------------------------------------------------

_MONTH_UNITS = {"year": 12, "quarter": 3, "month": 1}


def with_unit(call):
    """`timestampadd(HOUR, 2, t)`, `datediff(DAY, a, b)`: the unit is a word, not a column."""
    return Call(call.name, [Literal(call.children[0].parts[0].upper(), _STRING), *call.children[1:]])


def _adding_inputs(call):
    unit, count, at = call.children
    return [unit, cast_to(count, _LONG), cast_to(at, _TIMESTAMP)]


@scalar("timestampadd", _adding_inputs, _TIMESTAMP)
def _timestampadd(unit, count, at):
    from pyspark.sql._interval_arithmetic import shifted

    unit = unit.lower()
    if unit in _MONTH_UNITS:
        return shifted(at, count * _MONTH_UNITS[unit])
    return at + datetime.timedelta(microseconds=count * MICROS[unit])


def _differing_inputs(call):
    return [call.children[0], *[cast_to(each, _TIMESTAMP) for each in call.children[1:]]]


@scalar("timestampdiff", _differing_inputs, _LONG)
def _timestampdiff(unit, start, end):
    unit = unit.lower()
    if unit not in _MONTH_UNITS:
        return int((micros(end - start)) / MICROS[unit])
    from pyspark.sql._interval_arithmetic import shifted

    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and shifted(start, months) > end:
        months -= 1
    if months < 0 and shifted(start, months) < end:
        months += 1
    return int(months / _MONTH_UNITS[unit])
