"""Functions of text and of numbers."""
import base64
import decimal
import functools
import hashlib
import math
import re
import zlib

from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._casts import double_text, to_text
from pyspark.sql._coercion import bounded, cast_to, common_type
from pyspark.sql._exponential import exp
from pyspark.sql._expressions import Literal
from pyspark.sql._hash import row_hash
from pyspark.sql._operators import alike, comparable, same_typed, without_texts
from pyspark.sql._registry import check_count, first_type, fit, scalar, typed

_STRING, _INT, _LONG, _DOUBLE, _BOOLEAN = t.StringType(), t.IntegerType(), t.LongType(), t.DoubleType(), t.BooleanType()

def _with_last(words, value):
    """Inputs of which the last, a number, may be missing: the column's name shows it all the same."""

    def inputs(call):
        check_count(call, words)
        args = list(call.children)
        if len(args) < len(words):
            args.append(Literal(value, _INT))
        return [fit(call, i, arg, _INT if words[i][:3] == "int" else _STRING) for i, arg in enumerate(args)]

    return inputs


scalar("upper ucase", "string", _STRING)(str.upper)
scalar("lower lcase", "string", _STRING)(str.lower)
scalar("length len char_length character_length", "string", _INT)(len)
scalar("trim trim:both", "string string?", _STRING)(lambda s, cut=" ": s.strip(cut))
scalar("ltrim trim:leading", "string string?", _STRING)(lambda s, cut=" ": s.lstrip(cut))
scalar("rtrim trim:trailing", "string string?", _STRING)(lambda s, cut=" ": s.rstrip(cut))
scalar("btrim", "string string?", _STRING)(lambda s, cut=" ": s.strip(cut))
scalar("initcap", "string", _STRING)(lambda s: " ".join(word[:1].upper() + word[1:].lower() for word in s.split(" ")))
scalar("contains", "string string", _BOOLEAN)(lambda s, part: part in s)
scalar("startswith", "string string", _BOOLEAN)(lambda s, part: s.startswith(part))
scalar("endswith", "string string", _BOOLEAN)(lambda s, part: s.endswith(part))
scalar("instr", "string string", _INT)(lambda s, part: s.find(part) + 1)
scalar("locate position", _with_last(["string", "string", "int?"], 1), _INT)(lambda part, s, start=1: s.find(part, start - 1) + 1 if start > 0 else 0)
scalar("repeat", "string int", _STRING)(lambda s, n: s * max(n, 0))
scalar("replace", "string string string?", _STRING)(lambda s, old, new="": s.replace(old, new) if old else s)
scalar("ascii", "string", _INT)(lambda s: ord(s[0]) if s else 0)
scalar("chr char", "long", _STRING)(lambda n: "" if n < 0 else chr(n % 256))
scalar("left", "string int", _STRING)(lambda s, n: s[: max(n, 0)])
scalar("right", "string int", _STRING)(lambda s, n: s[-n:] if n > 0 else "")
scalar("translate", "string string string", _STRING)(lambda s, old, new: "".join(_translated(each, old, new) for each in s))
scalar("md5", "string", _STRING)(lambda s: hashlib.md5(s.encode("utf-8")).hexdigest())
scalar("sha1 sha", "string", _STRING)(lambda s: hashlib.sha1(s.encode("utf-8")).hexdigest())
scalar("sha2", "string int", _STRING)(lambda s, bits: hashlib.new("sha%d" % (bits or 256), s.encode("utf-8")).hexdigest())
scalar("crc32", "string", _LONG)(lambda s: zlib.crc32(s.encode("utf-8")))
scalar("base64", "string", _STRING)(lambda s: base64.b64encode(s.encode("utf-8")).decode("ascii"))


def _translated(letter, old, new):
    at = old.find(letter)
    return letter if at < 0 else new[at : at + 1]


@scalar("substring substr", "string/binary int int?", _STRING)
def _substring(s, start, count=None):
    begin = start - 1 if start > 0 else len(s) + start if start < 0 else 0
    end = len(s) if count is None else begin + count
    return s[max(begin, 0) : max(end, 0)]


@scalar("substring_index", "string string int", _STRING)
def _substring_index(s, mark, count):
    if not mark or count == 0:
        return ""
    parts = s.split(mark)
    return mark.join(parts[:count] if count > 0 else parts[count:])


