"""Functions of arrays, maps and structs, and those that make several rows of one."""
import datetime

from pyspark.errors.exceptions.captured import AnalysisException, ArrayIndexOutOfBoundsException
from pyspark.sql import types as t
from pyspark.sql._casts import upper
from pyspark.sql._coercion import cast_to, common_type_of
from pyspark.sql._expressions import Attribute, Literal
from pyspark.sql._interval_arithmetic import shifted
from pyspark.sql._operators import alike, nullable_key, same_typed, without_texts
from pyspark.sql._registry import scalar, typed, unexpected

_STRING, _INT, _BOOLEAN = t.StringType(), t.IntegerType(), t.BooleanType()


def _element_type(args):
    return args[0].type.elementType


def _same_type(args):
    return args[0].type


scalar("array", lambda call: same_typed(call, listed=False), lambda args: t.ArrayType(args[0].type if args else t.NullType(), any(arg.nullable for arg in args)), strict=False, nullable=False)(lambda *values: list(values))
scalar("size cardinality", "array/map", _INT)(len)
scalar("array_size", "array", _INT)(len)
scalar("array_distinct", "array", _same_type)(lambda values: list(dict.fromkeys(values)))
scalar("array_join", "array string string?", _STRING)(lambda values, mark, null=None: mark.join(each if each is not None else null for each in values if each is not None or null is not None))
scalar("flatten", "array", _element_type, nullable=True)(lambda values: None if None in values else [each for part in values for each in part])
scalar("slice", "array int int", _same_type)(lambda values, start, count: values[start - 1 : start - 1 + count] if start > 0 else values[len(values) + start :][:count])
scalar("map_keys", "map", lambda args: t.ArrayType(args[0].type.keyType, False))(list)
scalar("map_values", "map", lambda args: t.ArrayType(args[0].type.valueType, args[0].type.valueContainsNull))(lambda value: list(value.values()))
scalar("array_position", "array any", t.LongType())(lambda values, wanted: values.index(wanted) + 1 if wanted in values else 0)
scalar("array_remove", "array any", _same_type)(lambda values, unwanted: [each for each in values if each != unwanted])
scalar("array_union", alike, _same_type)(lambda a, b: list(dict.fromkeys(a + b)))
scalar("array_intersect", alike, _same_type)(lambda a, b: list(dict.fromkeys(each for each in a if each in b)))
scalar("array_except", alike, _same_type)(lambda a, b: list(dict.fromkeys(each for each in a if each not in b)))
scalar("reverse", "any", lambda args: args[0].type if isinstance(args[0].type, t.ArrayType) else _STRING)(lambda value: value[::-1] if isinstance(value, list) else str(value)[::-1])


def _sequence_inputs(call):
    start, stop, *step = call.children
    both = alike(call.with_children([start, stop]))
    return [*both, *([each if isinstance(each.type, t.AnsiIntervalType) else cast_to(each, both[0].type) for each in step])]


@scalar("sequence", _sequence_inputs, lambda args: t.ArrayType(args[0].type, False))
def _sequence(start, stop, step=None):
    if isinstance(start, int):
        step = step or (1 if stop >= start else -1)
        return list(range(start, stop + (1 if step > 0 else -1), step))
    step = datetime.timedelta(days=1 if stop >= start else -1) if step is None else step
    made, at, count = [], start, 0
    forward = step > (0 if isinstance(step, int) else datetime.timedelta(0))
    while (at <= stop) if forward else (at >= stop):
        made.append(at)
        count += 1
        # Months are counted from the start: the 31st comes back after a shorter month.
        at = shifted(start, step * count) if isinstance(step, int) else at + step
    return made


