"""Records of a script on their way into columns: the types they have, and whether they fit the types they are to have."""
import array
import datetime
import decimal

from pyspark.errors.exceptions.base import PySparkNotImplementedError, PySparkTypeError, PySparkValueError
from pyspark.sql import types as t
from pyspark.sql._casts import single

_INTS = {t.ByteType: 8, t.ShortType: 16, t.IntegerType: 32, t.LongType: 64}
_ACCEPTED = {
    t.BooleanType: (bool,),
    t.ByteType: (int,),
    t.ShortType: (int,),
    t.IntegerType: (int,),
    t.LongType: (int,),
    t.FloatType: (float,),
    t.DoubleType: (float,),
    t.DecimalType: (decimal.Decimal,),
    t.BinaryType: (bytearray, bytes),
    t.DateType: (datetime.date, datetime.datetime),
    t.TimestampType: (datetime.datetime,),
    t.TimestampNTZType: (datetime.datetime,),
    t.DayTimeIntervalType: (datetime.timedelta,),
    t.ArrayType: (list, tuple, array.array),
    t.MapType: (dict,),
}


def infer_type(value):
    found = t.PYTHON_TYPES.get(type(value))
    if found is not None:
        return found
    if isinstance(value, dict):
        keys, values = t.NullType(), t.NullType()
        for key, each in value.items():
            keys, values = merge_types(keys, infer_type(key)), merge_types(values, infer_type(each))
        return t.MapType(keys, values)
    if isinstance(value, list):
        element = t.NullType()
        for each in value:
            element = merge_types(element, infer_type(each))
        return t.ArrayType(element)
    if isinstance(value, array.array):
        kinds = {"f": t.FloatType(), "d": t.DoubleType(), "b": t.ByteType(), "h": t.ShortType(), "i": t.IntegerType(), "l": t.LongType(), "q": t.LongType()}
        if value.typecode in kinds:
            return t.ArrayType(kinds[value.typecode], False)
        raise PySparkTypeError(errorClass="UNSUPPORTED_DATA_TYPE", messageParameters={"data_type": "array(%s)" % value.typecode})
    try:
        return infer_schema(value)
    except TypeError:
        raise PySparkTypeError(errorClass="UNSUPPORTED_DATA_TYPE", messageParameters={"data_type": type(value).__name__}) from None


def infer_schema(record, names=None):
    """The fields of one record; names that are missing are _1, _2 …"""
    fields = []
    for name, value in _items(record, names):
        try:
            fields.append(t.StructField(name, infer_type(value)))
        except TypeError:
            raise PySparkTypeError(errorClass="CANNOT_INFER_TYPE_FOR_FIELD", messageParameters={"field_name": name}) from None
    return t.StructType(fields)


def _items(record, names):
    if isinstance(record, dict):
        return sorted(record.items())
    if isinstance(record, (tuple, list)):
        own = getattr(record, "__fields__", None) or getattr(record, "_fields", None)
        if own is not None:
            return zip(own, tuple(record))
        given = list(names or [])
        return zip(given + ["_%d" % i for i in range(len(given) + 1, len(record) + 1)], record)
    if hasattr(record, "__dict__"):
        return sorted(record.__dict__.items())
    raise PySparkTypeError(errorClass="CANNOT_INFER_SCHEMA_FOR_TYPE", messageParameters={"data_type": type(record).__name__})


def merge_types(a, b):
    """The type of a column in which both were seen."""
    if isinstance(a, t.NullType):
        return b
    if isinstance(b, t.NullType):
        return a
    if isinstance(b, t.StringType) and isinstance(a, t.AtomicType):
        return b
    if isinstance(a, t.StringType) and isinstance(b, t.AtomicType):
        return a
    if type(a) is not type(b):
        raise PySparkTypeError(errorClass="CANNOT_MERGE_TYPE", messageParameters={"data_type1": type(a).__name__, "data_type2": type(b).__name__})
    if isinstance(a, t.StructType):
        others = {field.name: field.dataType for field in b.fields}
        fields = [t.StructField(field.name, merge_types(field.dataType, others.pop(field.name, t.NullType()))) for field in a.fields]
        return t.StructType(fields + [t.StructField(*other) for other in others.items()])
    if isinstance(a, t.ArrayType):
        return t.ArrayType(merge_types(a.elementType, b.elementType))
    if isinstance(a, t.MapType):
        return t.MapType(merge_types(a.keyType, b.keyType), merge_types(a.valueType, b.valueType))
    return a


