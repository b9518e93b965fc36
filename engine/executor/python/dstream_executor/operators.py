"""The steps of a task's plan, each a generator of chunks (lists of records).

Chunks give the counts and samples of every RDD for nothing, and keep the loop over records inside the interpreter's own
C code. Where the sink takes only the first records, a chunk is one record: nothing is computed that Spark would not.
"""
import copy
import pickle
from itertools import chain, islice

from .failures import UserFailure, stop_iteration
from .builtin_functions import identity as IDENTITY
from .functions import BrokenFunction
from .keyed_state import Generation
from .keyed_steps import KEYED
from .pickling import pickled
from .products import products

CHUNK = 2048


class Evaluation:
    """What evaluating one task's plan needs."""

    def __init__(self, functions, buffers, kept, blocks, chunk_size, observer):
        self.functions = functions
        self.buffers = buffers
        self.kept = kept
        self.blocks = blocks
        # Partitions of persisted RDDs that this task stored: (rdd, partition, bytes or None).
        self.stored = []
        self.chunk_size = chunk_size
        self.observer = observer

    def function(self, function_id):
        made = self.functions.get(function_id)
        if isinstance(made, BrokenFunction):
            raise UserFailure(made.error, function_id, None, None)
        return made

    def evaluate(self, step):
        counted = step["kind"] != "cached" or not self.computes(step)
        chunks = STEPS[step["kind"]](step, self)
        return self.observer.watch(step["rdd"], chunks, counted)

    def computes(self, step):
        """Whether a persisted partition is computed now, by a step of the same RDD that is watched already."""
        stored = step["buffer"] is not None or self.blocks.get((step["rdd"], step["partition"])) is not None
        return not stored and step["parent"]["kind"] not in KEYED

    def stored_state(self, step):
        """The keyed state that a step reads; None where it reads, or computes, anything else."""
        if step["kind"] != "cached" or step["buffer"] is not None:
            return None
        stored = self.blocks.get((step["rdd"], step["partition"]))
        return stored if isinstance(stored, Generation) else None

    def all_records(self, step):
        """An iterator of the records of a step that is computed wholly, even where the sink takes only the first ones."""
        return chain.from_iterable(self.whole().evaluate(step))

    def whole(self):
        """The same, where all records of a step are wanted."""
        whole = copy.copy(self)
        whole.chunk_size = CHUNK
        return whole

    def persisted(self, step):
        """A persisted partition as it is kept: pickled, so that a function that changes a record in place changes nobody
        else's; or a generation of keyed state in which nothing can be changed."""
        key = (step["rdd"], step["partition"])
        partition = self.buffers[step["buffer"]] if step["buffer"] is not None else self.blocks.get(key)
        if partition is None:
            parent = step["parent"]
            made = KEYED[parent["kind"]](parent, self) if parent["kind"] in KEYED else None
            partition = made if made and made.plain else pickled(list(made.pairs() if made else self.all_records(parent)), step["rdd"])
            self.blocks.put(key, partition)
            self.stored.append((*key, None if step["keep"] else partition))
        return partition


def _lines(step, to):
    for index in step["buffers"]:
        try:
            lines = split_lines(to.buffers[index], "strict")
        except UnicodeDecodeError:
            lines = split_lines(to.buffers[index], "replace")
            to.observer.replaced(step["rdd"], sum(line.count("\ufffd") for line in lines) - to.buffers[index].count("\ufffd".encode()))
        to.observer.holds(step["rdd"], len(lines))
        yield from chunked(lines, to.chunk_size)


def split_lines(data, errors):
    """Lines as java.io.BufferedReader.readLine cuts them, without their ends.

    :param errors: what becomes of invalid bytes, as in bytes.decode
    """
    # str.splitlines would also cut at form feeds and the like; bytes.splitlines cuts at \n, \r and \r\n only.
    if b"\r" in data:
        return [line.decode("utf-8", errors) for line in data.splitlines()]
    lines = data.decode("utf-8", errors).split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


def _records(step, to):
    for index in step["buffers"]:
        records = pickle.loads(to.buffers[index])
        to.observer.holds(step["rdd"], len(records))
        yield from chunked(records, to.chunk_size)


def _empty(step, to):
    return iter(())


def _binary(step, to):
    size = step["recordLength"]
    for index in step["buffers"]:
        data = to.buffers[index]
        if len(data) % size:
            raise EOFError("The last record has %d of %d bytes: the length of the file is no multiple of recordLength." % (len(data) % size, size))
        yield from chunked([data[at : at + size] for at in range(0, len(data), size)], to.chunk_size)


def _concat(step, to):
    for parent in step["parents"]:
        yield from to.evaluate(parent)


def _cartesian(step, to):
    return _drawn(chain.from_iterable(products(step, to)), to.chunk_size)


# Records that are zipped at a time where Spark's Java side does it one by one.
_ZIPPED = 100


def _zip(step, to):
    left = chain.from_iterable(to.evaluate(step["left"]))
    right = chain.from_iterable(to.evaluate(step["right"]))
    size = step["batch"] if step["batch"] > 1 else _ZIPPED

    def pairs():
        a, b = list(islice(left, size)), list(islice(right, size))
        while a or b:
            # Spark's Java side is ahead: that one side has more batches is known before the last of the other is unpickled.
            next_a, next_b = list(islice(left, size)), list(islice(right, size))
            if len(a) != len(b) and step["batch"] > 1 and a and b and not next_a and not next_b:
                raise ValueError("Can not deserialize PairRDD with different number of items in batches: (%d, %d)" % (len(a), len(b)))
            if len(a) != len(b) or bool(next_a) != bool(next_b):
                raise ValueError("Can only zip RDDs with same number of elements in each partition")
            yield from zip(a, b)
            a, b = next_a, next_b

    return _drawn(pairs(), to.chunk_size)