def _same_element(call):
    """An array, and a value of its element's type."""
    array, value = call.children
    if not isinstance(array.type, t.ArrayType):
        raise unexpected(call, 0, '"ARRAY"', array)
    wide = without_texts(array.type.elementType, value.type)
    if wide is None:
        told = {"sqlExpr": call.sql(), "functionName": call.name, "dataType": "ARRAY", "leftType": upper(array.type), "rightType": upper(value.type)}
        raise AnalysisException("DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES", told, call.position + ";")
    return [cast_to(array, t.ArrayType(wide, array.type.containsNull)), cast_to(value, wide)]


@scalar("array_contains", _same_element, _BOOLEAN, nullable=True)
def _array_contains(values, wanted):
    return True if wanted in values else None if None in values else False


def _by_size(pick):
    def make(args):
        key = nullable_key(args[0].type.elementType)
        return lambda values: pick([each for each in values if each is not None], key=key, default=None)

    return make


typed("array_max", "array", _element_type, nullable=True)(_by_size(max))
typed("array_min", "array", _element_type, nullable=True)(_by_size(min))


def _with_direction(call):
    """The name shows the direction also where it is left out."""
    args = [*call.children, Literal(True, _BOOLEAN)][:2]
    if not isinstance(args[0].type, t.ArrayType):
        raise unexpected(call.with_children(args), 0, '"ARRAY"', args[0])
    return args


@typed("sort_array", _with_direction, _same_type)
def _sort_array(args):
    key = nullable_key(args[0].type.elementType)
    return lambda values, ascending=True: sorted(values, key=key, reverse=not ascending)


@typed("array_sort", "array", _same_type)
def _array_sort(args):
    key = nullable_key(args[0].type.elementType)
    return lambda values: sorted((each for each in values if each is not None), key=key) + [None] * values.count(None)


# --- Maps and structs ---------------------------------------------------------------------------------------------------


def _pairs(call):
    if len(call.children) % 2:
        raise AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {"functionName": "`map`", "expectedNum": "2n (n > 0)", "actualNum": len(call.children)})
    keys, values = call.children[::2], call.children[1::2]
    key, value = common_type_of([each.type for each in keys]), common_type_of([each.type for each in values])
    return [each for pair in zip((cast_to(each, key) for each in keys), (cast_to(each, value) for each in values)) for each in pair]


def _map_type(args):
    if not args:
        return t.MapType(_STRING, _STRING, False)
    return t.MapType(args[0].type, args[1].type, any(each.nullable for each in args[1::2]))


scalar("map", _pairs, _map_type, strict=False, nullable=False)(lambda *values: dict(zip(values[::2], values[1::2])))


def _struct_type(args):
    names = [getattr(arg, "name", None) if isinstance(arg, Attribute) or hasattr(arg, "names") else None for arg in args]
    return t.StructType([t.StructField(name or "col%d" % i, arg.type, arg.nullable) for i, (name, arg) in enumerate(zip(names, args), 1)])


scalar("struct", "*any", _struct_type, strict=False, nullable=False)(lambda *values: values)


def _named_struct_type(args):
    return t.StructType([t.StructField(name.value, arg.type, arg.nullable) for name, arg in zip(args[::2], args[1::2])])


scalar("named_struct", "*any", _named_struct_type, strict=False, nullable=False)(lambda *values: values[1::2])


def _with_field_type(args):
    struct, name, value = args
    field = t.StructField(name.value, value.type, value.nullable)
    fields = [field if each.name.lower() == name.value.lower() else each for each in struct.type.fields]
    return t.StructType(fields if field in fields else [*fields, field])


@typed("with_field", "any any any", _with_field_type, strict=False, nullable=lambda args: args[0].nullable)
def _with_field(args):
    at = next((i for i, each in enumerate(args[0].type.fields) if each.name.lower() == args[1].value.lower()), len(args[0].type.fields))
    return lambda struct, _, value: None if struct is None else struct[:at] + (value,) + struct[at + 1 :]


def _kept_fields(args):
    dropped = {name.value.lower() for name in args[1:]}
    return [i for i, each in enumerate(args[0].type.fields) if each.name.lower() not in dropped]


