"""Functions of JSON texts: what a path leads to, texts into columns and back."""
import json
import re

from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._casts import upper
from pyspark.sql._expressions import Literal
from pyspark.sql._json import infer, json_text, read_json, reader, without_null_types
from pyspark.sql._registry import check_count, fit, scalar, typed

_STRING, _INT = t.StringType(), t.IntegerType()
_NOTHING = object()


def parsed(text):
    """:returns: the value of a text; `_NOTHING` where it is no JSON"""
    try:
        return read_json(text)
    except ValueError:
        return _NOTHING


# --- Paths ----------------------------------------------------------------------------------------------------------------

_STEP = re.compile(r"\.(?P<name>[^.\[\]]+)|\[(?P<index>\d+)\]|\[\s*'(?P<quoted>[^']*)'\s*\]|(?P<all>\[\*\])|\.(?P<star>\*)")


def _steps(path):
    """The steps of `$.a[0].b`; None where it is no path."""
    if not path.startswith("$"):
        return None
    made, at = [], 1
    while at < len(path):
        found = _STEP.match(path, at)
        if not found:
            return None
        made.append(int(found["index"]) if found["index"] is not None else None if found["all"] or found["star"] else found["name"] or found["quoted"])
        at = found.end()
    return made


def _followed(value, steps):
    """All values to which the steps lead."""
    if not steps:
        return [value]
    step, rest = steps[0], steps[1:]
    if step is None:
        return [each for item in value for each in _followed(item, rest)] if isinstance(value, list) else []
    if isinstance(step, int):
        return _followed(value[step], rest) if isinstance(value, list) and step < len(value) else []
    if isinstance(value, list):
        return [each for item in value if isinstance(item, dict) and step in item for each in _followed(item[step], rest)]
    return _followed(value[step], rest) if isinstance(value, dict) and step in value else []


@scalar("get_json_object", "string string", _STRING, nullable=True)
def _get_json_object(text, path):
    value, steps = parsed(text), _steps(path)
    if value is _NOTHING or steps is None:
        return None
    found = _followed(value, steps)
    if len(found) == 1 and None not in steps:
        return _plain(found[0])
    if not found:
        return None
    return _plain(found[0]) if len(found) == 1 and not isinstance(found[0], str) else _compact(found[0] if len(found) == 1 else found)


def _plain(value):
    """A text as it is, anything else as JSON; null is no value."""
    return value if value is None or isinstance(value, str) else _compact(value)


def _compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@scalar("json_array_length", "string", _INT, nullable=True)
def _json_array_length(text):
    value = parsed(text)
    return len(value) if isinstance(value, list) else None


@scalar("json_object_keys", "string", t.ArrayType(_STRING), nullable=True)
def _json_object_keys(text):
    value = parsed(text)
    return list(value) if isinstance(value, dict) else None


# --- Columns --------------------------------------------------------------------------------------------------------------


def _schema(call):
    """The type that from_json is told, as a text or by schema_of_json."""
    given = call.children[1]
    if isinstance(given, Literal) and isinstance(given.value, str):
        return t.DataType.fromDDL(given.value)
    if getattr(given, "name", None) == "schema_of_json":
        return t.DataType.fromDDL(_schema_of_json(given.children[0].value))
    raise AnalysisException("INVALID_SCHEMA.NON_STRING_LITERAL", {"inputSchema": '"%s"' % given.sql()}, call.position + ";")


def _from_json_inputs(call):
    check_count(call, ["string", "string", "any?"])
    return [fit(call, 0, call.children[0], _STRING), Literal(_schema(call).simpleString(), _STRING)]


@typed("from_json", _from_json_inputs, lambda args: t.DataType.fromDDL(args[1].value), nullable=True)
def _from_json(args):
    type_ = t.DataType.fromDDL(args[1].value)
    read = reader(type_)
    # Of a text that is no JSON, or another kind of JSON, a struct has all its fields, null.
    otherwise = (None,) * len(type_.fields) if isinstance(type_, t.StructType) else None

    def values(text, _):
        if not text.strip():
            return None
        value = parsed(text)
        if isinstance(type_, t.StructType) and isinstance(value, list) and value:
            value = value[0]
        if isinstance(type_, t.ArrayType) and isinstance(value, dict) and isinstance(type_.elementType, t.StructType):
            value = [value]
        made = None if value is _NOTHING else read(value)
        return otherwise if made is None else made

    return values


def _to_json_inputs(call):
    value = call.children[0]
    if not isinstance(value.type, (t.StructType, t.ArrayType, t.MapType)):
        raise AnalysisException("DATATYPE_MISMATCH.INVALID_JSON_SCHEMA", {"sqlExpr": call.sql(), "schema": upper(value.type)}, call.position + ";")
    return [value]


@typed("to_json", _to_json_inputs, _STRING)
def _to_json(args):
    return json_text(args[0].type)


@scalar("schema_of_json", "string", _STRING, nullable=False)
def _schema_of_json(text):
    return _ddl(without_null_types(infer([json.loads(text)])))


def _ddl(type_):
    if isinstance(type_, t.StructType):
        return "STRUCT<%s>" % ", ".join("%s: %s" % (field.name, _ddl(field.dataType)) for field in type_.fields)
    if isinstance(type_, t.ArrayType):
        return "ARRAY<%s>" % _ddl(type_.elementType)
    return upper(type_)


def json_fields(text, names):
    """The fields of an object, as texts: json_tuple."""
    value = parsed(text) if text is not None else None
    found = value if isinstance(value, dict) else {}
    return tuple(_plain(found.get(name)) for name in names)
