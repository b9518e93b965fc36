"""Which types go together, as in Spark's ANSI mode, and the casts that bring them together."""
from pyspark.sql import types as t
from pyspark.sql._expressions import Cast, Literal, decimal_type_of

import decimal as _decimal

_ORDER = [t.ByteType, t.ShortType, t.IntegerType, t.LongType, t.DecimalType, t.FloatType, t.DoubleType]
_DIGITS = {t.ByteType: 3, t.ShortType: 5, t.IntegerType: 10, t.LongType: 20}


def cast_to(node, type_):
    """The node with that type; a cast that no name shows."""
    if node.type == type_:
        return node
    if isinstance(node, Literal) and node.value is None:
        return Literal(None, type_)
    cast = Cast(node, type_, written=False)
    cast.nullable = node.nullable or isinstance(node.type, t.StringType)
    return cast


def is_numeric(type_):
    return isinstance(type_, t.NumericType)


def decimal_for(node):
    """The decimal type that holds a whole number; a literal needs no more digits than it has."""
    if isinstance(node.type, t.DecimalType):
        return node.type
    if isinstance(node, Literal) and node.value is not None:
        return decimal_type_of(_decimal.Decimal(node.value))
    return t.DecimalType(_DIGITS[type(node.type)], 0)


def wider_decimal(a, b):
    scale = max(a.scale, b.scale)
    return bounded(max(a.precision - a.scale, b.precision - b.scale) + scale, scale)


def bounded(precision, scale):
    """A decimal of at most 38 digits; digits behind the point go first, down to six."""
    if precision <= 38:
        return t.DecimalType(precision, scale)
    whole = precision - scale
    return t.DecimalType(38, max(38 - whole, min(scale, 6)))


def common_type(a, b):
    """The type that both values have in a comparison, an array, a CASE or a UNION; None where there is none."""
    if a == b:
        return a
    if isinstance(a, t.NullType):
        return b
    if isinstance(b, t.NullType):
        return a
    if is_numeric(a) and is_numeric(b):
        return _common_number(a, b)
    if isinstance(a, t.StringType) or isinstance(b, t.StringType):
        other = b if isinstance(a, t.StringType) else a
        if isinstance(other, t.IntegralType):
            return t.LongType()
        if is_numeric(other):
            return t.DoubleType()
        return other if isinstance(other, (t.BooleanType, t.DateType, t.TimestampType, t.TimestampNTZType, t.BinaryType)) else None
    if isinstance(a, t.AnsiIntervalType) and type(a) is type(b):
        return type(a)(min(a.startField, b.startField), max(a.endField, b.endField))
    dates = (t.DateType, t.TimestampType, t.TimestampNTZType)
    if isinstance(a, dates) and isinstance(b, dates):
        return t.TimestampType()
    if isinstance(a, t.ArrayType) and isinstance(b, t.ArrayType):
        element = common_type(a.elementType, b.elementType)
        return element and t.ArrayType(element, a.containsNull or b.containsNull)
    if isinstance(a, t.MapType) and isinstance(b, t.MapType):
        key, value = common_type(a.keyType, b.keyType), common_type(a.valueType, b.valueType)
        return key and value and t.MapType(key, value, a.valueContainsNull or b.valueContainsNull)
    if isinstance(a, t.StructType) and isinstance(b, t.StructType) and len(a) == len(b):
        types = [common_type(x.dataType, y.dataType) for x, y in zip(a.fields, b.fields)]
        return None if None in types else t.StructType([t.StructField(x.name, type_, x.nullable or y.nullable) for x, y, type_ in zip(a.fields, b.fields, types)])
    return None


def _common_number(a, b):
    if isinstance(a, t.DecimalType) or isinstance(b, t.DecimalType):
        if isinstance(a, (t.FloatType, t.DoubleType)) or isinstance(b, (t.FloatType, t.DoubleType)):
            return t.DoubleType()
        a, b = (each if isinstance(each, t.DecimalType) else t.DecimalType(_DIGITS[type(each)], 0) for each in (a, b))
        return wider_decimal(a, b)
    if t.FloatType in (type(a), type(b)) and (isinstance(a, t.IntegralType) or isinstance(b, t.IntegralType)):
        return t.DoubleType()
    return max(a, b, key=lambda type_: _ORDER.index(type(type_)))


def common_type_of(types):
    found = t.NullType()
    for type_ in types:
        found = common_type(found, type_)
        if found is None:
            return None
    return found