def has_null_type(type_):
    if isinstance(type_, t.StructType):
        return any(has_null_type(field.dataType) for field in type_.fields)
    if isinstance(type_, t.ArrayType):
        return has_null_type(type_.elementType)
    if isinstance(type_, t.MapType):
        return has_null_type(type_.keyType) or has_null_type(type_.valueType)
    return isinstance(type_, t.NullType)


def verifier(type_, nullable=True, name=None):
    """Raises where a value does not fit the type."""
    kind = type(type_)
    accepted = _ACCEPTED.get(kind)
    named = {} if name is None else {"field_name": name}
    suffix = "" if name is None else "_WITH_NAME"
    inner = _inner_verifier(type_, name)

    def verify(value):
        if value is None:
            if not nullable:
                raise PySparkValueError(errorClass="FIELD_NOT_NULLABLE" + suffix, messageParameters=named)
            return
        if accepted is not None and type(value) not in accepted:
            told = {**named, "data_type": str(type_), "obj": repr(value), "obj_type": str(type(value))}
            raise PySparkTypeError(errorClass="FIELD_DATA_TYPE_UNACCEPTABLE" + suffix, messageParameters=told)
        if kind in _INTS:
            bound = 2 ** (_INTS[kind] - 1)
            if not -bound <= value < bound:
                told = {"arg_name": "obj", "lower_bound": -bound, "upper_bound": bound - 1, "actual": value}
                raise PySparkValueError(errorClass="VALUE_OUT_OF_BOUNDS", messageParameters=told)
        if inner is not None:
            inner(value)

    return verify


def _inner_verifier(type_, name):
    if isinstance(type_, t.ArrayType):
        element = verifier(type_.elementType, type_.containsNull, "element in array %s" % name)
        return lambda value: [element(each) for each in value]
    if isinstance(type_, t.MapType):
        key = verifier(type_.keyType, False, "key of map %s" % name)
        mapped = verifier(type_.valueType, type_.valueContainsNull, "value of map %s" % name)
        return lambda value: [(key(k), mapped(v)) for k, v in value.items()]
    if isinstance(type_, t.StructType):
        return _struct_verifier(type_, name)
    return None


def _struct_verifier(struct, name):
    inside = "field %s" if name is None else "field %%s in %s" % name
    fields = [(field.name, verifier(field.dataType, field.nullable, inside % field.name)) for field in struct.fields]

    def verify(value):
        if isinstance(value, dict):
            for field, check in fields:
                check(value.get(field))
        elif isinstance(value, (tuple, list)):
            if len(value) != len(fields):
                told = {"object_length": len(value), "field_length": len(fields)}
                if name is None:
                    raise PySparkValueError(errorClass="FIELD_STRUCT_LENGTH_MISMATCH", messageParameters=told)
                raise PySparkValueError(errorClass="FIELD_STRUCT_LENGTH_MISMATCH_WITH_NAME", messageParameters={"field_name": name, **told})
            for (_, check), each in zip(fields, value):
                check(each)
        elif hasattr(value, "__dict__"):
            for field, check in fields:
                check(value.__dict__.get(field))
        else:
            told = {"data_type": str(struct), "obj": repr(value), "obj_type": str(type(value))}
            if name is None:
                raise PySparkTypeError(errorClass="FIELD_DATA_TYPE_UNACCEPTABLE", messageParameters=told)
            raise PySparkTypeError(errorClass="FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME", messageParameters={"field_name": name, **told})

    return verify


