"""hash() as a 64-bit CPython gives it with PYTHONHASHSEED=0. This interpreter is a 32-bit one, whose own hashes are others:
partitions would not be Spark's, nor what a script makes of hash() itself.
"""
import builtins
import datetime
import decimal
import fractions
from functools import lru_cache
from types import FunctionType

from .siphash import MASK, siphash

_short_hash = builtins.hash
NUMBER_MODULUS = (1 << 61) - 1
INFINITY = 314159
# What CPython has for None since 3.12; before, it was an address.
NONE = 0xFCA86420


def long_hash(key, /):
    """The hash of a value: a whole number of 64 bits with sign.

    Of a class of the script it is what its __hash__ says; of what has none but its identity, what this interpreter says.
    """
    method = type(key).__hash__
    known = _HASHES.get(method)
    if known is not None:
        return known(key)
    if type(method) is FunctionType:
        value = method(key)
        if isinstance(value, int):
            return _signed(value) if -(1 << 63) <= value < 1 << 63 else _number(value)
    return _short_hash(key)


def install():
    """Makes it this interpreter's hash(), for scripts and what they import."""
    builtins.hash = long_hash


# A function that refers to it is sent as one that refers to hash().
long_hash.__module__, long_hash.__name__, long_hash.__qualname__ = "builtins", "hash", "hash"


def _signed(value):
    """The number that 64 bits are; -1 stands for an error in CPython, and no hash is."""
    value &= MASK
    signed = value - (1 << 64) if value >> 63 else value
    return -2 if signed == -1 else signed


def _bytes(data):
    return _signed(siphash(data)) if data else 0


@lru_cache(maxsize=65536)
def _plain_text(text):
    if not text:
        return 0
    widest = max(text)
    # CPython hashes the buffer that it keeps: one, two or four bytes a code point.
    encoding = "latin-1" if widest < "\u0100" else "utf-16-le" if widest < "\U00010000" else "utf-32-le"
    return _bytes(text.encode(encoding, "surrogatepass"))


def _text(key):
    return _plain_text(key if type(key) is str else str.__str__(key))


# --- Numbers: equal ones have equal hashes, whatever their type -------------------------------------------------------


def _ratio(numerator, denominator):
    magnitude = abs(numerator) * pow(denominator, -1, NUMBER_MODULUS) % NUMBER_MODULUS if denominator % NUMBER_MODULUS else INFINITY
    return _signed(-magnitude if numerator < 0 else magnitude)


def _number(key):
    magnitude = abs(int(key)) % NUMBER_MODULUS
    return _signed(-magnitude if key < 0 else magnitude)


def _float(key):
    if key != key or key in (float("inf"), float("-inf")):
        return _short_hash(key)
    return _ratio(*key.as_integer_ratio())


def _complex(key):
    return _signed(_float(key.real) + 1000003 * _float(key.imag))


def _decimal(key):
    if not key.is_finite():
        return _short_hash(key)
    sign, digits, exponent = key.as_tuple()
    magnitude = int("".join(map(str, digits))) * pow(10, exponent, NUMBER_MODULUS) % NUMBER_MODULUS
    return _signed(-magnitude if sign else magnitude)


def _fraction(key):
    return _ratio(key.numerator, key.denominator)


# --- Collections ------------------------------------------------------------------------------------------------------


def _tuple(items):
    """CPython's form of xxHash."""
    result = 2870177450012600261
    for item in items:
        result = result + long_hash(item) * 14029467366897019727 & MASK
        result = (result << 31 | result >> 33) * 11400714785074694791 & MASK
    result = result + (len(items) ^ 2870177450012600261 ^ 3527539) & MASK
    return 1546275796 if result == MASK else _signed(result)


def _frozenset(key):
    result = 0
    for item in key:
        value = long_hash(item) & MASK
        result ^= (value ^ 89869747 ^ value << 16) * 3644798167 & MASK
    result ^= (len(key) + 1) * 1927868237 & MASK
    result ^= result >> 11 ^ result >> 25
    result = result * 69069 + 907133923 & MASK
    return 590923713 if result == MASK else _signed(result)


def _range(key):
    length = len(key)
    return _tuple((length, key.start if length > 0 else None, key.step if length > 1 else None))


# --- Times: the hash of the bytes that CPython keeps, or of the difference to UTC --------------------------------------


def _day(key):
    return key.year.to_bytes(2, "big") + bytes((key.month, key.day))


def _time_of_day(key):
    return bytes((key.hour, key.minute, key.second)) + key.microsecond.to_bytes(3, "big")


def _since(days, key):
    return datetime.timedelta(days, (key.hour * 60 + key.minute) * 60 + key.second, key.microsecond)


def _datetime(key):
    offset = key.replace(fold=0).utcoffset()
    return _bytes(_day(key) + _time_of_day(key)) if offset is None else _timedelta(_since(key.toordinal(), key) - offset)


def _time(key):
    offset = key.replace(fold=0).utcoffset()
    return _bytes(_time_of_day(key)) if offset is None else _timedelta(_since(0, key) - offset)


def _timedelta(key):
    return _tuple((key.days, key.seconds, key.microseconds))


# By the method, so that a subclass which has the method has the hash.
_HASHES = {
    type(None).__hash__: lambda key: NONE,
    str.__hash__: _text,
    bytes.__hash__: _bytes,
    int.__hash__: _number,
    float.__hash__: _float,
    complex.__hash__: _complex,
    tuple.__hash__: _tuple,
    frozenset.__hash__: _frozenset,
    range.__hash__: _range,
    decimal.Decimal.__hash__: _decimal,
    fractions.Fraction.__hash__: _fraction,
    datetime.date.__hash__: lambda key: _bytes(_day(key)),
    datetime.datetime.__hash__: _datetime,
    datetime.time.__hash__: _time,
    datetime.timedelta.__hash__: _timedelta,
    datetime.timezone.__hash__: lambda key: _timedelta(key.utcoffset(None)),
}
