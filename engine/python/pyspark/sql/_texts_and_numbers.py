"""More functions of text and numbers, and what tells about a value or the run."""
import base64
import math
import re
import urllib.parse
import uuid

from pyspark.errors.exceptions.captured import SparkRuntimeException
from pyspark.sql import _evaluation
from pyspark.sql import types as t
from pyspark.sql._coercion import cast_to
from pyspark.sql._expressions import Call, Literal
from pyspark.sql._operators import alike
from pyspark.sql._registry import SCALARS, first_type, scalar, typed
from pyspark.sql._strings import regex

_STRING, _INT, _LONG, _DOUBLE, _BOOLEAN, _BINARY = t.StringType(), t.IntegerType(), t.LongType(), t.DoubleType(), t.BooleanType(), t.BinaryType()


@scalar("split_part", "string string int", _STRING)
def _split_part(text, mark, index):
    if index == 0:
        raise SparkRuntimeException("INVALID_INDEX_OF_ZERO")
    parts = text.split(mark) if mark else [text]
    at = index - 1 if index > 0 else len(parts) + index
    return parts[at] if 0 <= at < len(parts) else ""


def _with_length(call):
    args = [*call.children, Literal(-1, _INT)][:4]
    return [*[cast_to(each, _STRING) for each in args[:2]], *[cast_to(each, _INT) for each in args[2:]]]


@scalar("overlay", _with_length, _STRING)
def _overlay(text, piece, start, count):
    return text[: start - 1] + piece + text[start - 1 + (len(piece) if count < 0 else count) :]


scalar("space", "int", _STRING)(lambda count: " " * count)
scalar("find_in_set", "string string", _INT)(lambda text, listed: 0 if "," in text else (listed.split(",").index(text) + 1 if text in listed.split(",") else 0))
scalar("elt", lambda call: [cast_to(call.children[0], _INT), *[cast_to(each, _STRING) for each in call.children[1:]]], _STRING, strict=False)(
    lambda index, *texts: None if index is None or not 1 <= index <= len(texts) else texts[index - 1]
)
scalar("encode", "string string", _BINARY)(lambda text, name: text.encode(name))
scalar("unhex", "string", _BINARY, nullable=True)(lambda text: bytes.fromhex("0" * (len(text) % 2) + text) if re.fullmatch("[0-9A-Fa-f]*", text) else None)
scalar("unbase64", "string", _BINARY)(base64.b64decode)
scalar("url_encode", "string", _STRING)(lambda text: urllib.parse.quote_plus(text, safe="*"))
scalar("url_decode", "string", _STRING)(urllib.parse.unquote_plus)
scalar("regexp_substr", "string string", _STRING, nullable=True)(lambda text, pattern: (regex(pattern).search(text) or [None])[0])
scalar("regexp_instr", lambda call: [*[cast_to(each, _STRING) for each in call.children[:2]], *[cast_to(each, _INT) for each in [*call.children, Literal(0, _INT)][2:3]]], _INT)(lambda text, pattern, _: found.start() + 1 if (found := regex(pattern).search(text)) else 0)


def _decode_inputs(call):
    value, name = call.children[:2]
    return [value if isinstance(value.type, t.BinaryType) else cast_to(value, _BINARY), cast_to(name, _STRING)]


scalar("decode", _decode_inputs, _STRING)(lambda value, name: bytes(value).decode(name, "replace"))
_SOUNDS = {letter: code for letters, code in (("BFPV", "1"), ("CGJKQSXZ", "2"), ("DT", "3"), ("L", "4"), ("MN", "5"), ("R", "6")) for letter in letters}


@scalar("soundex", "string", _STRING)
def _soundex(text):
    if not text or not text[0].isalpha():
        return text
    letters = text.upper()
    made, last = letters[0], _SOUNDS.get(letters[0], "")
    for letter in letters[1:]:
        code = _SOUNDS.get(letter, "")
        if code and code != last:
            made += code
        if letter not in "HW":
            last = code
        if len(made) == 4:
            break
    return made.ljust(4, "0")


@scalar("levenshtein", "string string int?", _INT)
def _levenshtein(a, b, most=None):
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        before, row = row, [i]
        for j, other in enumerate(b, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other)))
    return row[-1] if most is None or row[-1] <= most else -1


@scalar("conv", "string int int", _STRING, nullable=True)
def _conv(text, source, target):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    found = re.match("-?[%s]*" % digits[:source], text.strip().lower())[0]
    if not found:
        return None
    number = int(found or "0", source) if found != "-" else 0
    number = number % 2**64 if target > 0 else number
    sign, number = ("-" if number < 0 else ""), abs(number)
    made = ""
    while number:
        number, digit = divmod(number, abs(target))
        made = digits[digit] + made
    return sign + (made or "0").upper()


