"""Variables that tasks add to and the driver reads (pyspark.accumulators)."""
import copy
import random

from pyspark.errors.exceptions.base import PySparkRuntimeError

# Tells this driver's accumulators from those of another that used the same executors.
_DRIVER = []
# The driver's accumulators, and in an executor those that its functions refer to.
_accumulatorRegistry = {}
_touched = set()


class AccumulatorParam:
    """How values of a type are added up."""

    def zero(self, value):
        raise NotImplementedError

    def addInPlace(self, value1, value2):
        raise NotImplementedError


class AddingAccumulatorParam(AccumulatorParam):
    def __init__(self, zero_value):
        self.zero_value = zero_value

    def zero(self, value):
        return self.zero_value

    def addInPlace(self, value1, value2):
        value1 += value2
        return value1


INT_ACCUMULATOR_PARAM = AddingAccumulatorParam(0)
FLOAT_ACCUMULATOR_PARAM = AddingAccumulatorParam(0.0)
COMPLEX_ACCUMULATOR_PARAM = AddingAccumulatorParam(0.0j)


def _deserialize_accumulator(driver, aid, zero_value, accum_param):
    accumulator = _accumulatorRegistry.get((driver, aid))
    if accumulator is None:
        accumulator = Accumulator(aid, copy.deepcopy(zero_value), accum_param, driver)
        accumulator._zero = zero_value
        accumulator._deserialized = True
    return accumulator


class Accumulator:
    def __init__(self, aid, value, accum_param, driver=None):
        if driver is None:
            if not _DRIVER:
                # Not from `random`'s own generator: a script may have seeded it.
                _DRIVER.append(random.SystemRandom().getrandbits(62))
            driver = _DRIVER[0]
        self._driver = driver
        self.aid = aid
        self.accum_param = accum_param
        self._value = value
        self._zero = value
        self._deserialized = False
        _accumulatorRegistry[(driver, aid)] = self

    def __reduce__(self):
        return _deserialize_accumulator, (self._driver, self.aid, self.accum_param.zero(self._value), self.accum_param)

    @property
    def value(self):
        if self._deserialized:
            raise PySparkRuntimeError(errorClass="VALUE_NOT_ACCESSIBLE", messageParameters={"value": "Accumulator.value"})
        return self._value

    @value.setter
    def value(self, value):
        if self._deserialized:
            raise PySparkRuntimeError(errorClass="VALUE_NOT_ACCESSIBLE", messageParameters={"value": "Accumulator.value"})
        self._value = value

    def add(self, term):
        _touched.add((self._driver, self.aid))
        self._value = self.accum_param.addInPlace(self._value, term)

    def __iadd__(self, term):
        self.add(term)
        return self

    def __str__(self):
        return str(self._value)

    def __repr__(self):
        return "Accumulator<id=%i, value=%s>" % (self.aid, self._value)


def begin_task():
    """In an executor: what an earlier task added is no part of this one's updates."""
    for key in _touched:
        accumulator = _accumulatorRegistry[key]
        accumulator._value = copy.deepcopy(accumulator._zero)
    _touched.clear()


def task_updates():
    return [(key, _accumulatorRegistry[key]._value) for key in _touched]


def apply_updates(updates):
    """In the driver."""
    for key, value in updates:
        accumulator = _accumulatorRegistry.get(key)
        if accumulator is not None:
            accumulator._value = accumulator.accum_param.addInPlace(accumulator._value, value)