def _cached(step, to):
    partition = to.persisted(step)
    records = partition if isinstance(partition, Generation) else pickle.loads(partition)
    # A state is as large as it is, however few of its keys an output shows.
    if isinstance(records, Generation) or step["parent"] and step["parent"]["kind"] in KEYED:
        to.observer.holds(step["rdd"], len(records))
    return _drawn(records.pairs(), to.chunk_size) if isinstance(records, Generation) else chunked(records, to.chunk_size)


def _keyed(step, to):
    return _drawn(KEYED[step["kind"]](step, to).pairs(), to.chunk_size)


def chunked(records, size):
    """A list, cut into lists of at most `size`."""
    if len(records) <= size:
        if records:
            yield records
        return
    for at in range(0, len(records), size):
        yield records[at : at + size]


def _drawn(iterator, size):
    """An iterator's records in lists of `size`, drawn no sooner than needed."""
    while chunk := list(islice(iterator, size)):
        yield chunk


def _narrow(step, to):
    parent = to.evaluate(step["parent"])
    operator = step["operator"]
    if operator == "pass":
        return parent
    if operator == "glom":
        return _glom(parent)
    f = to.function(step["f"])
    if operator == "mapPartitions":
        return _partition(step, to, parent, f)
    if operator == "mapPartitionsWithIndex":
        index = step["partition"]
        return _partition(step, to, parent, lambda records: f(index, records))
    return _each_chunk(step, to, parent, RECORDWISE[operator](f))


# How each operator takes an iterator of records to an iterator or list of results.
RECORDWISE = {
    "map": lambda f: lambda records: map(f, records),
    "filter": lambda f: lambda records: filter(f, records),
    "flatMap": lambda f: lambda records: chain.from_iterable(map(f, records)),
    "mapValues": lambda f: lambda records: map(lambda pair: (pair[0], f(pair[1])), records),
    "flatMapValues": lambda f: lambda records: ((pair[0], item) for pair in records for item in f(pair[1])),
}


def _each_chunk(step, to, parent, apply):
    grows = step["operator"] in ("flatMap", "flatMapValues")
    size = to.chunk_size
    for chunk in parent:
        # The iterator knows how far it got: that tells the record on which the function failed, at no cost.
        records = iter(chunk)
        try:
            if grows:
                yield from _drawn(apply(records), size)
            else:
                out = list(apply(records))
                if out:
                    yield out
            # A used-up iterator has forgotten its list; else something stopped before, perhaps at the last record.
            if records.__reduce__()[1][0] is chunk:
                raise stop_iteration()
        except GeneratorExit:
            raise
        except StopIteration as error:
            raise _failure(stop_iteration(error), step, chunk, records) from None
        except BaseException as error:
            raise _failure(error, step, chunk, records) from None


def _failure(error, step, chunk, records):
    at = len(chunk) - records.__length_hint__() - 1
    return UserFailure(error, step["f"], step["rdd"], (chunk[at],) if 0 <= at < len(chunk) else None)


def _partition(step, to, parent, f):
    try:
        yield from _drawn(iter(f(chain.from_iterable(parent))), to.chunk_size)
    except (GeneratorExit, UserFailure):
        raise
    except StopIteration as error:
        raise UserFailure(stop_iteration(error), step["f"], step["rdd"], None) from None
    except BaseException as error:
        raise UserFailure(error, step["f"], step["rdd"], None) from None


def _glom(parent):
    yield [list(chain.from_iterable(parent))]


def _shuffle_read(step, to):
    # Buckets are made anew from bytes for each task: a function that changes its argument changes nobody else's.
    data = [
        to.buffers[bucket["buffer"]]
        if "buffer" in bucket
        else to.kept.get(step["shuffleId"], bucket["mapId"], step["reduceId"])
        for bucket in step["buckets"]
    ]
    buckets = [pickle.loads(bucket) for bucket in data if bucket]
    aggregator = step["aggregator"]
    if aggregator is None:
        return chunked(list(chain.from_iterable(buckets)), to.chunk_size)
    if step["mapSideCombined"] and len(buckets) == 1:
        return chunked(buckets[0], to.chunk_size)
    combined = combine(buckets, aggregator, step["mapSideCombined"], step["rdd"], to)
    return chunked(list(combined.items()), to.chunk_size)


def combine(chunks, aggregator, combined, rdd, to):
    """Combines values per key into a dict, in the order of first appearance (pyspark.shuffle.ExternalMerger).

    :param combined: the values are combiners already
    """
    merge_id = aggregator["mergeCombiners"] if combined else aggregator["mergeValue"]
    merge = to.function(merge_id)
    create = IDENTITY if combined else to.function(aggregator["createCombiner"])
    result = {}
    for chunk in chunks:
        records = iter(chunk)
        try:
            if create is IDENTITY:
                for key, value in records:
                    if key in result:
                        result[key] = merge(result[key], value)
                    else:
                        result[key] = value
            else:
                for key, value in records:
                    result[key] = merge(result[key], value) if key in result else create(value)
        except BaseException as error:
            at = len(chunk) - records.__length_hint__() - 1
            told = stop_iteration(error) if isinstance(error, StopIteration) else error
            raise UserFailure(told, merge_id, rdd, (chunk[at],) if 0 <= at < len(chunk) else None) from None
    return result


STEPS = {
    "lines": _lines,
    "records": _records,
    "empty": _empty,
    "binary": _binary,
    "concat": _concat,
    "cartesian": _cartesian,
    "zip": _zip,
    "cached": _cached,
    "narrow": _narrow,
    "shuffleRead": _shuffle_read,
    "updatedState": _keyed,
    "correctedWindow": _keyed,
}
