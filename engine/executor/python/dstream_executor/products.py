"""RDD.cartesian pairs batches, not records: those in which PySpark pickles its sides."""
from itertools import chain, islice, product

from .pickling import pickled


def products(step, to):
    """The pairs of a batch with each batch (CartesianDeserializer), one product after the other."""
    lefts, rights = step["together"]
    whole = to.whole()
    others = [list(batch) for batch in _pickled_together(step["right"], rights, whole)]
    return (product(batch, other) for batch in _pickled_together(step["left"], lefts, to) for other in others)


def _pickled_together(step, size, to):
    """A step's records in the batches in which PySpark pickles them.

    :param size: RDD.pickledTogether; -1: each record has a batch beside its number (RDD.batches)
    """
    if size < 0:
        return (batch for _, batch in chain.from_iterable(to.evaluate(step)))
    parents = step["parents"] if step["kind"] == "concat" else [step["parent"]] if step.get("operator") == "pass" else ()
    if parents:
        batches = chain.from_iterable(_pickled_together(parent, size, to) for parent in parents)
    elif step["kind"] == "cartesian":
        batches = map(list, products(step, to))
    else:
        return _batched(chain.from_iterable(to.evaluate(step)), size, step["rdd"])
    return to.observer.watch(step["rdd"], batches, True)


def _batched(records, size, rdd):
    """:param size: 0: 1, 2, 4 … as long as a batch has less than 64 kB (AutoBatchedSerializer)"""
    count = size or 1
    while batch := list(islice(records, count)):
        yield batch
        if not size:
            count = _next_count(count, len(pickled(batch, rdd)))


def _next_count(count, size, best=1 << 16):
    if size < best:
        return count * 2
    return count // 2 if size > best * 10 and count > 1 else count
