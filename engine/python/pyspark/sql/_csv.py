"""CSV: lines to columns, columns to lines."""
import re

from pyspark.errors.exceptions.captured import CapturedException
from pyspark.sql import types as t
from pyspark.sql._casts import caster, to_text
from pyspark.sql._dates import parse_time

_WHOLE = re.compile(r"[+-]?\d+\Z")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z|-?Inf\Z|NaN\Z")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\Z")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?\Z")


class CsvOptions:
    """
    :param options: as a script gave them, names in lower case
    :param writes: whether they are a writer's, whose defaults differ
    """

    def __init__(self, options, writes=False):
        def flag(name, otherwise=False):
            return str(options.get(name, otherwise)).lower() == "true"

        self.separator = options.get("sep", options.get("delimiter", ","))
        self.quote = options.get("quote", '"')
        self.escape = options.get("escape", "\\")
        self.header = flag("header")
        self.infer = flag("inferschema")
        self.null = options.get("nullvalue", "")
        self.comment = options.get("comment")
        self.strip_start = flag("ignoreleadingwhitespace", writes)
        self.strip_end = flag("ignoretrailingwhitespace", writes)
        self.multiline = flag("multiline")
        self.quote_all = flag("quoteall")
        self.encoding = options.get("encoding", options.get("charset", "utf-8"))
        self.mode = str(options.get("mode", "PERMISSIVE")).upper()
        self.date_format = options.get("dateformat")
        self.timestamp_format = options.get("timestampformat")

    def records(self, text):
        """Lists of texts; None for what is empty."""
        rows = _rows(text, self.separator, self.quote or None, self.escape, self.multiline)
        for row in rows:
            if not row or row == [""] or self.comment and row[0].startswith(self.comment):
                continue
            yield [self._cell(each) for each in row]

    def stripped(self, text):
        text = text.lstrip() if self.strip_start else text
        return text.rstrip() if self.strip_end else text

    def _cell(self, text):
        text = self.stripped(text)
        return None if text == self.null or text == "" else text


def _rows(text, separator, quote, escape, multiline):
    """Each line's cells."""
    at = 0
    while at < len(text):
        end = len(text) if multiline else text.find("\n", at)
        end = len(text) if end < 0 else end
        row = []
        while True:
            cell, at = _cell_at(text, at, end, separator, quote, escape)
            row.append(cell)
            if at < end and text.startswith(separator, at):
                at += len(separator)
                continue
            break
        at += 1
        yield row


def _cell_at(text, at, end, separator, quote, escape):
    """A cell and where it ends. A quote within makes the whole cell what it is, quotes and all; one that is never closed is left out."""
    stop = _next_end(text, at, end, separator)
    if quote is None or not text.startswith(quote, at):
        return text[at:stop], stop
    made, i = [], at + 1
    while i < end:
        letter = text[i]
        if letter == escape and i + 1 < end and text[i + 1] in (quote, escape) and (letter != quote or text[i + 1] == quote):
            made.append(text[i + 1])
            i += 2
        elif letter == quote:
            after = i + 1
            if after >= end or text[after] == "\n" or text.startswith(separator, after):
                return "".join(made), after
            stop = _next_end(text, i, end, separator)
            return quote + "".join(made) + text[i:stop], stop
        else:
            made.append(letter)
            i += 1
    return "".join(made), end


def _next_end(text, at, end, separator):
    line = text.find("\n", at, end)
    line = end if line < 0 else line
    found = text.find(separator, at, line)
    return line if found < 0 else found


def inferred(columns):
    """The type of each column of texts."""
    return [_narrowest(texts) for texts in columns]




def _narrowest(texts):
    kinds = {_kind(text) for text in texts if text is not None}
    if not kinds:
        return t.StringType()
    if kinds <= {"int"}:
        return t.IntegerType()
    if kinds <= {"int", "bigint"}:
        return t.LongType()
    if kinds <= {"int", "bigint", "double"}:
        return t.DoubleType()
    if kinds == {"date"}:
        return t.DateType()
    if kinds <= {"date", "timestamp"}:
        return t.TimestampType()
    return t.BooleanType() if kinds == {"boolean"} else t.StringType()


def _kind(text):
    if _WHOLE.match(text):
        value = int(text)
        return "int" if -(2**31) <= value < 2**31 else "bigint" if -(2**63) <= value < 2**63 else "double"
    if _NUMBER.match(text):
        return "double"
    if text.lower() in ("true", "false"):
        return "boolean"
    if _DATE.match(text):
        return "date"
    return "timestamp" if _TIME.match(text) else "string"


def reader(type_, options):
    """A function of a text: its value, None where it does not fit."""
    if isinstance(type_, t.StringType):
        return lambda text: text
    pattern = options.date_format if isinstance(type_, t.DateType) else options.timestamp_format if isinstance(type_, t.TimestampType) else None
    if isinstance(type_, t.BooleanType):
        return lambda text: {"true": True, "false": False}.get(text.lower()) if text is not None else None
    cast = caster(t.StringType(), type_)

    def read(text):
        if text is None:
            return None
        try:
            if pattern:
                value = parse_time(text, pattern)
                return value.date() if isinstance(type_, t.DateType) else value
            return cast(text)
        except (CapturedException, ValueError):
            return None

    return read


def writer(types, options):
    """A function of a row: its line."""
    texts = [_written_text(type_, options) for type_ in types]

    def line(row):
        return options.separator.join(_quoted("" if value is None and not options.null else options.null if value is None else text(value), value, options) for text, value in zip(texts, row)) + "\n"

    return line


def _written_text(type_, options):
    if isinstance(type_, (t.TimestampType, t.TimestampNTZType)):
        return _timestamp
    text = to_text(type_)
    # Unlike a reader, a writer cuts blanks unless it is told not to.
    return (lambda value: options.stripped(text(value))) if isinstance(type_, t.StringType) else text


def _timestamp(value):
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + "%03d" % (value.microsecond // 1000) + "Z"


def header(names, options):
    return options.separator.join(_quoted(name, name, options) for name in names) + "\n"


def _quoted(text, value, options):
    quote = options.quote
    if value is not None and text == "":
        return quote * 2
    if value is None:
        return text
    special = options.quote_all or any(sign in text for sign in (options.separator, "\n", "\r")) or quote and text.startswith(quote)
    if quote and quote in text:
        special = True
    if not special or not quote:
        return text
    return quote + text.replace(options.escape, options.escape * 2).replace(quote, options.escape + quote) + quote if options.escape != quote else quote + text.replace(quote, quote * 2) + quote
