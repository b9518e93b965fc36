"""rand and randn: the numbers that Spark draws, from its XORShiftRandom, which begins anew in each partition."""
import math
import random

from dstream_executor.xorshift import XORShiftRandom
from pyspark.sql import _evaluation
from pyspark.sql import types as t
from pyspark.sql._registry import typed


def _generator(args):
    seed = args[0].value if args else random.getrandbits(63)
    return XORShiftRandom((seed or 0) + _evaluation.current_partition)


@typed("rand random", "any?", t.DoubleType(), strict=False, nullable=False)
def _rand(args):
    drawn = _generator(args)
    return lambda *_seed: drawn.double()


@typed("randn", "any?", t.DoubleType(), strict=False, nullable=False)
def _randn(args):
    drawn = _generator(args)
    left = []

    # java.util.Random.nextGaussian: two at a time.
    def gaussian(*_seed):
        if left:
            return left.pop()
        while True:
            a, b = 2 * drawn.double() - 1, 2 * drawn.double() - 1
            square = a * a + b * b
            if 0 < square < 1:
                scale = math.sqrt(-2 * math.log(square) / square)
                left.append(b * scale)
                return a * scale

    return gaussian
