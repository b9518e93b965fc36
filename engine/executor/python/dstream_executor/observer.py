"""Counts and samples of what passes through each RDD."""
from .failures import safe_repr


class Observer:
    def __init__(self, observe):
        self._limit = observe["samples"]
        self._length = observe["valueLength"]
        self._counts = {}
        self._samples = {}

    def watch(self, rdd, chunks):
        counts = self._counts
        counts.setdefault(rdd, 0)
        kept = self._samples.setdefault(rdd, [])
        limit = self._limit
        for chunk in chunks:
            counts[rdd] += len(chunk)
            if len(kept) < limit:
                for record in chunk[: limit - len(kept)]:
                    kept.append([safe_repr(record, self._length), type(record).__name__])
            yield chunk

    def counts(self):
        return [{"rdd": rdd, "records": records} for rdd, records in self._counts.items()]

    def samples(self):
        return [[rdd, kept] for rdd, kept in self._samples.items() if kept]
