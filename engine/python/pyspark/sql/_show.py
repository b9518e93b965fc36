"""How DataFrames and schemas are printed."""
import unicodedata

from pyspark.sql import types as t
from pyspark.sql._casts import nullable_text

_META = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f", "\b": "\\b", "\x0b": "\\v", "\x07": "\\a"}


def cells(attributes, rows, truncate):
    """The texts of a table: its header, then its rows.

    :param truncate: how many letters a cell has at most, not counting the header; 0 for all
    """
    texts = [_cell_text(each.type) for each in attributes]
    made = [[_escaped(each.name) for each in attributes]]
    for row in rows:
        made.append([_cut(_escaped(text(value)), truncate) for text, value in zip(texts, row)])
    return made


def _cell_text(type_):
    if isinstance(type_, t.BinaryType):
        return lambda value: "NULL" if value is None else "[%s]" % " ".join("%02X" % byte for byte in value)
    return nullable_text(type_)


def _escaped(text):
    if text.isprintable():
        return text
    return "".join(_META.get(letter, letter) for letter in text)


def _cut(text, truncate):
    if truncate > 0 and len(text) > truncate:
        return text[:truncate] if truncate < 4 else text[: truncate - 3] + "..."
    return text


def width(text):
    """Columns of a terminal; East Asian letters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def show_string(attributes, rows, count, truncate, vertical):
    """
    :param rows: one more than `count`, where there are more
    """
    more = len(rows) > count
    table = cells(attributes, rows[:count], truncate)
    made = _records(table) if vertical else _table(table, truncate)
    if vertical and len(table) == 1:
        return "(0 rows)"
    if more:
        made += "only showing top %d %s" % (count, "row" if count == 1 else "rows")
    return made


def _table(table, truncate):
    widths = [max(3, *[width(row[i]) for row in table]) for i in range(len(table[0]))]
    rule = "+%s+\n" % "+".join("-" * each for each in widths)
    lines = []
    for row in table:
        padded = [" " * (size - width(text)) + text if truncate > 0 else text + " " * (size - width(text)) for size, text in zip(widths, row)]
        lines.append("|%s|\n" % "|".join(padded))
    return rule + lines[0] + rule + "".join(lines[1:]) + rule


def _records(table):
    header, *rows = table
    names = max(3, *map(width, header)) if header else 3
    values = max([3, *[width(text) for row in rows for text in row]])
    made = []
    for i, row in enumerate(rows):
        title = "-RECORD %d" % i
        made.append(title.ljust(names + values + 5, "-") + "\n")
        for name, text in zip(header, row):
            made.append(" %s%s | %s%s \n" % (name, " " * (names - width(name)), text, " " * (values - width(text))))
    return "".join(made)


def tree_string(struct, level=None):
    """What printSchema prints.

    :param level: how deep, None for all
    """
    lines = "".join(_field_lines(field.name, field.dataType, field.nullable, "nullable", " |") for field in struct.fields)
    if level is not None and level > 0:
        lines = "".join(line for line in lines.splitlines(True) if line.partition("--")[0].count("|") <= level)
    return "root\n" + lines


def _field_lines(name, type_, nullable, word, indent):
    known = "true" if nullable else "false"
    flag = "" if word is None else " (%s = %s)" % (word, known)
    return "%s-- %s: %s%s\n" % (indent, name, _type_word(type_), flag) + _inner_lines(type_, indent + "    |")


def _type_word(type_):
    return type_.simpleString() if isinstance(type_, (t.DecimalType, t.AnsiIntervalType)) else type_.typeName()


def _inner_lines(type_, indent):
    if isinstance(type_, t.StructType):
        return "".join(_field_lines(field.name, field.dataType, field.nullable, "nullable", indent) for field in type_.fields)
    if isinstance(type_, t.ArrayType):
        return _field_lines("element", type_.elementType, type_.containsNull, "containsNull", indent)
    if isinstance(type_, t.MapType):
        return _field_lines("key", type_.keyType, False, None, indent) + _field_lines("value", type_.valueType, type_.valueContainsNull, "valueContainsNull", indent)
    return ""
