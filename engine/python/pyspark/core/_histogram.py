import bisect


def histogram(rdd, buckets):
    """Counts per bucket, as pyspark's RDD.histogram: buckets are [a, b), the last one [a, b]."""
    if isinstance(buckets, int):
        if buckets < 1:
            raise ValueError("number of buckets must be >= 1")
        filtered = rdd.filter(lambda x: x is not None and not (isinstance(x, float) and x != x))
        low, high = filtered.map(lambda x: (x, x)).reduce(lambda a, b: (min(a[0], b[0]), max(a[1], b[1])))
        if low == high or buckets == 1:
            return [low, high], [filtered.count()]
        step = (high - low) / buckets
        if isinstance(low, int) and (high - low) % buckets == 0:
            step = int(step)
        bounds = [i * step + low for i in range(buckets)] + [high]
    elif isinstance(buckets, (list, tuple)):
        if len(buckets) < 2:
            raise ValueError("buckets should have more than one value")
        bounds = list(buckets)
        if sorted(bounds) != bounds:
            raise ValueError("buckets should be sorted")
        if len(set(bounds)) != len(bounds):
            raise ValueError("buckets should not contain duplicated values")
    else:
        raise TypeError("buckets should be a list or tuple or number(int or long)")

    def counted(iterator):
        counts = [0] * len(bounds)
        for value in iterator:
            if value is None or (isinstance(value, float) and value != value) or value > bounds[-1] or value < bounds[0]:
                continue
            counts[bisect.bisect_right(bounds, value) - 1] += 1
        # What equals the last bound belongs to the last bucket.
        last = counts.pop()
        counts[-1] += last
        return [counts]

    return buckets if isinstance(buckets, (list, tuple)) else bounds, rdd.mapPartitions(counted).reduce(lambda a, b: [i + j for i, j in zip(a, b)])
