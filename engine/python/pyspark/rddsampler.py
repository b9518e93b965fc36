"""Random samples, drawn as pyspark.rddsampler draws them: the same seed gives the same records."""
import math
import random
import sys


class _Sampler:
    def __init__(self, seed):
        self._seed = seed if seed is not None else random.randint(0, sys.maxsize)

    def _generator(self, split):
        generator = random.Random(self._seed ^ split)
        # Seeds that lie close together begin alike: the first numbers are thrown away.
        for _ in range(10):
            generator.randint(0, 1)
        return generator


def _poisson(generator, mean):
    count = 0
    if mean < 20.0:
        limit = math.exp(-mean)
        p = generator.random()
        while p > limit:
            count += 1
            p *= generator.random()
    else:
        p = generator.expovariate(mean)
        while p < 1.0:
            count += 1
            p += generator.expovariate(mean)
    return count


class RDDSampler(_Sampler):
    def __init__(self, withReplacement, fraction, seed=None):
        super().__init__(seed)
        self._withReplacement = withReplacement
        self._fraction = fraction

    def func(self, split, iterator):
        generator = self._generator(split)
        for record in iterator:
            if self._withReplacement:
                for _ in range(_poisson(generator, self._fraction)):
                    yield record
            elif generator.random() < self._fraction:
                yield record


class RDDRangeSampler(_Sampler):
    def __init__(self, lowerBound, upperBound, seed=None):
        super().__init__(seed)
        self._lowerBound, self._upperBound = lowerBound, upperBound

    def func(self, split, iterator):
        generator = self._generator(split)
        for record in iterator:
            if self._lowerBound <= generator.random() < self._upperBound:
                yield record


class RDDStratifiedSampler(_Sampler):
    def __init__(self, withReplacement, fractions, seed=None):
        super().__init__(seed)
        self._withReplacement = withReplacement
        self._fractions = fractions

    def func(self, split, iterator):
        generator = self._generator(split)
        for key, value in iterator:
            if self._withReplacement:
                for _ in range(_poisson(generator, self._fractions[key])):
                    yield key, value
            elif generator.random() < self._fractions[key]:
                yield key, value


def fraction_for(num, total, withReplacement):
    """The fraction of `total` that gives at least `num` records with a probability of 0.9999."""
    fraction = float(num) / total
    if withReplacement:
        deviations = 9 if num < 12 else 5
        return fraction + deviations * math.sqrt(fraction / total)
    gamma = -math.log(0.00005) / total
    return min(1, fraction + gamma + math.sqrt(gamma * gamma + 2 * gamma * fraction))
