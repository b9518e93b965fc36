"""The runtime's own functions, of which the engine composes operators; see BuiltinFunction in core/task."""
import operator

from pyspark.resultiterable import ResultIterable

from .failures import shown, stop_iteration
from .xorshift import first_position

RECORDS_A_BATCH = 10


def builtin(name, functions, args):
    """:param functions: the users' functions that it is bound to
    :param args: the numbers that it is bound to"""
    if name in PLAIN:
        return PLAIN[name]
    return BOUND[name](*functions, *args)


def identity(x):
    return x


def _append(values, value):
    values.append(value)
    return values


def _extend(values, more):
    values.extend(more)
    return values


PLAIN = {
    "identity": identity,
    "pairWithNone": lambda x: (None, x),
    "second": lambda pair: pair[1],
    "countRecords": lambda records: [sum(1 for _ in records)],
    "add": operator.add,
    "subtract": operator.sub,
    "one": lambda _: 1,
    "pairWithOne": lambda x: (x, 1),
    "keyOne": lambda x: (1, x),
    "positiveValue": lambda pair: pair[1] > 0,
    "listOf": lambda value: [value],
    "append": _append,
    "extend": _extend,
    "withoutBeginning": lambda values, beginning: values[len(beginning) :],
    "resultIterable": ResultIterable,
    "shown": shown,
    "shownKey": lambda pair: shown(pair[0]),
}


def _tag(tag):
    return lambda value: (tag, value)


def _cogrouped(count):
    def groups(tagged):
        found = [[] for _ in range(count)]
        for tag, value in tagged:
            found[tag].append(value)
        return tuple(ResultIterable(values) for values in found)

    return groups


def _joined(pad_left, pad_right):
    def pairs(tagged):
        left, right = [], []
        for tag, value in tagged:
            (left if tag == 1 else right).append(value)
        if pad_left and not left:
            left.append(None)
        if pad_right and not right:
            right.append(None)
        return [(a, b) for a in left for b in right]

    return pairs


def _combine_locally(merge, create):
    def combined(records):
        result = {}
        try:
            for key, value in records:
                result[key] = merge(result[key], value) if key in result else create(value)
        except StopIteration as error:
            raise stop_iteration(error)
        return list(result.items())

    return combined


def _distribute(count, spread_before):
    def targets(index, records):
        start = first_position(index, count) + 1
        return enumerate((batch for _, batch in records) if spread_before else _batches(records), start)

    return targets


def _batches(records):
    batch = []
    for record in records:
        batch.append(record)
        if len(batch) == RECORDS_A_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _numbered(first):
    return lambda index, records: (("%d %d" % (first + index, at), record) for at, record in enumerate(records))


def _without(*positions):
    left = set(zip(positions[::2], positions[1::2]))
    return lambda index, records: [record for at, record in enumerate(records) if (index, at) not in left]


def _kept(f):
    return lambda value: [value] if f(value) else []


def _on_value(f):
    return lambda pair: (pair[0], f(pair[1]))


def _on_values(f):
    return lambda pair: [(pair[0], value) for value in f(pair[1])]


BOUND = {
    "tag": _tag,
    "cogrouped": _cogrouped,
    "joined": _joined,
    "combineLocally": _combine_locally,
    "distribute": _distribute,
    "numbered": _numbered,
    "without": _without,
    "kept": _kept,
    "onValue": _on_value,
    "onValues": _on_values,
}
