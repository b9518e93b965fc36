"""The steps of a plan that make one generation of keyed state of the one before."""
import pickle

from .failures import UserFailure, stop_iteration
from .keyed_state import Generation


def updated_state(step, to):
    update = to.function(step["update"])
    groups = to.all_records(step["groups"])
    return _generation(step["previous"], to).updated(groups, _each_key(step, step["update"], update))


def corrected_window(step, to):
    inverse, merge = to.function(step["inverse"]), to.function(step["merge"])
    keeps = None if step["filter"] is None else _each_pair(step, to.function(step["filter"]))
    left, came = (None if step[side] is None else to.all_records(step[side]) for side in ("left", "came"))
    previous = _generation(step["previous"], to)
    return previous.corrected(left, came, _each_key(step, step["inverse"], inverse), _each_key(step, step["merge"], merge), keeps)


def _generation(step, to):
    if step is None:
        return Generation.of(())
    if step["kind"] != "cached":
        return Generation.of(to.all_records(step))
    partition = to.persisted(step)
    return partition if isinstance(partition, Generation) else Generation.of(pickle.loads(partition))


def _each_key(step, function_id, f):
    """Calls a function of two values for lists of keys, first and second values."""

    def call(keys, first, second):
        return _called(step, function_id, f, (first, second), lambda at: (keys[at], (first[at], second[at])))

    return call


def _each_pair(step, f):
    return lambda pairs: _called(step, step["filter"], f, (pairs,), pairs.__getitem__)


def _called(step, function_id, f, lists, record):
    # The iterator knows how far it got: that tells the record on which the function failed, at no cost.
    current = iter(lists[0])
    try:
        made = list(map(f, current, *lists[1:]))
        # A StopIteration looks like the end of the list.
        if len(made) < len(lists[0]):
            raise stop_iteration()
        return made
    except BaseException as error:
        raise UserFailure(error, function_id, step["rdd"], (record(len(lists[0]) - current.__length_hint__() - 1),)) from None


KEYED = {"updatedState": updated_state, "correctedWindow": corrected_window}
