"""Functions that make several rows of one: explode and its kin, stack, json_tuple."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._coercion import common_type_of
from pyspark.sql._expressions import Attribute
from pyspark.sql._json_functions import json_fields
from pyspark.sql._registry import unexpected

_STRING, _INT = t.StringType(), t.IntegerType()


class Generator:
    """
    :param outer: a row with nulls where there would be none
    """

    def __init__(self, outer=False):
        self.outer = outer

    def attributes(self, call, names):
        """The columns that it makes."""
        made = self._columns(call)
        if names and len(names) != len(made):
            raise AnalysisException("ASSIGNMENT_ARITY_MISMATCH", {"numTarget": len(names), "numExpr": len(made)}, ";")
        return [Attribute(name, type_, nullable or self.outer) for (_, type_, nullable), name in zip(made, names or [name for name, _, _ in made])]

    def _columns(self, call):
        """(name, type, nullable) of each."""
        raise NotImplementedError(type(self).__name__)

    def rows(self, *values):
        raise NotImplementedError(type(self).__name__)


class Explode(Generator):
    def __init__(self, positions, outer):
        super().__init__(outer)
        self.positions = positions

    def _columns(self, call):
        type_ = call.children[0].type
        if isinstance(type_, t.MapType):
            made = [("key", type_.keyType, False), ("value", type_.valueType, type_.valueContainsNull)]
        elif isinstance(type_, t.ArrayType):
            made = [("col", type_.elementType, type_.containsNull)]
        else:
            raise unexpected(call, 0, '("ARRAY" or "MAP")', call.children[0])
        return [("pos", _INT, False), *made] if self.positions else made

    def rows(self, value):
        if not value:
            width = (2 if isinstance(value, dict) else 1) + self.positions
            return [(None,) * width] if self.outer else []
        items = list(value.items()) if isinstance(value, dict) else [(each,) for each in value]
        return [(i, *item) for i, item in enumerate(items)] if self.positions else items


class Inline(Generator):
    """An array of structs: a column for each field."""

    def _columns(self, call):
        type_ = call.children[0].type
        if not isinstance(type_, t.ArrayType) or not isinstance(type_.elementType, t.StructType):
            raise unexpected(call, 0, '"ARRAY<STRUCT>"', call.children[0])
        self.width = len(type_.elementType.fields)
        return [(field.name, field.dataType, field.nullable or type_.containsNull) for field in type_.elementType.fields]

    def rows(self, value):
        if not value:
            return [(None,) * self.width] if self.outer else []
        return [(None,) * self.width if each is None else tuple(each) for each in value]


class Stack(Generator):
    """Its values, in so many rows."""

    def _columns(self, call):
        count, *values = call.children
        width = -(-len(values) // count.value)
        columns = [values[i::width] for i in range(width)]
        return [("col%d" % i, common_type_of([each.type for each in column]), any(each.nullable for each in column) or len(column) < count.value) for i, column in enumerate(columns)]

    def rows(self, count, *values):
        width = -(-len(values) // count)
        padded = [*values, *[None] * (width * count - len(values))]
        return [tuple(padded[i * width : (i + 1) * width]) for i in range(count)]


class JsonTuple(Generator):
    """Fields of a JSON text, as texts."""

    def _columns(self, call):
        return [("c%d" % i, _STRING, True) for i in range(len(call.children) - 1)]

    def rows(self, text, *names):
        return [json_fields(text, names)]


GENERATORS = {
    "explode": Explode(0, False), "explode_outer": Explode(0, True), "posexplode": Explode(1, False), "posexplode_outer": Explode(1, True),
    "inline": Inline(), "inline_outer": Inline(True), "stack": Stack(), "json_tuple": JsonTuple(),
}  # fmt: skip
