"""Counting: `map(lambda x: (x, 1))` before `reduceByKey(lambda a, b: a + b)`, by far the most frequent pair of functions.

Where the code of both is exactly that, what they make is known without calling them: a dict of counts, in the order of
first appearance, which the interpreter has a C loop for.
"""
import operator
from collections import _count_elements
from types import FunctionType

from .builtin_functions import PLAIN, identity
from .operators import combine

# Arguments by keyword, generators and coroutines.
OTHERWISE_CALLED = 0x04 | 0x08 | 0x20 | 0x80 | 0x200
PAIRS_WITH_ONE = lambda x: (x, 1)
ADDS = lambda a, b: a + b


def pairs_with_one(function):
    return function is PLAIN["pairWithOne"] or _same(function, PAIRS_WITH_ONE)


def adds(function):
    return function is operator.add or _same(function, ADDS)


def _same(function, known):
    """True if both compile to the same code. That of the known ones names no constant, variable or attribute of its own."""
    if type(function) is not FunctionType:
        return False
    code, wanted = function.__code__, known.__code__
    return (
        code.co_code == wanted.co_code
        and code.co_argcount == wanted.co_argcount
        and not code.co_kwonlyargcount
        and not code.co_flags & OTHERWISE_CALLED
    )


def counts_of(plan, aggregator, to):
    """The records of a plan combined, where that is counting; else None.

    :param plan: the step whose records are to be combined by key
    """
    if plan["kind"] != "narrow" or plan["operator"] != "map" or to.function(aggregator["createCombiner"]) is not identity:
        return None
    if not pairs_with_one(to.function(plan["f"])) or not adds(to.function(aggregator["mergeValue"])):
        return None
    counts = {}
    to.observer.see(plan["rdd"], 0, ())
    for chunk in to.evaluate(plan["parent"]):
        to.observer.see(plan["rdd"], len(chunk), map(PAIRS_WITH_ONE, chunk))
        try:
            _count_elements(counts, chunk)
        except Exception:
            # Something that is no key: the ordinary way fails at the same record, and tells which one it is.
            combine([list(map(PAIRS_WITH_ONE, chunk))], aggregator, False, plan["rdd"], to)
            raise
    return counts