@scalar("lpad", "string int string?", _STRING)
def _lpad(s, size, pad=" "):
    missing = size - len(s)
    return s[: max(size, 0)] if missing <= 0 or not pad else (pad * missing)[:missing] + s


@scalar("rpad", "string int string?", _STRING)
def _rpad(s, size, pad=" "):
    missing = size - len(s)
    return s[: max(size, 0)] if missing <= 0 or not pad else s + (pad * missing)[:missing]


# --- Patterns -----------------------------------------------------------------------------------------------------------


@functools.lru_cache(200)
def regex(pattern):
    """A Java pattern as Python reads it: named groups and possessive letters are spelled alike, \\p classes are not."""
    for java, python in (("\\p{Alpha}", "[a-zA-Z]"), ("\\p{Punct}", r"[!-/:-@\[-`{-~]"), ("\\p{L}", r"[^\W\d_]"), ("\\p{Digit}", "[0-9]"), ("\\p{Upper}", "[A-Z]"), ("\\p{Lower}", "[a-z]"), ("(?<", "(?P<")):
        if java == "(?<":
            pattern = re.sub(r"\(\?<(?![=!])", "(?P<", pattern)
        else:
            pattern = pattern.replace(java, python)
    return re.compile(pattern, re.ASCII)


@functools.lru_cache(200)
def _like(pattern, fold, escape="\\"):
    made, letters = [], iter(pattern)
    for letter in letters:
        if letter == escape:
            made.append(re.escape(next(letters, escape)))
        else:
            made.append({"%": ".*", "_": "."}.get(letter) or re.escape(letter))
    return re.compile("".join(made), re.S | (re.I if fold else 0))


scalar("like", "string string string?", _BOOLEAN)(lambda s, pattern, escape="\\": _like(pattern, False, escape).fullmatch(s) is not None)
scalar("ilike", "string string string?", _BOOLEAN)(lambda s, pattern, escape="\\": _like(pattern, True, escape).fullmatch(s) is not None)
scalar("rlike regexp regexp_like", "string string", _BOOLEAN)(lambda s, pattern: regex(pattern).search(s) is not None)
scalar("regexp_count", "string string", _INT)(lambda s, pattern: len(list(regex(pattern).finditer(s))))


@scalar("regexp_replace", _with_last(["string", "string", "string", "int?"], 1), _STRING)
def _regexp_replace(s, pattern, replacement, start=1):
    template = re.sub(r"\\(.)|\$(\d)|\$\{(\w+)\}", _group_reference, replacement)
    return s[: start - 1] + regex(pattern).sub(template, s[start - 1 :])


def _group_reference(found):
    if found[1] is not None:
        return "\\\\" if found[1] == "\\" else found[1]
    return "\\g<%s>" % (found[2] or found[3])


@scalar("regexp_extract", _with_last(["string", "string", "int?"], 1), _STRING)
def _regexp_extract(s, pattern, group=1):
    found = regex(pattern).search(s)
    return "" if found is None else found[group] or ""


@scalar("regexp_extract_all", _with_last(["string", "string", "int?"], 1), t.ArrayType(_STRING))
def _regexp_extract_all(s, pattern, group=1):
    return [found[group] or "" for found in regex(pattern).finditer(s)]


@scalar("split", _with_last(["string", "string", "int?"], -1), t.ArrayType(_STRING, False))
def _split(s, pattern, limit=-1):
    if s == "":
        return [""]
    if pattern == "" and limit <= 0:
        return list(s)
    parts, start = [], 0
    for found in regex(pattern).finditer(s):
        if limit > 0 and len(parts) == limit - 1:
            break
        if found.end() == found.start() and found.start() in (0, len(s)) and found.start() == 0:
            continue
        parts.append(s[start : found.start()])
        start = found.end()
    return [*parts, s[start:]]


# --- Several values -----------------------------------------------------------------------------------------------------


def _concat_inputs(call):
    arrays = [isinstance(arg.type, t.ArrayType) for arg in call.children]
    if any(arrays):
        return same_typed(call, listed=False, common=common_type if all(arrays) else lambda a, b: None if a.typeName() != b.typeName() and not isinstance(a, t.NullType) else b)
    return [cast_to(arg, _STRING) for arg in call.children]


