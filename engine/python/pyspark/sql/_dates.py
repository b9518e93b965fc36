"""Functions of dates and times. A session's zone is UTC."""
import datetime
import functools
import re

from pyspark.errors.exceptions.captured import DateTimeException
from pyspark.sql import types as t
from pyspark.sql._casts import caster, parse_timestamp
from pyspark.sql._coercion import cast_to
from pyspark.sql._expressions import Literal
from pyspark.sql._registry import scalar, typed

_STRING, _INT, _LONG, _DOUBLE, _DATE, _TIMESTAMP = t.StringType(), t.IntegerType(), t.LongType(), t.DoubleType(), t.DateType(), t.TimestampType()
_EPOCH = datetime.datetime(1970, 1, 1)
_SECOND = datetime.timedelta(seconds=1)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]

scalar("current_date curdate", "", _DATE, nullable=False)(lambda: datetime.datetime.now().date())
scalar("current_timestamp now localtimestamp", "", _TIMESTAMP, nullable=False)(datetime.datetime.now)
scalar("year", "date", _INT)(lambda d: d.year)
scalar("month", "date", _INT)(lambda d: d.month)
scalar("day dayofmonth", "date", _INT)(lambda d: d.day)
scalar("quarter", "date", _INT)(lambda d: (d.month + 2) // 3)
scalar("dayofweek", "date", _INT)(lambda d: d.isoweekday() % 7 + 1)
scalar("weekday", "date", _INT)(lambda d: d.weekday())
scalar("dayofyear", "date", _INT)(lambda d: d.timetuple().tm_yday)
scalar("weekofyear", "date", _INT)(lambda d: d.isocalendar()[1])
scalar("hour", "timestamp", _INT)(lambda d: d.hour)
scalar("minute", "timestamp", _INT)(lambda d: d.minute)
scalar("second", "timestamp", _INT)(lambda d: d.second)
scalar("date_add dateadd", "date int", _DATE)(lambda d, days: d + datetime.timedelta(days=days))
scalar("date_sub", "date int", _DATE)(lambda d, days: d - datetime.timedelta(days=days))
scalar("datediff date_diff", "date date", _INT)(lambda end, start: (end - start).days)
scalar("timestamp_seconds", "double", _TIMESTAMP)(lambda seconds: _EPOCH + datetime.timedelta(seconds=seconds))
scalar("make_date", "int int int", _DATE)(datetime.date)


def _month_end(year, month):
    return (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)).day


@scalar("add_months", "date int", _DATE)
def _add_months(d, months):
    at = d.year * 12 + d.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return datetime.date(year, month, min(d.day, _month_end(year, month)))


scalar("last_day", "date", _DATE)(lambda d: d.replace(day=_month_end(d.year, d.month)))


@scalar("months_between", "timestamp timestamp", _DOUBLE)
def _months_between(a, b):
    months = (a.year - b.year) * 12 + a.month - b.month
    ends = [d.day == _month_end(d.year, d.month) for d in (a, b)]
    if a.day == b.day or all(ends):
        return float(months)
    seconds = [(d.day - 1) * 86400 + d.hour * 3600 + d.minute * 60 + d.second for d in (a, b)]
    return round(months + (seconds[0] - seconds[1]) / (31 * 86400), 8)


# --- Patterns -----------------------------------------------------------------------------------------------------------


