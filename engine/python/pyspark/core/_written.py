"""How Spark writes an RDD's records for its Java side: where two RDDs meet, that decides which error tells that they do not fit."""

# Pickled in batches that grow.
BATCHES = "batches"
LINES = "lines"
# Records that are zipped at a time where nothing says how many are pickled together.
_USUAL = 100


def batches_of(size):
    return "batches of %d" % size


def pairs_of(size):
    """What `zip` makes, of batches of so many."""
    return "pairs of %d" % size


def is_pairs(written):
    return written.startswith("pairs")


def zipped_at_once(first, second):
    """Of how many records each the batches are that `RDD.zip` puts side by side."""
    sizes = _batch_size(first), _batch_size(second)
    if sizes[0] != sizes[1] or sizes[0] == 0:
        return min(sizes) or _USUAL
    return int(first.rpartition(" ")[2]) if is_pairs(first) and first == second else sizes[0]


def _batch_size(written):
    if written == BATCHES:
        return 0
    return int(written.rpartition(" ")[2]) if written.startswith(BATCHES) else 1