@typed("concat ||", _concat_inputs, lambda args: args[0].type if args else _STRING)
def _concat(args):
    if args and isinstance(args[0].type, t.ArrayType):
        return lambda *parts: [each for part in parts for each in part]
    return lambda *parts: "".join(parts)


def _text_or_texts(call):
    return [arg if isinstance(arg.type, t.ArrayType) else cast_to(arg, _STRING) for arg in call.children]


@scalar("concat_ws", _text_or_texts, _STRING, strict=False, nullable=lambda args: args[0].nullable)
def _concat_ws(mark, *parts):
    if mark is None:
        return None
    texts = []
    for part in parts:
        texts += part if isinstance(part, list) else [part]
    return mark.join(text for text in texts if text is not None)


@typed("format_string printf", "any *any", _STRING, strict=False)
def _format_string(args):
    texts = [None if isinstance(arg.type, t.NumericType) else to_text(arg.type) for arg in args[1:]]

    def formatted(form, *values):
        if form is None:
            return None
        shown = ["null" if value is None else value if text is None else text(value) for text, value in zip(texts, values)]
        given = iter(shown)

        def piece(found):
            """One `%` with what it stands for; a null is a text, whatever was wanted."""
            if found[0] in ("%n", "%%"):
                return {"%n": "\n", "%%": "%"}[found[0]]
            value = next(given)
            if isinstance(value, str):
                return "%{}s".format(found[1].split(".")[0]) % value
            return format(value, ",d") if "," in found[1] else found[0] % value

        return re.sub(r"%([-+ 0,#]*\d*(?:\.\d+)?)([a-zA-Z%])", piece, form)

    return formatted


@typed("format_number", "numeric int", _STRING)
def _format_number(args):
    def formatted(value, places):
        if places < 0:
            return None
        exact = decimal.Decimal(str(value)) if not isinstance(value, decimal.Decimal) else value
        return format(exact.quantize(decimal.Decimal(1).scaleb(-places), decimal.ROUND_HALF_EVEN), ",f")

    return formatted


def _at_least_two(call):
    if len(call.children) < 2:
        raise AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {"functionName": "`%s`" % call.name, "expectedNum": "> 1", "actualNum": len(call.children)})
    return same_typed(call, common=without_texts)


def _extreme(sign):
    def make(args):
        key = comparable(args[0].type) or (lambda value: value)
        pick = max if sign > 0 else min

        def extreme(*values):
            known = [value for value in values if value is not None]
            return pick(known, key=key) if known else None

        return extreme

    return make


typed("greatest", _at_least_two, first_type, strict=False, nullable=lambda args: all(arg.nullable for arg in args))(_extreme(1))
typed("least", _at_least_two, first_type, strict=False, nullable=lambda args: all(arg.nullable for arg in args))(_extreme(-1))


def _nullif_inputs(call):
    return [*call.children, *alike(call)]


scalar("nullif", _nullif_inputs, first_type, strict=False)(lambda value, _, a, b: None if a == b and a is not None else value)
scalar("nvl2", lambda call: [call.children[0], *alike(call.with_children(call.children[1:]))], lambda args: args[1].type, strict=False, nullable=lambda args: args[1].nullable or args[2].nullable)(lambda test, yes, no: no if test is None else yes)


@typed("hash", "*any", _INT, strict=False, nullable=False)
def _hash(args):
    types = [arg.type for arg in args]
    return lambda *values: row_hash(types, values)


# --- Numbers ------------------------------------------------------------------------------------------------------------


def _rounded_type(args):
    type_ = args[0].type
    if not isinstance(type_, t.DecimalType):
        return type_
    places = args[1].value if len(args) > 1 and isinstance(args[1], Literal) else 0
    whole = type_.precision - type_.scale + 1
    return t.DecimalType(max(whole, -places + 1), 0) if places < 0 else bounded(whole + min(places, type_.scale), min(places, type_.scale))


