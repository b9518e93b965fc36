"""The types of columns, and Row."""
import datetime
import decimal
import json

from pyspark.errors.exceptions.base import PySparkAttributeError, PySparkKeyError, PySparkRuntimeError, PySparkTypeError, PySparkValueError


class DataType:
    """The base of all types. Two types are equal where their parts are."""

    #: the name in `simpleString` and DDL, where it is not the type's own name
    _simple = None

    def __repr__(self):
        return type(self).__name__ + "()"

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(str(self))

    @classmethod
    def typeName(cls):
        return cls.__name__[:-4].lower()

    def simpleString(self):
        return self._simple or self.typeName()

    def jsonValue(self):
        return self.typeName()

    def json(self):
        return json.dumps(self.jsonValue(), separators=(",", ":"), sort_keys=True)

    @classmethod
    def fromDDL(cls, ddl):
        from pyspark.sql._ddl import parse_type

        return parse_type(ddl)


class AtomicType(DataType):
    """A type without parts."""


class NullType(DataType):
    @classmethod
    def typeName(cls):
        return "void"


class StringType(AtomicType):
    def __init__(self, collation="UTF8_BINARY"):
        pass


class CharType(AtomicType):
    def __init__(self, length):
        self.length = length

    def simpleString(self):
        return "%s(%d)" % (self.typeName(), self.length)

    def __repr__(self):
        return "%s(%d)" % (type(self).__name__, self.length)


class VarcharType(CharType):
    pass


class BinaryType(AtomicType):
    pass


class BooleanType(AtomicType):
    pass


class DateType(AtomicType):
    pass


class TimestampType(AtomicType):
    pass


class TimestampNTZType(AtomicType):
    @classmethod
    def typeName(cls):
        return "timestamp_ntz"


class NumericType(AtomicType):
    """The base of all numbers."""


class IntegralType(NumericType):
    #: how many bits a value has
    _bits = 0


class FractionalType(NumericType):
    """Numbers that are not whole."""


class ByteType(IntegralType):
    _simple = "tinyint"
    _bits = 8


class ShortType(IntegralType):
    _simple = "smallint"
    _bits = 16


class IntegerType(IntegralType):
    _simple = "int"
    _bits = 32


class LongType(IntegralType):
    _simple = "bigint"
    _bits = 64


class FloatType(FractionalType):
    pass


class DoubleType(FractionalType):
    pass


class DecimalType(FractionalType):
    def __init__(self, precision=10, scale=0):
        self.precision = precision
        self.scale = scale

    def simpleString(self):
        return "decimal(%d,%d)" % (self.precision, self.scale)

    jsonValue = simpleString

    def __repr__(self):
        return "DecimalType(%d,%d)" % (self.precision, self.scale)


class AnsiIntervalType(AtomicType):
    """An interval of fields of one kind, from `startField` to `endField`."""

    #: the fields' names, by number
    _fields = ()

    def __init__(self, startField=None, endField=None):
        last = len(self._fields) - 1
        self.startField = 0 if startField is None else startField
        self.endField = (last if startField is None else startField) if endField is None else endField

    @classmethod
    def typeName(cls):
        return cls._name

    def simpleString(self):
        first, last = self._fields[self.startField], self._fields[self.endField]
        return "interval %s" % first if first == last else "interval %s to %s" % (first, last)

    jsonValue = simpleString

    def __repr__(self):
        return "%s(%d, %d)" % (type(self).__name__, self.startField, self.endField)


class DayTimeIntervalType(AnsiIntervalType):
    DAY, HOUR, MINUTE, SECOND = range(4)
    _fields = ("day", "hour", "minute", "second")
    _name = "daytimeinterval"


class YearMonthIntervalType(AnsiIntervalType):
    YEAR, MONTH = range(2)
    _fields = ("year", "month")
    _name = "yearmonthinterval"


class CalendarIntervalType(DataType):
    """Months, days and microseconds, each by itself."""

    @classmethod
    def typeName(cls):
        return "interval"


