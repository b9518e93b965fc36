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
SPLITS_AT = lambda line: line.split(" ")
SPLITS_AT_WHITESPACE = lambda line: line.split()


def pairs_with_one(function):
    return function is PLAIN["pairWithOne"] or _same(function, PAIRS_WITH_ONE)


def adds(function):
    return function is operator.add or _same(function, ADDS)


def _same(function, known):
    """True if both compile to the same code. Constants and names, which code refers to by number, may differ."""
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
    words = plan["parent"]
    split = splitting(words, to)
    if split is not None and to.observer.watches(plan["rdd"], words["rdd"], words["parent"]["rdd"]):
        split = None
    if split is None:
        _count(plan, aggregator, to.evaluate(words), counts, to)
    else:
        _count_words(plan, aggregator, split, counts, to)
    return counts


def _count(plan, aggregator, chunks, counts, to):
    for chunk in chunks:
        to.observer.see(plan["rdd"], len(chunk), map(PAIRS_WITH_ONE, chunk))
        try:
            _count_elements(counts, chunk)
        except Exception:
            # Something that is no key: the ordinary way fails at the same record, and tells which one it is.
            combine([list(map(PAIRS_WITH_ONE, chunk))], aggregator, False, plan["rdd"], to)
            raise


def _count_words(plan, aggregator, split, counts, to):
    """Counts where the lines of a text are split: the words are counted by the host, which does it without making them."""
    words = plan["parent"]
    lines = words["parent"]
    to.observer.see(words["rdd"], 0, ())
    to.observer.see(lines["rdd"], 0, ())
    for index in lines["buffers"]:
        found = to.buffers.word_counts(index, split[0], to.observer.limit)
        if found is None:
            _count(plan, aggregator, to.evaluate({**words, "parent": {**lines, "buffers": [index]}}), counts, to)
            continue
        to.observer.see(lines["rdd"], found["lines"], found["firstLines"])
        to.observer.see(words["rdd"], found["words"], found["firstWords"])
        to.observer.see(plan["rdd"], found["words"], map(PAIRS_WITH_ONE, found["firstWords"]))
        for word, count in zip(found["different"], found["counts"]):
            counts[word] = counts.get(word, 0) + count


def splitting(step, to):
    """Where a step does nothing but split the lines of a text: (its separator, or None for whitespace,); else None."""
    if step["kind"] != "narrow" or step["operator"] != "flatMap" or step["parent"]["kind"] != "lines":
        return None
    function = to.function(step["f"])
    if _same(function, SPLITS_AT_WHITESPACE) and function.__code__.co_names == ("split",):
        return (None,)
    if not _same(function, SPLITS_AT) or function.__code__.co_names != ("split",):
        return None
    separator = function.__code__.co_consts[SPLITS_AT.__code__.co_consts.index(" ")]
    return (separator,) if type(separator) is str and separator else None