def _rounding(mode):
    def make(args):
        whole = isinstance(args[0].type, t.IntegralType)

        def rounded(value, places=0):
            if isinstance(value, float) and (value != value or math.isinf(value)):
                return value
            exact = value if isinstance(value, decimal.Decimal) else decimal.Decimal(double_text(value) if isinstance(value, float) else value)
            unit = decimal.Decimal(1).scaleb(-places)
            if -exact.as_tuple().exponent <= places and not isinstance(value, decimal.Decimal):
                return value
            with decimal.localcontext(prec=80):
                made = exact.quantize(unit, mode)
            if isinstance(value, decimal.Decimal):
                return made.quantize(decimal.Decimal(1)) if places < 0 else made
            return int(made) if whole else float(made)

        return rounded

    return make


def _with_places(call):
    """SQL's round(x) is round(x, 0), and its name says so."""
    args = call.children if len(call.children) > 1 else [call.children[0], Literal(0, _INT)]
    value = args[0] if isinstance(args[0].type, t.NumericType) else cast_to(args[0], _DOUBLE)
    return [value, cast_to(args[1], _INT)]


typed("round", _with_places, _rounded_type, nullable=True)(_rounding(decimal.ROUND_HALF_UP))
typed("bround", _with_places, _rounded_type, nullable=True)(_rounding(decimal.ROUND_HALF_EVEN))


def _whole_type(args):
    type_ = args[0].type
    return t.DecimalType(min(type_.precision - type_.scale + 1, 38), 0) if isinstance(type_, t.DecimalType) and type_.scale else type_ if isinstance(type_, t.DecimalType) else _LONG


def _to_whole(rounded):
    def make(args):
        if isinstance(args[0].type, t.DecimalType):
            return lambda a: decimal.Decimal(rounded(a))
        return lambda a: 0 if a != a else int(math.copysign(2**63 - (a > 0), a)) if math.isinf(a) else rounded(a)

    return make


typed("floor", "numeric", _whole_type)(_to_whole(math.floor))
typed("ceil ceiling", "numeric", _whole_type)(_to_whole(math.ceil))


def _real(function):
    """Java's answer where Python raises: NaN or infinity."""

    def computed(*values):
        try:
            return float(function(*values))
        except ValueError:
            return float("nan")
        except OverflowError:
            return float("inf")

    return computed


def _power(a, b):
    if a == 0 and b < 0:
        return float("inf")
    return math.pow(a, b)


for _names, _function in (
    ("sqrt", math.sqrt), ("exp", exp), ("sin", math.sin), ("cos", math.cos), ("tan", math.tan), ("asin", math.asin), ("acos", math.acos),
    ("atan", math.atan), ("sinh", math.sinh), ("cosh", math.cosh), ("tanh", math.tanh), ("radians", math.radians), ("degrees", math.degrees), ("cbrt", math.cbrt),
):  # fmt: skip
    scalar(_names, "double", _DOUBLE)(_real(_function))
scalar("pow power", "double double", _DOUBLE)(_real(_power))
scalar("atan2", "double double", _DOUBLE)(math.atan2)
scalar("ln", "double", _DOUBLE, nullable=True)(lambda a: math.log(a) if a > 0 else None)
scalar("log10", "double", _DOUBLE, nullable=True)(lambda a: math.log10(a) if a > 0 else None)
scalar("log2", "double", _DOUBLE, nullable=True)(lambda a: math.log2(a) if a > 0 else None)
scalar("log1p", "double", _DOUBLE, nullable=True)(lambda a: math.log1p(a) if a > -1 else None)
scalar("log", "double double?", _DOUBLE, nullable=True)(lambda a, b=None: (math.log(a) if b is None else math.log(b) / math.log(a)) if a > 0 and (b is None or b > 0) else None)
scalar("sign signum", "double", _DOUBLE)(lambda a: a if a != a else float((a > 0) - (a < 0)))
scalar("pi", "", _DOUBLE, nullable=False)(lambda: math.pi)
scalar("e", "", _DOUBLE, nullable=False)(lambda: math.e)
scalar("hex", "any", _STRING)(lambda a: "%X" % (a % 2**64) if isinstance(a, int) else (a.encode("utf-8") if isinstance(a, str) else bytes(a)).hex().upper())
scalar("bin", "long", _STRING)(lambda a: format(a % 2**64, "b"))
scalar("factorial", "int", _LONG, nullable=True)(lambda a: math.factorial(a) if 0 <= a <= 20 else None)