class ArrayType(DataType):
    def __init__(self, elementType, containsNull=True):
        self.elementType = elementType
        self.containsNull = containsNull

    def simpleString(self):
        return "array<%s>" % self.elementType.simpleString()

    def jsonValue(self):
        return {"type": "array", "elementType": self.elementType.jsonValue(), "containsNull": self.containsNull}

    def __repr__(self):
        return "ArrayType(%s, %s)" % (self.elementType, self.containsNull)


class MapType(DataType):
    def __init__(self, keyType, valueType, valueContainsNull=True):
        self.keyType = keyType
        self.valueType = valueType
        self.valueContainsNull = valueContainsNull

    def simpleString(self):
        return "map<%s,%s>" % (self.keyType.simpleString(), self.valueType.simpleString())

    def jsonValue(self):
        return {"type": "map", "keyType": self.keyType.jsonValue(), "valueType": self.valueType.jsonValue(), "valueContainsNull": self.valueContainsNull}

    def __repr__(self):
        return "MapType(%s, %s, %s)" % (self.keyType, self.valueType, self.valueContainsNull)


def _named_type(name):
    """A type by the name that it has in JSON: `integer`, not `int`."""
    from pyspark.sql._ddl import SIMPLE_TYPES

    found = next((type_ for type_ in SIMPLE_TYPES.values() if type_.typeName() == name), None)
    if found is not None:
        return found()
    if name.startswith("decimal"):
        return DataType.fromDDL(name)
    raise PySparkValueError(errorClass="CANNOT_PARSE_DATATYPE", messageParameters={"msg": name})


class StructField(DataType):
    def __init__(self, name, dataType, nullable=True, metadata=None):
        assert isinstance(name, str), "field name %s should be a string" % name
        assert isinstance(dataType, DataType), "dataType %s should be an instance of %s" % (dataType, DataType)
        self.name = name
        self.dataType = dataType
        self.nullable = nullable
        self.metadata = metadata or {}

    def simpleString(self):
        return "%s:%s" % (self.name, self.dataType.simpleString())

    def jsonValue(self):
        return {"name": self.name, "type": self.dataType.jsonValue(), "nullable": self.nullable, "metadata": self.metadata}

    def __repr__(self):
        return "StructField('%s', %s, %s)" % (self.name, self.dataType, self.nullable)


class StructType(DataType):
    """The type of a row."""

    def __init__(self, fields=None):
        self.fields = list(fields or [])
        assert all(isinstance(field, StructField) for field in self.fields), "fields should be a list of StructField"

    def add(self, field, data_type=None, nullable=True, metadata=None):
        if not isinstance(field, StructField):
            if data_type is None:
                raise PySparkValueError(errorClass="ARGUMENT_REQUIRED", messageParameters={"arg_name": "data_type", "condition": "passing name of struct_field to create"})
            if isinstance(data_type, str):
                data_type = _named_type(data_type)
            field = StructField(field, data_type, nullable, metadata)
        self.fields.append(field)
        return self

    @property
    def names(self):
        return [field.name for field in self.fields]

    def fieldNames(self):
        return self.names

    def __iter__(self):
        return iter(self.fields)

    def __len__(self):
        return len(self.fields)

    def __getitem__(self, key):
        if isinstance(key, str):
            for field in self.fields:
                if field.name == key:
                    return field
            raise PySparkKeyError(errorClass="KEY_NOT_EXISTS", messageParameters={"key": key})
        return StructType(self.fields[key]) if isinstance(key, slice) else self.fields[key]

    def simpleString(self):
        return "struct<%s>" % ",".join(field.simpleString() for field in self.fields)

    def jsonValue(self):
        return {"type": "struct", "fields": [field.jsonValue() for field in self.fields]}

    def __repr__(self):
        return "StructType([%s])" % ", ".join(map(str, self.fields))

    @classmethod
    def fromJson(cls, told):
        return _from_json(told)

    def treeString(self, maxDepth=2147483647):
        from pyspark.sql._show import tree_string

        return tree_string(self)


