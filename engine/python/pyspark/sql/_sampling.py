"""Samples of a DataFrame's rows: those that Spark draws, partition by partition, with the same seed."""
import random

from dstream_executor.xorshift import XORShiftRandom
from pyspark.errors.exceptions.base import PySparkTypeError, PySparkValueError
from pyspark.sql._build_rows import visible
from pyspark.sql._expressions import Ordering
from pyspark.sql._operators import is_orderable
from pyspark.sql._order_plans import Sort
from pyspark.sql._plans import Plan
from pyspark.sql._unavailable import unavailable


class Sampled(Plan):
    """Rows whose drawn number lies between two bounds."""

    def __init__(self, child, low, high, seed):
        self.child, self.low, self.high, self.seed = child, low, high, seed
        self.output, self.hidden = child.output, child.hidden

    def compute(self):
        return [self._drawn(part, XORShiftRandom(self.seed + index)) for index, part in enumerate(self.child.partitions())]

    def _drawn(self, rows, generator):
        return [row for row in rows if self.low <= generator.double() < self.high]


def _seed(given):
    return random.getrandbits(63) if given is None else int(given)


def sampled(plan, withReplacement, fraction, seed):
    """`sample(fraction)`, `sample(fraction, seed)`, `sample(withReplacement, fraction, seed)`."""
    if type(withReplacement) in (int, float) and fraction is not None and seed is None:
        withReplacement, fraction, seed = None, withReplacement, fraction
    elif type(withReplacement) in (int, float):
        withReplacement, fraction = None, withReplacement
    if not isinstance(fraction, (int, float)) or isinstance(fraction, bool):
        told = {"argument_types": ", ".join(str(type(each)) for each in (withReplacement, fraction, seed) if each is not None)}
        raise PySparkTypeError(errorClass="NOT_BOOL_OR_FLOAT_OR_INT", messageParameters={"arg_name": "withReplacement (optional), fraction (required) and seed (optional)", "arg_type": told["argument_types"]})
    if withReplacement:
        raise unavailable("DataFrame.sample with replacement")
    return Sampled(plan, 0.0, float(fraction), _seed(seed))


def share(plan, fraction, seed):
    """TABLESAMPLE: about this part of the rows, drawn as `sample` does.

    :param seed: None for one that differs each time
    """
    return Sampled(visible(plan), 0.0, fraction, _seed(seed))


def split(plan, weights, seed):
    """Parts that share the rows in these proportions."""
    for weight in weights:
        if weight < 0.0:
            raise PySparkValueError(errorClass="VALUE_NOT_POSITIVE", messageParameters={"arg_name": "weights", "arg_value": str(weight)})
    plan = visible(plan)
    orders = [Ordering(each) for each in plan.output if is_orderable(each.type)]
    # In order, so that a plan that is computed again gives the same.
    ordered = Sort(plan, orders, whole=False) if orders else plan
    chosen, total, bounds = _seed(seed), sum(weights), [0.0]
    for weight in weights:
        bounds.append(bounds[-1] + weight / total)
    return [Sampled(ordered, low, high, chosen) for low, high in zip(bounds, bounds[1:])]
