"""More functions of arrays and maps: parts put in and taken out, made of each other."""
from pyspark.errors.exceptions.captured import SparkRuntimeException
from pyspark.sql import types as t
from pyspark.sql._coercion import cast_to, common_type
from pyspark.sql._expressions import Attribute, Literal
from pyspark.sql._operators import alike, mismatch
from pyspark.sql._registry import first_type, scalar, typed, unexpected

_STRING, _INT, _BOOLEAN = t.StringType(), t.IntegerType(), t.BooleanType()


def _with_element(call):
    """An array, and an element that fits into it."""
    array, *rest, element = call.children
    if not isinstance(array.type, t.ArrayType):
        raise unexpected(call, 0, '"ARRAY"', array)
    wide = common_type(array.type.elementType, element.type)
    if wide is None:
        raise mismatch(call, array, element)
    return [cast_to(array, t.ArrayType(wide, array.type.containsNull)), *[cast_to(each, _INT) for each in rest], cast_to(element, wide)]


def _holds_nulls(args):
    type_ = args[0].type
    return t.ArrayType(type_.elementType, type_.containsNull or args[-1].nullable)


def _with_first(function):
    """Null where the array is: the element may be null."""
    return lambda values, *rest: None if values is None else function(values, *rest)


scalar("array_append", _with_element, _holds_nulls, strict=False, nullable=lambda args: args[0].nullable)(_with_first(lambda values, each: [*values, each]))
scalar("array_prepend", _with_element, _holds_nulls, strict=False, nullable=lambda args: args[0].nullable)(_with_first(lambda values, each: [each, *values]))


@scalar("array_insert", _with_element, lambda args: t.ArrayType(args[0].type.elementType), strict=False, nullable=lambda args: args[0].nullable or args[1].nullable)
def _array_insert(values, position, each):
    if values is None or position is None:
        return None
    if position == 0:
        raise SparkRuntimeException("INVALID_INDEX_OF_ZERO")
    if position > 0:
        filled = values + [None] * (position - 1 - len(values))
        return [*filled[: position - 1], each, *filled[position - 1 :]]
    at = len(values) + position + 1
    return [*values[:at], each, *values[at:]] if at >= 0 else [each, *[None] * -at, *values]


scalar("array_compact", "array", lambda args: t.ArrayType(args[0].type.elementType, False))(lambda values: [each for each in values if each is not None])
scalar("array_repeat", "any int", lambda args: t.ArrayType(args[0].type, args[0].nullable), strict=False, nullable=lambda args: args[1].nullable)(lambda each, count: None if count is None else [each] * count)


@scalar("arrays_overlap", alike, _BOOLEAN, nullable=True)
def _arrays_overlap(a, b):
    if any(each is not None and each in b for each in a):
        return True
    return None if a and b and (None in a or None in b) else False


def _zipped_type(args):
    names = [arg.name if isinstance(arg, Attribute) else str(i) for i, arg in enumerate(args)]
    return t.ArrayType(t.StructType([t.StructField(name, arg.type.elementType) for name, arg in zip(names, args)]), False)


@scalar("arrays_zip", "*array", _zipped_type)
def _arrays_zip(*arrays):
    size = max(map(len, arrays), default=0)
    return [tuple(each[i] if i < len(each) else None for each in arrays) for i in range(size)]


# --- Maps -----------------------------------------------------------------------------------------------------------------


def _unique(pairs):
    made = {}
    for key, value in pairs:
        if key is None:
            raise SparkRuntimeException("NULL_MAP_KEY")
        if key in made:
            raise SparkRuntimeException("DUPLICATED_MAP_KEY", {"key": key, "mapKeyDedupPolicy": '"spark.sql.mapKeyDedupPolicy"'})
        made[key] = value
    return made


scalar("map_concat", alike, first_type)(lambda *maps: _unique((key, value) for each in maps for key, value in each.items()))
scalar("map_contains_key", "map any", _BOOLEAN)(lambda value, key: key in value)


def _entry(type_):
    return t.StructType([t.StructField("key", type_.keyType, False), t.StructField("value", type_.valueType, type_.valueContainsNull)])


scalar("map_entries", "map", lambda args: t.ArrayType(_entry(args[0].type), False))(lambda value: list(value.items()))
scalar("map_from_entries", "array", lambda args: t.MapType(*[field.dataType for field in args[0].type.elementType.fields], args[0].type.elementType.fields[1].nullable))(lambda entries: None if None in entries else _unique(entries))


@scalar("map_from_arrays", "array array", lambda args: t.MapType(args[0].type.elementType, args[1].type.elementType, args[1].type.containsNull))
def _map_from_arrays(keys, values):
    if len(keys) != len(values):
        raise SparkRuntimeException("_LEGACY_ERROR_TEMP_2018")
    return _unique(zip(keys, values))


def _with_marks(call):
    given = [cast_to(each, _STRING) for each in call.children]
    return given + [Literal(",", _STRING), Literal(":", _STRING)][len(given) - 1 :]


@typed("str_to_map", _with_marks, t.MapType(_STRING, _STRING))
def _str_to_map(args):
    from pyspark.sql._strings import regex

    def made(text, between, after_key):
        pairs = [regex(after_key).split(part, maxsplit=1) for part in regex(between).split(text)]
        return _unique((pair[0], pair[1] if len(pair) > 1 else None) for pair in pairs)

    return made
