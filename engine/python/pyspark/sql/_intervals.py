"""Intervals: of days and time (a timedelta), of years and months (a number of months), and of all of them."""
import datetime
import re

from pyspark.sql import types as t

#: microseconds of the units of a day-time interval
MICROS = {"day": 86_400_000_000, "hour": 3_600_000_000, "minute": 60_000_000, "second": 1_000_000, "millisecond": 1000, "microsecond": 1, "week": 604_800_000_000}
MONTHS = {"year": 12, "month": 1}
_DAY_TIME, _YEAR_MONTH = t.DayTimeIntervalType._fields, t.YearMonthIntervalType._fields


def unit_of(word):
    """The unit that a word names, also in the plural; None for another word."""
    unit = word.lower().removesuffix("s")
    return unit if unit in MICROS or unit in MONTHS else None


def micros_of(number, unit):
    """:param number: its text; only seconds have a fraction"""
    sign = -1 if number.lstrip().startswith("-") else 1
    whole, _, fraction = number.strip().lstrip("+-").partition(".")
    if fraction and unit != "second" or not (whole + fraction).isdigit():
        raise ValueError(number)
    return sign * (int(whole or 0) * MICROS[unit] + (int((fraction + "000000")[:6]) if fraction else 0))


def of_units(pairs):
    """The value and type of `1 day 2 hours`.

    :param pairs: numbers as texts, with their units
    :raises ValueError: for a number that is none, or months beside days
    """
    months = [unit for _, unit in pairs if unit in MONTHS]
    if months and len(months) < len(pairs):
        raise ValueError("mixed")
    if months:
        fields = [_YEAR_MONTH.index(unit) for unit in months]
        return sum(int(number) * MONTHS[unit] for number, unit in pairs), t.YearMonthIntervalType(min(fields), max(fields))
    fields = [{"week": 0, "millisecond": 3, "microsecond": 3}.get(unit, _DAY_TIME.index(unit) if unit in _DAY_TIME else 0) for _, unit in pairs]
    micros = sum(micros_of(number, unit) for number, unit in pairs)
    return datetime.timedelta(microseconds=micros), t.DayTimeIntervalType(min(fields), max(fields))


_NUMBERS = r"(\d+)"
_BETWEEN = {"day": " ", "hour": ":", "minute": ":", "year": "-"}


def of_range(text, first, last):
    """The value and type of `'1 02:03' day to minute`.

    :raises ValueError: for a text of another form
    """
    fields = _YEAR_MONTH if first in _YEAR_MONTH else _DAY_TIME
    units = fields[fields.index(first) : fields.index(last) + 1]
    pattern = "".join((r"(\d+(?:\.\d{0,9})?)" if unit == "second" else _NUMBERS) + (re.escape(_BETWEEN[unit]) if unit != last else "") for unit in units)
    found = re.fullmatch(r"\s*([+-])?" + pattern + r"\s*", text)
    if not found or not units:
        raise ValueError(text)
    value, type_ = of_units([(number, unit) for number, unit in zip(found.groups()[1:], units)])
    return -value if found[1] == "-" else value, type_


def micros(value):
    return (value.days * 86400 + value.seconds) * 1_000_000 + value.microseconds


def interval_text(type_):
    """Writes an interval as SQL does: INTERVAL '1 02:00:00' DAY TO SECOND."""
    first, last = type_._fields[type_.startField], type_._fields[type_.endField]
    name = first.upper() if first == last else "%s TO %s" % (first.upper(), last.upper())
    inner = _year_month_text if isinstance(type_, t.YearMonthIntervalType) else _day_time_text
    return lambda value: "INTERVAL '%s' %s" % (inner(value, first, last), name)


def _year_month_text(value, first, last):
    sign, months = "-" if value < 0 else "", abs(value)
    if first != last:
        return "%s%d-%d" % (sign, months // 12, months % 12)
    return "%s%d" % (sign, months // 12 if first == "year" else months)


def _day_time_text(value, first, last):
    total = micros(value)
    sign, rest, made = "-" if total < 0 else "", abs(total), ""
    begin = _DAY_TIME.index(first)
    for i in range(begin, _DAY_TIME.index(last) + 1):
        unit = _DAY_TIME[i]
        number, rest = divmod(rest, MICROS[unit])
        text = "%02d" % number if unit != "day" else "%d" % number
        if unit == "second" and rest:
            text += (".%06d" % rest).rstrip("0")
        made += ("" if i == begin else " " if i == 1 else ":") + text
    return sign + made


def calendar_text(value):
    """Writes (months, days, microseconds) as `1 years 2 months 3 days 4 hours`."""
    months, days, left = value
    made = []
    years, months = int(months / 12), months - int(months / 12) * 12
    for number, unit in ((years, "years"), (months, "months"), (days, "days")):
        if number:
            made.append("%d %s" % (number, unit))
    sign, left = (-1 if left < 0 else 1), abs(left)
    for unit in ("hour", "minute"):
        number, left = divmod(left, MICROS[unit])
        if number:
            made.append("%d %ss" % (sign * number, unit))
    if left:
        seconds = "%d" % (left // 1_000_000) + ((".%06d" % (left % 1_000_000)).rstrip("0") if left % 1_000_000 else "")
        made.append("%s%s seconds" % ("-" if sign < 0 else "", seconds))
    return " ".join(made) or "0 seconds"


def duration(text):
    """Microseconds of `10 minutes`, as window functions take them.

    :raises ValueError: for another text, and for months
    """
    words = re.findall(r"[+-]?\d+(?:\.\d+)?|[A-Za-z]+", text)
    words = words[1:] if words and words[0].lower() == "interval" else words
    units = [unit_of(word) for word in words[1::2]]
    if not words or len(words) % 2 or None in units or any(unit in MONTHS for unit in units):
        raise ValueError(text)
    return sum(micros_of(number, unit) for number, unit in zip(words[::2], units))
