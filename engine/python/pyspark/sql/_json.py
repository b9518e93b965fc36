"""JSON lines: columns to text, text to columns."""
import base64
import datetime
import decimal
import json
import re

from pyspark.sql import types as t
from pyspark.sql._casts import parse_timestamp, to_text

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'((?:[^\'\\]|\\.)*)\'')


def read_json(text):
    """The value of a text; as for Spark, what is quoted may stand in single quotes.

    :raises ValueError: where it is no JSON
    """
    try:
        return json.loads(text)
    except ValueError:
        if "'" not in text:
            raise
        return json.loads(_QUOTED.sub(lambda found: found[0] if found[1] is None else '"%s"' % found[1].replace('"', '\\"').replace("\\'", "'"), text))


def json_text(type_):
    """A function that writes a value (not None) as JSON, as Spark does: fields that are null are left out."""
    if isinstance(type_, t.StructType):
        fields = [(_quoted(field.name), json_text(field.dataType)) for field in type_.fields]
        return lambda value: "{%s}" % ",".join("%s:%s" % (name, text(each)) for (name, text), each in zip(fields, value) if each is not None)
    if isinstance(type_, t.ArrayType):
        element = json_text(type_.elementType)
        return lambda value: "[%s]" % ",".join("null" if each is None else element(each) for each in value)
    if isinstance(type_, t.MapType):
        key, mapped = to_text(type_.keyType), json_text(type_.valueType)
        return lambda value: "{%s}" % ",".join("%s:%s" % (_quoted(key(k)), "null" if v is None else mapped(v)) for k, v in value.items())
    if isinstance(type_, (t.TimestampType, t.TimestampNTZType)):
        zone = "Z" if isinstance(type_, t.TimestampType) else ""
        return lambda value: '"%s.%03d%s"' % (value.strftime("%Y-%m-%dT%H:%M:%S"), value.microsecond // 1000, zone)
    if isinstance(type_, t.BinaryType):
        return lambda value: '"%s"' % base64.b64encode(value).decode("ascii")
    text = to_text(type_)
    if isinstance(type_, (t.DoubleType, t.FloatType)):
        return lambda value: '"%s"' % text(value) if value != value or value in (float("inf"), float("-inf")) else text(value)
    return text if isinstance(type_, (t.NumericType, t.BooleanType)) else lambda value: _quoted(text(value))


def _quoted(text):
    return json.dumps(text, ensure_ascii=False)


def infer(values):
    """The type of a column in which these were seen: as JSON has them."""
    found = None
    for value in values:
        found = merge(found, _type_of(value))
    return found


def _type_of(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return t.BooleanType()
    if isinstance(value, int):
        return t.LongType() if -(2**63) <= value < 2**63 else t.DecimalType(38, 0)
    if isinstance(value, float):
        return t.DoubleType()
    if isinstance(value, list):
        return t.ArrayType(infer(value) or t.NullType())
    if isinstance(value, dict):
        # Sorted by name, as Spark's are.
        return t.StructType([t.StructField(name, _type_of(value[name]) or t.NullType()) for name in sorted(value)])
    return t.StringType()


def merge(a, b):
    """What holds both; text where nothing else does."""
    if a is None or isinstance(a, t.NullType):
        return a if b is None else b
    if b is None or isinstance(b, t.NullType) or a == b:
        return a
    if isinstance(a, t.StructType) and isinstance(b, t.StructType):
        types = {field.name: field.dataType for field in a.fields}
        for field in b.fields:
            types[field.name] = merge(types.get(field.name), field.dataType)
        return t.StructType([t.StructField(name, types[name]) for name in sorted(types)])
    if isinstance(a, t.ArrayType) and isinstance(b, t.ArrayType):
        return t.ArrayType(merge(a.elementType, b.elementType))
    if isinstance(a, t.NumericType) and isinstance(b, t.NumericType):
        return t.DoubleType()
    return t.StringType()


def without_null_types(type_):
    """Where only nulls were seen, a column is a text."""
    if type_ is None or isinstance(type_, t.NullType):
        return t.StringType()
    if isinstance(type_, t.StructType):
        return t.StructType([t.StructField(field.name, without_null_types(field.dataType)) for field in type_.fields])
    if isinstance(type_, t.ArrayType):
        return t.ArrayType(without_null_types(type_.elementType))
    return type_


def reader(type_):
    """A function that makes of a parsed value what a column of the type holds; null where it does not fit."""
    if isinstance(type_, t.StructType):
        fields = [(field.name, reader(field.dataType)) for field in type_.fields]
        return lambda value: tuple(change(value.get(name)) for name, change in fields) if isinstance(value, dict) else None
    if isinstance(type_, t.ArrayType):
        element = reader(type_.elementType)
        return lambda value: [element(each) for each in value] if isinstance(value, list) else None
    if isinstance(type_, t.MapType):
        mapped = reader(type_.valueType)
        return lambda value: {key: mapped(each) for key, each in value.items()} if isinstance(value, dict) else None
    if isinstance(type_, t.StringType):
        return lambda value: value if value is None or isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    if isinstance(type_, t.BooleanType):
        return lambda value: value if isinstance(value, bool) else None
    if isinstance(type_, t.IntegralType):
        bound = 2 ** (type_._bits - 1)
        return lambda value: value if isinstance(value, int) and not isinstance(value, bool) and -bound <= value < bound else None
    if isinstance(type_, (t.DoubleType, t.FloatType)):
        return lambda value: float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    if isinstance(type_, t.DecimalType):
        return lambda value: decimal.Decimal(str(value)).quantize(decimal.Decimal(1).scaleb(-type_.scale)) if isinstance(value, (int, float)) else None
    if isinstance(type_, (t.DateType, t.TimestampType, t.TimestampNTZType)):
        return lambda value: _moment(value, isinstance(type_, t.DateType))
    return lambda value: None


def _moment(value, is_date):
    if not isinstance(value, str):
        return None
    try:
        found = parse_timestamp(value)
    except ValueError:
        return None
    return found.date() if is_date and isinstance(found, datetime.datetime) else found
