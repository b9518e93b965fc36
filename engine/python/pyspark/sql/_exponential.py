"""e to the power of x as Java's StrictMath computes it (fdlibm), whose last digit is not always that of the C library."""
import math

_LN2_HIGH, _LN2_LOW, _PER_LN2 = 6.93147180369123816490e-01, 1.90821492927058770002e-10, 1.44269504088896338700
# As fdlibm compares them, by their upper halves.
_HALF_LN2, _ONE_AND_A_HALF_LN2 = 0.3465735912322998, 1.0397205352783203
#: of the Remez polynomial for r * (e**r + 1) / (e**r - 1)
_TERMS = (1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05, -1.65339022054652515390e-06, 4.13813679705723846039e-08)


def exp(x):
    if x != x:
        return x
    if x > 7.09782712893383973096e02:
        return math.inf
    if x < -7.45133219101941108420e02:
        return 0.0
    size = abs(x)
    if size < 2**-28:
        return 1.0 + x
    times = 0
    high = low = 0.0
    if size >= _HALF_LN2:
        times = math.trunc(math.copysign(1, x) if size < _ONE_AND_A_HALF_LN2 else _PER_LN2 * x + math.copysign(0.5, x))
        high, low = x - times * _LN2_HIGH, times * _LN2_LOW
        x = high - low
    square, sum_ = x * x, 0.0
    for term in reversed(_TERMS):
        sum_ = square * (term + sum_)
    c = x - sum_
    if times == 0:
        return 1.0 - ((x * c) / (c - 2.0) - x)
    return math.ldexp(1.0 - ((low - (x * c) / (2.0 - c)) - high), times)
