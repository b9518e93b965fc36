"""Types from their text: `a INT, b array<string>`, as in DDL, or one type alone."""
import re

from pyspark.errors.exceptions.captured import ParseException
from pyspark.sql import types as t

_TOKEN = re.compile(r"\s*(?:(?P<quoted>`(?:[^`]|``)*`)|(?P<string>'(?:[^'\\]|\\.)*')|(?P<word>\w+)|(?P<sign>[<>(),:]))")

SIMPLE_TYPES = {
    "boolean": t.BooleanType,
    "tinyint": t.ByteType, "byte": t.ByteType,
    "smallint": t.ShortType, "short": t.ShortType,
    "int": t.IntegerType, "integer": t.IntegerType,
    "bigint": t.LongType, "long": t.LongType,
    "float": t.FloatType, "real": t.FloatType,
    "double": t.DoubleType,
    "string": t.StringType,
    "binary": t.BinaryType,
    "date": t.DateType,
    "timestamp": t.TimestampType, "timestamp_ltz": t.TimestampType, "timestamp_ntz": t.TimestampNTZType,
    "void": t.NullType, "null": t.NullType,
}  # fmt: skip


class TypeReader:
    """Reads types from a list of (kind, text, position)."""

    def __init__(self, text):
        self.text = text
        self.tokens = []
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            if not found:
                # What belongs to no type: whoever wants a type there says so.
                self.tokens.append(("other", text[at], at))
                at += 1
                continue
            self.tokens.append((found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)))
            at = found.end()
        self.at = 0

    def error(self, near, position):
        return syntax_error(self.text, near, position)

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ("end", "", len(self.text))

    def next(self):
        token = self.peek()
        self.at += 1
        return token

    def expect(self, sign):
        kind, text, position = self.next()
        if text.lower() != sign:
            raise self.error(text, position)

    def accept(self, sign):
        if self.peek()[1].lower() == sign and self.peek()[0] != "quoted":
            self.at += 1
            return True
        return False

    def type(self):
        kind, text, position = self.next()
        name = text.lower()
        if kind != "word":
            raise self.error(text, position)
        if name == "array":
            self.expect("<")
            element = self.type()
            self.expect(">")
            return t.ArrayType(element)
        if name == "map":
            self.expect("<")
            key = self.type()
            self.expect(",")
            value = self.type()
            self.expect(">")
            return t.MapType(key, value)
        if name == "struct":
            self.expect("<")
            fields = [] if self.accept(">") else self.fields()
            if fields:
                self.expect(">")
            return t.StructType(fields)
        if name in ("decimal", "dec", "numeric"):
            return t.DecimalType(*self.numbers()) if self.peek()[1] == "(" else t.DecimalType()
        if name in ("char", "varchar", "character"):
            self.numbers()
            return t.StringType()
        if name in SIMPLE_TYPES:
            return SIMPLE_TYPES[name]()
        raise ParseException("UNSUPPORTED_DATATYPE", {"typeName": '"%s"' % text.upper()}, place_in(self.text, position))

    def numbers(self):
        self.expect("(")
        found = [int(self.next()[1])]
        while self.accept(","):
            found.append(int(self.next()[1]))
        self.expect(")")
        return found

    def fields(self):
        fields = [self.field()]
        while self.accept(","):
            fields.append(self.field())
        return fields

    def field(self):
        kind, text, position = self.next()
        if kind not in ("word", "quoted"):
            raise self.error(text, position)
        name = text[1:-1].replace("``", "`") if kind == "quoted" else text
        self.accept(":")
        data_type = self.type()
        nullable = True
        if self.accept("not"):
            self.expect("null")
            nullable = False
        metadata = {"comment": self.next()[1][1:-1]} if self.accept("comment") else None
        return t.StructField(name, data_type, nullable, metadata)

    def end(self):
        kind, text, position = self.peek()
        if kind != "end":
            raise self.error(text, position)


def syntax_error(text, near, position, extra=False):
    """:param extra: without that word it would be SQL"""
    shown = "'%s'" % near if near else "end of input"
    return ParseException("PARSE_SYNTAX_ERROR", {"error": shown, "hint": ": extra input %s" % shown if extra else ""}, place_in(text, position))


def place_in(text, position):
    """How Spark shows a place in SQL text: its line, and an arrow below it."""
    before = text[:position]
    line = before.count("\n")
    column = position - (before.rfind("\n") + 1)
    lines = text.split("\n")
    shown = [*lines[: line + 1], "-" * column + "^^^", *lines[line + 1 :]]
    return " (line %d, pos %d)\n\n== SQL ==\n%s\n" % (line + 1, column, "\n".join(shown))


def parse_type(text):
    """One type, or the fields of a struct."""
    reader = TypeReader(text)
    try:
        found = reader.type()
        reader.end()
        return found
    except ParseException as alone:
        reader.at = 0
        try:
            fields = reader.fields()
            reader.end()
        except ParseException as error:
            raise (error if len(reader.tokens) > 1 else alone) from None
        return t.StructType(fields)
