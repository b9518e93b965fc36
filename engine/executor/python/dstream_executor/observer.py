"""Counts and samples of what passes through each RDD."""
from itertools import islice

from .failures import safe_repr


class Observer:
    def __init__(self, observe):
        self.limit = observe["samples"]
        self._length = observe["valueLength"]
        self._counts = {}
        self._samples = {}
        self._replaced = {}

    def watch(self, rdd, chunks):
        self.see(rdd, 0, ())
        for chunk in chunks:
            self.see(rdd, len(chunk), chunk)
            yield chunk

    def see(self, rdd, count, records):
        """:param records: of which as many are looked at as samples are missing"""
        self._counts[rdd] = self._counts.get(rdd, 0) + count
        kept = self._samples.setdefault(rdd, [])
        if len(kept) < self.limit:
            for record in islice(records, self.limit - len(kept)):
                kept.append([safe_repr(record, self._length), type(record).__name__])

    def replaced(self, rdd, count):
        """Characters of text that stand for bytes that are no UTF-8."""
        self._replaced[rdd] = self._replaced.get(rdd, 0) + count

    def counts(self):
        return [{"rdd": rdd, "records": records, "replaced": self._replaced.get(rdd, 0)} for rdd, records in self._counts.items()]

    def samples(self):
        return [[rdd, kept] for rdd, kept in self._samples.items() if kept]
