import bisect
import math


def histogram(rdd, buckets):
    """Counts per bucket, as pyspark's RDD.histogram: buckets are [a, b), the last one [a, b]."""
    if isinstance(buckets, int):
        if buckets < 1:
            raise ValueError("number of buckets must be >= 1")
        filtered = rdd.filter(lambda x: x is not None and not (type(x) is float and x != x))
        low, high = filtered.map(lambda x: (x, x)).reduce(lambda a, b: (min(a[0], b[0]), max(a[1], b[1])))
        if low == high or buckets == 1:
            return [low, high], [filtered.count()]
        step = _step(low, high, buckets)
        bounds = [i * step + low for i in range(buckets)] + [high]
    elif isinstance(buckets, (list, tuple)):
        _check(buckets)
        bounds, step = buckets, _common_step(buckets)
    else:
        raise TypeError("buckets should be a list or tuple or number(int or long)")

    def counted(iterator):
        counts = [0] * len(bounds)
        for value in iterator:
            if value is None or (isinstance(value, float) and value != value) or value > bounds[-1] or value < bounds[0]:
                continue
            # Rounding can put a value beside its bound; Spark divides too.
            counts[bisect.bisect_right(bounds, value) - 1 if step is None else int((value - bounds[0]) / step)] += 1
        # What equals the last bound belongs to the last bucket.
        last = counts.pop()
        counts[-1] += last
        return [counts]

    return bounds, rdd.mapPartitions(counted).reduce(lambda a, b: [i + j for i, j in zip(a, b)])


def _step(low, high, count):
    """Between equal buckets; a whole number where that comes out even."""
    try:
        step = (high - low) / count
    except TypeError:
        raise TypeError("Can not generate buckets with non-number in RDD") from None
    if math.isinf(step):
        raise ValueError("Can not generate buckets with infinite value")
    whole = int(step)
    return whole if whole * count == high - low else (high - low) * 1.0 / count


def _check(bounds):
    if len(bounds) < 2:
        raise ValueError("buckets should have more than one value")
    if any(bound is None or isinstance(bound, float) and math.isnan(bound) for bound in bounds):
        raise ValueError("can not have None or NaN in buckets")
    if sorted(bounds) != list(bounds):
        raise ValueError("buckets should be sorted")
    if len(set(bounds)) != len(bounds):
        raise ValueError("buckets should not contain duplicated values")


def _common_step(bounds):
    """None where the buckets have not all one width, or none at all, as texts."""
    try:
        widths = [bounds[i + 1] - bounds[i] for i in range(len(bounds) - 1)]
    except TypeError:
        return None
    return (bounds[-1] - bounds[0]) / (len(bounds) - 1) if max(widths) - min(widths) < 1e-10 else None