def converter(type_):
    """Makes of a script's value what the engine computes with: structs become tuples, arrays lists."""
    if isinstance(type_, t.StructType):
        names = type_.names
        inner = [converter(field.dataType) for field in type_.fields]

        def convert(value):
            if value is None:
                return None
            if isinstance(value, dict):
                value = [value.get(name) for name in names]
            elif not isinstance(value, (tuple, list)):
                value = [value.__dict__.get(name) for name in names]
            return tuple([change(each) for change, each in zip(inner, value)])

        return convert
    if isinstance(type_, t.ArrayType):
        element = converter(type_.elementType)
        return lambda value: None if value is None else [element(each) for each in value]
    if isinstance(type_, t.MapType):
        key, mapped = converter(type_.keyType), converter(type_.valueType)
        return lambda value: None if value is None else in_java_order({key(k): mapped(v) for k, v in value.items()})
    if isinstance(type_, t.StringType):
        return _as_string
    if isinstance(type_, t.DecimalType):
        unit = decimal.Decimal(1).scaleb(-type_.scale)
        return lambda value: None if value is None else value.quantize(unit, decimal.ROUND_HALF_UP)
    if isinstance(type_, (t.TimestampType, t.TimestampNTZType)):
        return _without_zone
    if isinstance(type_, t.DateType):
        return lambda value: value.date() if isinstance(value, datetime.datetime) else value
    if isinstance(type_, t.BinaryType):
        return lambda value: None if value is None else bytes(value)
    if isinstance(type_, t.LongType):
        # What has been verified fits; a type that was inferred is not verified.
        return lambda value: value if value is None or -(2**63) <= value < 2**63 else None
    if isinstance(type_, t.FloatType):
        return lambda value: None if value is None else single(value)
    return _same


def _same(value):
    return value


def _as_string(value):
    """A column of strings takes every value, as Java would print it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _without_zone(value):
    """In the session's zone, which is UTC."""
    if value is None or value.tzinfo is None:
        return value
    return value.astimezone(datetime.timezone.utc).replace(tzinfo=None)


def row_maker(struct):
    """Makes Rows of tuples, nested structs too."""
    names = struct.names
    inner = [_outward(field.dataType) for field in struct.fields]
    if all(change is None for change in inner):
        return lambda values: t._create_row(names, values)
    return lambda values: t._create_row(names, [each if change is None or each is None else change(each) for change, each in zip(inner, values)])


def _outward(type_):
    if isinstance(type_, t.StructType):
        return row_maker(type_)
    if isinstance(type_, t.ArrayType):
        element = _outward(type_.elementType)
        return element and (lambda value: [None if each is None else element(each) for each in value])
    if isinstance(type_, t.MapType):
        key, mapped = _outward(type_.keyType) or _same, _outward(type_.valueType) or _same
        return lambda value: in_java_order({key(k): None if v is None else mapped(v) for k, v in value.items()})
    if isinstance(type_, (t.YearMonthIntervalType, t.CalendarIntervalType)):
        return lambda value: _not_to_python(type_)
    return None


def _not_to_python(type_):
    raise PySparkNotImplementedError(errorClass="NOT_IMPLEMENTED", messageParameters={"feature": type(type_).__name__ + ".fromInternal"})


def in_java_order(mapping):
    """A dict in the order of a java.util.HashMap: maps go to and from the JVM as such."""
    hashes = {key: _java_hash(key) for key in mapping}
    if len(mapping) < 2 or None in hashes.values():
        return mapping
    size = 16
    while len(mapping) > size * 0.75:
        size *= 2
    return {key: mapping[key] for key in sorted(mapping, key=lambda key: (hashes[key] ^ hashes[key] >> 16) & (size - 1))}


def _java_hash(key):
    """The 32 bits of Java's hashCode, for texts and whole numbers; None for other keys."""
    if isinstance(key, bool):
        return 1231 if key else 1237
    if isinstance(key, int):
        return key & 0xFFFFFFFF if -(2**31) <= key < 2**31 else (key ^ key >> 32) & 0xFFFFFFFF
    if not isinstance(key, str):
        return None
    code, units = 0, key.encode("utf-16-be", "surrogatepass")
    for i in range(0, len(units), 2):
        code = (code * 31 + units[i] * 256 + units[i + 1]) & 0xFFFFFFFF
    return code
