"""How many different values there are, about: HyperLogLog++ with the hash and the corrections of Spark's JVM."""
import math
from operator import itemgetter

from pyspark.core._hyper_log_log_bias import biases

# Up to so many different records the registers that are still empty tell the number (by 2^precision registers from 4).
_FEW = [10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 11500, 20000, 50000, 120000, 350000]
_WORD = 2**64 - 1
# Measured estimates that a correction is the mean of.
_NEIGHBOURS = 6
_ALPHAS = {4: 0.673, 5: 0.697, 6: 0.709}


def filled_registers(hashes, precision):
    """The registers that numbers fill, each with the longest run of zeros that it saw."""
    filled = {}
    for each in hashes:
        word = _murmur64(b"%d" % each)
        register = word >> (64 - precision)
        rest = (word << precision & _WORD) | 1 << (precision - 1)
        run = 65 - rest.bit_length()
        if filled.get(register, 0) < run:
            filled[register] = run
    return filled


def estimated(filled, precision):
    registers = 2**precision
    empty = registers - len(filled)
    # A sum of powers of two: exact, whatever the order.
    inverse = empty + sum(math.ldexp(1, -run) for run in filled.values())
    estimate = _alpha(precision) * registers * registers * (1 / inverse)
    is_small = estimate <= 5 * registers
    corrected = estimate - _bias(estimate, precision) if is_small else estimate
    counted = registers * math.log(registers / empty) if empty > 0 else corrected
    use_counted = counted < _FEW[precision - 4] if precision <= 18 else is_small
    return math.floor((counted if use_counted else corrected) + 0.5)


def _alpha(precision):
    return _ALPHAS.get(precision) or 0.7213 / (1 + 1.079 / 2**precision)


def _bias(estimate, precision):
    # Of two at one distance the later one counts.
    by_distance = {(estimate - measured) ** 2: bias for measured, bias in biases(precision)}
    nearest = sorted(by_distance.items(), key=itemgetter(0))[:_NEIGHBOURS]
    return sum(bias for _, bias in nearest) / _NEIGHBOURS


def _murmur64(data):
    """MurmurHash64A, with the seed that the JVM's estimator uses."""
    m = 0xC6A4A7935BD1E995
    h = 0xE17A1465 ^ (len(data) * m & _WORD)
    whole = len(data) & ~7
    for at in range(0, whole, 8):
        k = int.from_bytes(data[at : at + 8], "little") * m & _WORD
        h = (h ^ ((k ^ (k >> 47)) * m & _WORD)) * m & _WORD
    if whole < len(data):
        h = (h ^ int.from_bytes(data[whole:], "little")) * m & _WORD
    h = (h ^ (h >> 47)) * m & _WORD
    return h ^ (h >> 47)
