"""Values from one type to another, and to text, as Spark's ANSI mode does it."""
import datetime
import decimal
import re
import struct

from pyspark.errors.exceptions.captured import AnalysisException, ArithmeticException, DateTimeException, NumberFormatException, SparkRuntimeException
from pyspark.sql import types as t
from pyspark.sql._intervals import calendar_text, interval_text

_CONTEXT = decimal.Context(prec=60, rounding=decimal.ROUND_HALF_UP)


def double_text(value):
    """A double as Java writes it: 1.0, 1.0E10, NaN."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return _float_text(repr(value), abs(value))


def float_text(value):
    """A 32-bit float as Java writes it: its shortest digits."""
    if value != value or value in (float("inf"), float("-inf")):
        return double_text(value)
    for digits in range(1, 10):
        text = "%.*g" % (digits, value)
        if single(float(text)) == single(value):
            break
    return _float_text(repr(float(text)), abs(value))


def _float_text(text, size):
    if size == 0 or 1e-3 <= size < 1e7:
        return text if "e" not in text else format(decimal.Decimal(text), "f")
    sign, digits, exponent = decimal.Decimal(text).as_tuple()
    while len(digits) > 1 and digits[-1] == 0:
        digits, exponent = digits[:-1], exponent + 1
    rest = "".join(map(str, digits[1:])) or "0"
    return "%s%d.%sE%d" % ("-" if sign else "", digits[0], rest, exponent + len(digits) - 1)


def single(value):
    """Rounded to 32 bits."""
    try:
        return struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def timestamp_text(value):
    text = value.strftime("%H:%M:%S")
    if value.microsecond:
        text += (".%06d" % value.microsecond).rstrip("0")
    return "%04d-%02d-%02d %s" % (value.year, value.month, value.day, text)


def to_text(type_):
    """A function that writes a value (not None) of the type as a cast to string does."""
    if isinstance(type_, t.StringType):
        return str
    if isinstance(type_, t.BooleanType):
        return lambda value: "true" if value else "false"
    if isinstance(type_, t.DoubleType):
        return double_text
    if isinstance(type_, t.FloatType):
        return float_text
    if isinstance(type_, t.DecimalType):
        return lambda value: format(value, "f")
    if isinstance(type_, (t.TimestampType, t.TimestampNTZType)):
        return timestamp_text
    if isinstance(type_, t.DateType):
        return lambda value: "%04d-%02d-%02d" % (value.year, value.month, value.day)
    if isinstance(type_, t.AnsiIntervalType):
        return interval_text(type_)
    if isinstance(type_, t.CalendarIntervalType):
        return calendar_text
    if isinstance(type_, t.BinaryType):
        return lambda value: bytes(value).decode("utf-8", "replace")
    if isinstance(type_, t.ArrayType):
        element = nullable_text(type_.elementType)
        return lambda value: "[%s]" % ", ".join(map(element, value))
    if isinstance(type_, t.MapType):
        key, mapped = nullable_text(type_.keyType), nullable_text(type_.valueType)
        return lambda value: "{%s}" % ", ".join("%s -> %s" % (key(k), mapped(v)) for k, v in value.items())
    if isinstance(type_, t.StructType):
        fields = [nullable_text(field.dataType) for field in type_.fields]
        return lambda value: "{%s}" % ", ".join(text(each) for text, each in zip(fields, value))
    return str


def nullable_text(type_):
    text = to_text(type_)
    return lambda value: "NULL" if value is None else text(value)


def caster(source, target, tolerant=False):
    """A function that casts a value (not None).

    :param tolerant: what does not fit becomes None
    :raises AnalysisException: where Spark casts no such types
    """
    cast = _caster(source, target)
    if not tolerant:
        return cast

    def tried(value):
        try:
            return cast(value)
        except (NumberFormatException, ArithmeticException, DateTimeException, SparkRuntimeException):
            return None

    return tried


def can_cast(source, target):
    try:
        _caster(source, target)
        return True
    except AnalysisException:
        return False


def _caster(source, target):
    if source == target or isinstance(source, t.NullType):
        return lambda value: value
    if isinstance(target, t.StringType):
        return to_text(source)
    makers = {
        t.BooleanType: _to_boolean, t.ByteType: _to_integral, t.ShortType: _to_integral, t.IntegerType: _to_integral, t.LongType: _to_integral,
        t.FloatType: _to_float, t.DoubleType: _to_double, t.DecimalType: _to_decimal, t.DateType: _to_date, t.TimestampType: _to_timestamp,
        t.DayTimeIntervalType: _to_interval, t.YearMonthIntervalType: _to_interval, t.TimestampNTZType: _to_timestamp, t.BinaryType: _to_binary, t.ArrayType: _to_array, t.MapType: _to_map, t.StructType: _to_struct,
    }  # fmt: skip
    maker = makers.get(type(target))
    made = maker(source, target) if maker else None
    if made is None:
        raise AnalysisException("DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION", {"sqlExpr": "CAST", "srcType": upper(source), "targetType": upper(target)})
    return made


def upper(type_):
    """The type as errors write it."""
    if isinstance(type_, t.ArrayType):
        return "ARRAY<%s>" % upper(type_.elementType)
    if isinstance(type_, t.MapType):
        return "MAP<%s, %s>" % (upper(type_.keyType), upper(type_.valueType))
    if isinstance(type_, t.StructType):
        return "STRUCT<%s>" % ", ".join("%s: %s%s" % (field.name, upper(field.dataType), "" if field.nullable else " NOT NULL") for field in type_.fields)
    return type_.simpleString().upper()


def _malformed(value, source, target, kind=NumberFormatException):
    shown = "'%s'" % value if isinstance(source, t.StringType) else to_text(source)(value)
    return kind("CAST_INVALID_INPUT", {"value": shown, "source": upper(source), "target": upper(target)})


def _overflow(value, source, target):
    suffix = "" if value != value else {t.LongType: "L", t.ByteType: "T", t.ShortType: "S", t.DoubleType: "D"}.get(type(source), "")
    return ArithmeticException("CAST_OVERFLOW", {"value": to_text(source)(value) + suffix, "source": upper(source), "target": upper(target)})


def _to_boolean(source, target):
    if isinstance(source, t.NumericType):
        return lambda value: value != 0
    if isinstance(source, t.StringType):
        words = {"t": True, "true": True, "y": True, "yes": True, "1": True, "f": False, "false": False, "n": False, "no": False, "0": False}

        def cast(value):
            found = words.get(value.strip().lower())
            if found is None:
                raise _malformed(value, source, target, SparkRuntimeException)
            return found

        return cast
    return None


_WHOLE = re.compile(r"[+-]?\d+\Z")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?\Z")


def _to_integral(source, target):
    bound = 2 ** (target._bits - 1)

    def fit(value, shown):
        if not -bound <= value < bound:
            raise _overflow(shown, source, target)
        return value

    if isinstance(source, t.BooleanType):
        return int
    if isinstance(source, t.IntegralType):
        return (lambda value: value) if source._bits <= target._bits else (lambda value: fit(value, value))
    if isinstance(source, t.NumericType):

        def from_number(value):
            if value != value:
                raise _overflow(value, source, target)
            if value in (float("inf"), float("-inf")):
                raise _overflow(value, source, target)
            return fit(int(value), value)

        return from_number
    if isinstance(source, t.StringType):

        def from_text(value):
            text = value.strip()
            if not _WHOLE.match(text) or not -bound <= int(text) < bound:
                raise _malformed(value, source, target)
            return int(text)

        return from_text
    if isinstance(source, t.TimestampType):
        epoch = datetime.datetime(1970, 1, 1)
        return lambda value: fit((value - epoch) // datetime.timedelta(seconds=1), value)
    return None


def _to_double(source, target):
    if isinstance(source, (t.NumericType, t.BooleanType)):
        return float
    if isinstance(source, t.StringType):
        names = {"nan": float("nan"), "infinity": float("inf"), "inf": float("inf"), "-infinity": float("-inf"), "-inf": float("-inf")}

        def cast(value):
            text = value.strip()
            if _NUMBER.match(text):
                return float(text.rstrip("dDfF"))
            found = names.get(text.lower())
            if found is None:
                raise _malformed(value, source, target)
            return found

        return cast
    if isinstance(source, t.TimestampType):
        epoch = datetime.datetime(1970, 1, 1)
        return lambda value: (value - epoch) / datetime.timedelta(seconds=1)
    return None


def _to_float(source, target):
    double = _to_double(source, target)
    return double and (lambda value: single(double(value)))


def to_scale(value, type_):
    """A decimal with the scale of its type; None where it has too many digits."""
    value = value.quantize(decimal.Decimal(1).scaleb(-type_.scale), context=_CONTEXT)
    if value == 0:
        return value.copy_abs()
    return None if len(value.as_tuple().digits) > type_.precision else value


def _to_decimal(source, target):
    def fit(value, shown):
        scaled = to_scale(value, target)
        if scaled is None:
            plain = format(value.normalize() if value else value, "f")
            raise ArithmeticException("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", {"value": plain, "precision": target.precision, "scale": target.scale})
        return scaled

    if isinstance(source, (t.IntegralType, t.BooleanType, t.DecimalType)):
        return lambda value: fit(decimal.Decimal(int(value)) if not isinstance(value, decimal.Decimal) else value, value)
    if isinstance(source, (t.DoubleType, t.FloatType)):
        text = to_text(source)
        return lambda value: None if value != value else fit(decimal.Decimal(text(value)), value)
    if isinstance(source, t.StringType):

        def cast(value):
            if not _NUMBER.match(value.strip()):
                raise _malformed(value, source, target)
            return fit(decimal.Decimal(value.strip()), value)

        return cast
    return None


_DATE = re.compile(r"\s*([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?\s*\Z", re.S)
_TIMESTAMP = re.compile(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,9}))?)?\s*(Z|UTC|[+-]\d{1,2}(?::?\d{2})?)?)?)?)?\s*\Z")


def _to_date(source, target):
    if isinstance(source, (t.TimestampType, t.TimestampNTZType)):
        return lambda value: value.date()
    if isinstance(source, t.StringType):

        def cast(value):
            found = _DATE.match(value)
            try:
                return datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
            except (TypeError, ValueError):
                raise _malformed(value, source, target, DateTimeException) from None

        return cast
    return None


def parse_timestamp(text):
    """:raises ValueError: for what is none"""
    found = _TIMESTAMP.match(text)
    if not found:
        raise ValueError(text)
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    value = datetime.datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), int(((fraction or "") + "000000")[:6]))
    if zone and zone not in ("Z", "UTC"):
        hours, minutes = re.match(r"[+-](\d{1,2}):?(\d{2})?", zone).groups()
        offset = datetime.timedelta(hours=int(hours), minutes=int(minutes or 0))
        value += offset if zone[0] == "-" else -offset
    return value


def _to_timestamp(source, target):
    epoch = datetime.datetime(1970, 1, 1)
    if isinstance(source, t.DateType):
        return lambda value: datetime.datetime(value.year, value.month, value.day)
    if isinstance(source, (t.TimestampType, t.TimestampNTZType)):
        return lambda value: value
    if isinstance(source, t.NumericType):
        return lambda value: epoch + datetime.timedelta(seconds=float(value))
    if isinstance(source, t.StringType):

        def cast(value):
            try:
                return parse_timestamp(value)
            except ValueError:
                raise _malformed(value, source, target, DateTimeException) from None

        return cast
    return None


def _to_binary(source, target):
    return (lambda value: value.encode("utf-8")) if isinstance(source, t.StringType) else None


def _to_interval(source, target):
    return (lambda value: value) if type(source) is type(target) else None


def _inner(source, target):
    cast = _caster(source, target)
    return lambda value: None if value is None else cast(value)


def _to_array(source, target):
    if not isinstance(source, t.ArrayType):
        return None
    element = _inner(source.elementType, target.elementType)
    return lambda value: [element(each) for each in value]


def _to_map(source, target):
    if not isinstance(source, t.MapType):
        return None
    key, mapped = _inner(source.keyType, target.keyType), _inner(source.valueType, target.valueType)
    return lambda value: {key(k): mapped(v) for k, v in value.items()}


def _to_struct(source, target):
    if not isinstance(source, t.StructType) or len(source) != len(target):
        return None
    fields = [_inner(a.dataType, b.dataType) for a, b in zip(source.fields, target.fields)]
    return lambda value: tuple(cast(each) for cast, each in zip(fields, value))