@scalar("parse_url", "string string string?", _STRING, nullable=True)
def _parse_url(text, part, key=None):
    url = urllib.parse.urlsplit(text)
    if part == "QUERY" and key is not None:
        found = re.search("(?:^|&)%s=([^&]*)" % re.escape(key), url.query)
        return found and found[1]
    file = url.path + ("?" + url.query if url.query else "")
    parts = {"HOST": url.hostname, "PATH": url.path, "QUERY": url.query or None, "REF": url.fragment or None, "PROTOCOL": url.scheme, "FILE": file, "AUTHORITY": url.netloc, "USERINFO": url.netloc.rpartition("@")[0] or None}
    return parts.get(part)


# --- Numbers --------------------------------------------------------------------------------------------------------------


def _wrapped(value, bits):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def _shift(move):
    def make(args):
        bits = args[0].type._bits
        return lambda value, count: _wrapped(move(value, count % bits, bits), bits)

    return make


typed("shiftleft shiftleft:", "integral int", first_type)(_shift(lambda value, count, bits: value << count))
typed("shiftright shiftright:", "integral int", first_type)(_shift(lambda value, count, bits: value >> count))
typed("shiftrightunsigned", "integral int", first_type)(_shift(lambda value, count, bits: (value & ((1 << bits) - 1)) >> count))
typed("bit_count", "any", _INT)(lambda args: lambda value: (value & 2**64 - 1).bit_count() if value < 0 else int(value).bit_count())
scalar("hypot", "double double", _DOUBLE)(math.hypot)
scalar("rint", "double", _DOUBLE)(lambda value: float(round(value)))
scalar("expm1", "double", _DOUBLE)(math.expm1)
scalar("nanvl", "double double", _DOUBLE, strict=False)(lambda a, b: b if a is not None and a != a else a)


@scalar("width_bucket", "double double double long", _LONG, nullable=True)
def _width_bucket(value, low, high, count):
    if count <= 0 or low == high:
        return None
    share = (value - low) / (high - low)
    return 0 if share < 0 else count + 1 if share >= 1 else int(share * count) + 1


def _tolerant(name):
    """The function `name` with null in place of an error of overflow or of a missing element."""

    def inputs(call):
        return SCALARS[name].resolve(Call(name, call.children)).children

    def result(args):
        return SCALARS[name].resolve(Call(name, args)).type

    def make(args):
        compute = SCALARS[name].make(args)

        def tried(*values):
            from pyspark.errors.exceptions.captured import CapturedException

            try:
                return compute(*values)
            except CapturedException:
                return None

        return tried

    return inputs, result, make


for _new, _old in (("try_add", "+"), ("try_subtract", "-"), ("try_multiply", "*"), ("try_mod", "%"), ("try_element_at", "element_at")):
    _inputs, _result, _make = _tolerant(_old)
    typed(_new, _inputs, _result, nullable=True)(_make)

# --- Nulls, types, the run ------------------------------------------------------------------------------------------------

scalar("equal_null", alike, _BOOLEAN, strict=False, nullable=False)(lambda a, b: a == b)
scalar("zeroifnull", lambda call: alike(call.with_children([call.children[0], Literal(0, _INT)])), first_type, strict=False, nullable=False)(lambda value, zero: zero if value is None else value)
scalar("nullifzero", lambda call: alike(call.with_children([call.children[0], Literal(0, _INT)])), first_type, nullable=True)(lambda value, zero: None if value == 0 else value)
typed("typeof", "any", _STRING, strict=False, nullable=False)(lambda args: lambda value: args[0].type.simpleString())
scalar("uuid", "", _STRING, nullable=False)(lambda: str(uuid.uuid4()))
scalar("current_database current_schema", "", _STRING, nullable=False)(lambda: "default")
scalar("current_catalog", "", _STRING, nullable=False)(lambda: "spark_catalog")
scalar("input_file_name", "", _STRING, nullable=False)(lambda: "")
typed("spark_partition_id", "", _INT, nullable=False)(lambda args: lambda partition=_evaluation.current_partition: partition)


@typed("monotonically_increasing_id", "", _LONG, nullable=False)
def _increasing_id(args):
    counted = iter(range(_evaluation.current_partition << 33, 2**63))
    return lambda: next(counted)


@scalar("raise_error", "string", t.NullType(), nullable=True)
def _raise_error(text):
    raise SparkRuntimeException("USER_RAISED_EXCEPTION", {"errorMessage": text})


def _asserted(call):
    text = call.children[1] if len(call.children) > 1 else Literal("'%s' is not true!" % call.children[0].sql(), _STRING)
    return [cast_to(call.children[0], _BOOLEAN), cast_to(text, _STRING)]


@scalar("assert_true", _asserted, t.NullType(), strict=False)
def _assert_true(holds, text):
    if holds is not True:
        raise SparkRuntimeException("USER_RAISED_EXCEPTION", {"errorMessage": text})
    return None