@functools.lru_cache(100)
def _pieces(pattern):
    """A date pattern as a list of (letter, count) and texts."""
    found = re.findall(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|([^A-Za-z']+)", pattern)
    return [(run[0], len(run)) if run else (text or quoted or "'") for quoted, run, _, text in found]


def format_time(value, pattern):
    made = []
    for piece in _pieces(pattern):
        if isinstance(piece, str):
            made.append(piece)
            continue
        letter, count = piece
        make = _FORMATS.get(letter)
        if make is None:
            raise NotImplementedError("The letter %s of a date pattern is not available here; run the script on Spark." % letter)
        made.append(make(value, count))
    return "".join(made)


def _padded(part):
    return lambda value, count: "%0*d" % (count, part(value))


def _named(names, index):
    return lambda value, count: names[index(value)] if count > 3 else names[index(value)][:3]


def _month(value, count):
    return "%0*d" % (count, value.month) if count < 3 else _named(_MONTHS, lambda each: each.month - 1)(value, count)


_FORMATS = {
    "y": lambda value, count: "%02d" % (value.year % 100) if count == 2 else "%0*d" % (count, value.year),
    "u": lambda value, count: "%0*d" % (count, value.year),
    "M": _month, "L": _month,
    "d": _padded(lambda value: value.day),
    "D": _padded(lambda value: value.timetuple().tm_yday),
    "H": _padded(lambda value: value.hour),
    "k": _padded(lambda value: value.hour or 24),
    "h": _padded(lambda value: value.hour % 12 or 12),
    "K": _padded(lambda value: value.hour % 12),
    "m": _padded(lambda value: value.minute),
    "s": _padded(lambda value: value.second),
    "S": lambda value, count: ("%06d000" % value.microsecond)[:count],
    "E": _named(_DAYS, lambda value: value.weekday()),
    "a": lambda value, count: "AM" if value.hour < 12 else "PM",
    "Q": lambda value, count: "%0*d" % (count, (value.month + 2) // 3),
    "z": lambda value, count: "UTC", "V": lambda value, count: "UTC",
    "X": lambda value, count: "Z", "Z": lambda value, count: "+0000", "x": lambda value, count: "+00",
}  # fmt: skip

_READERS = {"y": r"(\d{%d,})", "u": r"(\d{%d,})", "d": r"(\d{%d,2})", "H": r"(\d{%d,2})", "h": r"(\d{%d,2})", "m": r"(\d{%d,2})", "s": r"(\d{%d,2})"}


@functools.lru_cache(100)
def _reader(pattern):
    letters, made = [], []
    for piece in _pieces(pattern):
        if isinstance(piece, str):
            made.append(re.escape(piece))
            continue
        letter, count = piece
        letters.append((letter, count))
        if letter in "ML" and count >= 3:
            made.append("(%s)" % "|".join(name if count > 3 else name[:3] for name in _MONTHS))
        elif letter in "ML":
            made.append(r"(\d{%d,2})" % count)
        elif letter == "E":
            made.append(r"([A-Za-z]+)")
        elif letter == "a":
            made.append(r"([AaPp][Mm])")
        elif letter == "S":
            made.append(r"(\d{1,%d})" % count)
        elif letter in "XZxzV":
            made.append(r"(Z|UTC|[+-]\d{2}:?\d{0,2})")
        elif letter == "y" and count == 2:
            made.append(r"(\d{2})")
        elif letter in _READERS:
            made.append(_READERS[letter] % (count if count > 1 else 1))
        else:
            raise NotImplementedError("The letter %s of a date pattern is not available here; run the script on Spark." % letter)
    return letters, re.compile("".join(made) + r"\Z")


def parse_time(text, pattern):
    """:raises ValueError: where the text does not have that form"""
    letters, form = _reader(pattern)
    found = form.match(text)
    if not found:
        raise ValueError(text)
    parts = {"y": 1970, "M": 1, "d": 1, "H": 0, "m": 0, "s": 0, "S": 0}
    afternoon, offset = None, datetime.timedelta(0)
    for (letter, count), piece in zip(letters, found.groups()):
        if letter in "ML" and count >= 3:
            parts["M"] = next(i for i, name in enumerate(_MONTHS, 1) if name[: len(piece)] == piece)
        elif letter == "a":
            afternoon = piece.upper() == "PM"
        elif letter == "S":
            parts["S"] = int((piece + "000000")[:6])
        elif letter in "XZxzV":
            if piece not in ("Z", "UTC"):
                digits = piece[1:].replace(":", "")
                offset = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0)) * (1 if piece[0] == "+" else -1)
        elif letter != "E":
            parts[{"L": "M", "u": "y", "h": "H"}.get(letter, letter)] = int(piece) + (2000 if letter == "y" and count == 2 else 0)
    if afternoon is not None:
        parts["H"] = parts["H"] % 12 + (12 if afternoon else 0)
    return datetime.datetime(parts["y"], parts["M"], parts["d"], parts["H"], parts["m"], parts["s"], parts["S"]) - offset


scalar("date_format", "timestamp string", _STRING)(format_time)


def _to_time(target):
    """to_date and to_timestamp: a cast, or read by a pattern."""

    def make(args):
        if len(args) == 1:
            return caster(args[0].type, target)
        if not isinstance(args[0].type, t.StringType):
            cast = caster(args[0].type, target)
            return lambda value, _: cast(value)

        def parsed(text, pattern):
            try:
                value = parse_time(text, pattern)
            except ValueError:
                raise DateTimeException("CANNOT_PARSE_TIMESTAMP", {"message": "Text '%s' could not be parsed at index 0" % text}) from None
            return value.date() if isinstance(target, t.DateType) else value

        return parsed

    return make


typed("to_date", "any string?", _DATE, nullable=True)(_to_time(_DATE))
typed("to_timestamp", "any string?", _TIMESTAMP, nullable=True)(_to_time(_TIMESTAMP))


def _unix_inputs(call):
    args = list(call.children) or [Literal(datetime.datetime.now(), _TIMESTAMP)]
    pattern = args[1] if len(args) > 1 else Literal("yyyy-MM-dd HH:mm:ss", _STRING)
    return [args[0], cast_to(pattern, _STRING)]


@typed("unix_timestamp to_unix_timestamp", _unix_inputs, _LONG)
def _unix_timestamp(args):
    if isinstance(args[0].type, t.StringType):
        return lambda text, pattern: (parse_time(text, pattern) - _EPOCH) // _SECOND
    cast = caster(args[0].type, _TIMESTAMP)
    return lambda value, _: (cast(value) - _EPOCH) // _SECOND


def _from_unix_inputs(call):
    args = call.children
    return [cast_to(args[0], _LONG), cast_to(args[1], _STRING) if len(args) > 1 else Literal("yyyy-MM-dd HH:mm:ss", _STRING)]


scalar("from_unixtime", _from_unix_inputs, _STRING)(lambda seconds, pattern: format_time(_EPOCH + datetime.timedelta(seconds=seconds), pattern))


def _truncated(value, unit):
    unit = unit.lower()
    midnight = datetime.datetime(value.year, value.month, value.day)
    if unit in ("year", "yyyy", "yy"):
        return midnight.replace(month=1, day=1)
    if unit == "quarter":
        return midnight.replace(month=(value.month - 1) // 3 * 3 + 1, day=1)
    if unit in ("month", "mon", "mm"):
        return midnight.replace(day=1)
    if unit == "week":
        return midnight - datetime.timedelta(days=value.weekday())
    if unit in ("day", "dd"):
        return midnight
    cuts = {"hour": {"minute": 0, "second": 0, "microsecond": 0}, "minute": {"second": 0, "microsecond": 0}, "second": {"microsecond": 0}}
    return value.replace(**cuts[unit]) if unit in cuts else None


scalar("date_trunc", "string timestamp", _TIMESTAMP, nullable=True)(lambda unit, value: _truncated(value, unit))


@scalar("trunc", "date string", _DATE, nullable=True)
def _trunc(value, unit):
    cut = _truncated(datetime.datetime(value.year, value.month, value.day), unit)
    return cut and cut.date()


scalar("to_timestamp_ntz", "string", t.TimestampNTZType())(parse_timestamp)
