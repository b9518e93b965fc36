"""Which columns somebody may have meant."""


def distance(a, b):
    """How many letters have to be put in, taken out or changed."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def nearest(parts, names, limit=5):
    """Names in the order in which Spark proposes them: it compares them as they are quoted. Those as near stay as they are."""
    wanted = ".".join(parts)
    return sorted(names, key=lambda name: distance(".".join("`%s`" % part for part in name), wanted))[:limit]