def _from_json(told):
    from pyspark.sql._ddl import parse_type

    if isinstance(told, str):
        return parse_type(told)
    kind = told["type"]
    if kind == "array":
        return ArrayType(_from_json(told["elementType"]), told["containsNull"])
    if kind == "map":
        return MapType(_from_json(told["keyType"]), _from_json(told["valueType"]), told["valueContainsNull"])
    return StructType([StructField(field["name"], _from_json(field["type"]), field.get("nullable", True), field.get("metadata")) for field in told["fields"]])


def _create_row(fields, values):
    row = Row(*values)
    row.__fields__ = fields
    return row


class Row(tuple):
    """A record with names. `Row("a", "b")` is a maker of such records: `Row("a", "b")(1, 2)`."""

    def __new__(cls, *args, **kwargs):
        if args and kwargs:
            raise PySparkValueError(errorClass="CANNOT_SET_TOGETHER", messageParameters={"arg_list": "args and kwargs"})
        if not kwargs:
            return tuple.__new__(cls, args)
        row = tuple.__new__(cls, kwargs.values())
        row.__fields__ = list(kwargs)
        return row

    def asDict(self, recursive=False):
        if not hasattr(self, "__fields__"):
            raise PySparkTypeError(errorClass="CANNOT_CONVERT_TYPE", messageParameters={"from_type": "Row", "to_type": "dict"})
        return dict(zip(self.__fields__, map(_as_dict, self) if recursive else self))

    def __contains__(self, item):
        return item in self.__fields__ if hasattr(self, "__fields__") else super().__contains__(item)

    def __call__(self, *args):
        if len(args) > len(self):
            raise PySparkValueError(errorClass="TOO_MANY_VALUES", messageParameters={"expected": len(self), "item": "fields", "actual": len(args)})
        return _create_row(self, args)

    def __getitem__(self, item):
        if isinstance(item, (int, slice)):
            return super().__getitem__(item)
        try:
            return super().__getitem__(self.__fields__.index(item))
        except IndexError:
            raise PySparkKeyError(errorClass="KEY_NOT_EXISTS", messageParameters={"key": str(item)}) from None
        except ValueError:
            raise PySparkValueError(item) from None

    def __getattr__(self, item):
        if not item.startswith("__"):
            try:
                return self[self.__fields__.index(item)]
            except (IndexError, ValueError):
                pass
        raise PySparkAttributeError(errorClass="ATTRIBUTE_NOT_SUPPORTED", messageParameters={"attr_name": item})

    def __setattr__(self, key, value):
        if key != "__fields__":
            raise PySparkRuntimeError(errorClass="READ_ONLY", messageParameters={"object": "Row"})
        self.__dict__[key] = value

    def __reduce__(self):
        return (_create_row, (self.__fields__, tuple(self))) if hasattr(self, "__fields__") else tuple.__reduce__(self)

    def __repr__(self):
        if hasattr(self, "__fields__"):
            return "Row(%s)" % ", ".join("%s=%r" % pair for pair in zip(self.__fields__, tuple(self)))
        return "<Row(%s)>" % ", ".join(map(repr, self))


def _as_dict(value):
    if isinstance(value, Row):
        return value.asDict(True)
    if isinstance(value, list):
        return [_as_dict(each) for each in value]
    if isinstance(value, dict):
        return {key: _as_dict(each) for key, each in value.items()}
    return value


#: the type of a Python value, by its own type
PYTHON_TYPES = {
    type(None): NullType(),
    bool: BooleanType(),
    int: LongType(),
    float: DoubleType(),
    str: StringType(),
    bytes: BinaryType(),
    bytearray: BinaryType(),
    decimal.Decimal: DecimalType(38, 18),
    datetime.date: DateType(),
    datetime.datetime: TimestampType(),
    datetime.timedelta: DayTimeIntervalType(),
}


__all__ = [
    "DataType", "NullType", "CharType", "StringType", "VarcharType", "BinaryType", "BooleanType", "DateType", "TimestampType", "TimestampNTZType", "DecimalType", "DoubleType", "FloatType",
    "ByteType", "IntegerType", "LongType", "DayTimeIntervalType", "YearMonthIntervalType", "CalendarIntervalType", "Row", "ShortType", "ArrayType", "MapType", "StructField", "StructType",
]  # fmt: skip