@typed("drop_fields", "any *any", lambda args: t.StructType([args[0].type.fields[i] for i in _kept_fields(args)]))
def _drop_fields(args):
    kept = _kept_fields(args)
    return lambda struct, *_: tuple(struct[i] for i in kept)


# --- Elements -----------------------------------------------------------------------------------------------------------


def _element_inputs(call):
    """`a[i]`, `m[k]`, `s.x`: what the base is decides."""
    base, by = call.children
    type_ = base.type
    if isinstance(type_, t.ArrayType):
        if isinstance(type_.elementType, t.StructType) and isinstance(by.type, t.StringType):
            return [base, _field(type_.elementType, by, call)]
        if isinstance(by.type, t.StringType):
            raise unexpected(call, 1, '"INTEGRAL"', by)
        return [base, by if isinstance(by.type, t.IntegralType) else cast_to(by, _INT)]
    if isinstance(type_, t.MapType):
        return [base, cast_to(by, type_.keyType)]
    if isinstance(type_, t.StructType):
        return [base, _field(type_, by, call)]
    raise AnalysisException("INVALID_EXTRACT_BASE_FIELD_TYPE", {"base": base.sql(), "other": upper(type_)}, call.position)


def _field(struct, by, call):
    """The field's name, spelled as the struct has it."""
    wanted = str(by.value).lower()
    for name in struct.names:
        if name.lower() == wanted:
            return Literal(name if name == by.value else by.value, _STRING)
    raise AnalysisException("FIELD_NOT_FOUND", {"fieldName": "`%s`" % by.value, "fields": ", ".join("`%s`" % name for name in struct.names)}, call.position)


def _index_of(struct, name):
    return next(i for i, each in enumerate(struct.names) if each.lower() == name.lower())


def _element_result(args):
    type_ = args[0].type
    if isinstance(type_, t.MapType):
        return type_.valueType
    if isinstance(type_, t.StructType):
        return type_.fields[_index_of(type_, args[1].value)].dataType
    if isinstance(args[1].type, t.StringType):
        element = type_.elementType
        return t.ArrayType(element.fields[_index_of(element, args[1].value)].dataType)
    return type_.elementType


def _element_nullable(args):
    type_ = args[0].type
    return args[0].nullable or type_.fields[_index_of(type_, args[1].value)].nullable if isinstance(type_, t.StructType) else True


@typed("element", _element_inputs, _element_result, nullable=_element_nullable)
def _element(args):
    type_ = args[0].type
    if isinstance(type_, t.MapType):
        return lambda value, key: value.get(key)
    if isinstance(type_, t.StructType):
        at = _index_of(type_, args[1].value)
        return lambda value, _: value[at]
    if isinstance(args[1].type, t.StringType):
        inside = _index_of(type_.elementType, args[1].value)
        return lambda values, _: [None if each is None else each[inside] for each in values]
    return _at


def _at(values, index):
    if not 0 <= index < len(values):
        raise ArrayIndexOutOfBoundsException("INVALID_ARRAY_INDEX", {"index": index, "size": len(values)})
    return values[index]


scalar("get", "array int", _element_type, nullable=True)(lambda values, index: values[index] if 0 <= index < len(values) else None)


def _element_at_inputs(call):
    base, by = call.children
    if isinstance(base.type, t.ArrayType) and isinstance(by.type, t.StringType):
        raise unexpected(call, 1, '"INT"', by)
    return [base, cast_to(by, base.type.keyType)] if isinstance(base.type, t.MapType) else [base, by]


@typed("element_at", _element_at_inputs, lambda args: args[0].type.valueType if isinstance(args[0].type, t.MapType) else args[0].type.elementType, nullable=True)
def _element_at(args):
    if isinstance(args[0].type, t.MapType):
        return lambda value, key: value.get(key)
    return lambda values, index: _at(values, index - 1 if index > 0 else len(values) + index)
