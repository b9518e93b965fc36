"""Counts, times and samples of what passes through each RDD, and the conditions that it is watched for."""
from itertools import islice
from time import perf_counter

from .failures import safe_repr

END = object()


class Observer:
    def __init__(self, observe, function):
        """:param function: gives a user's function by its id"""
        self.limit = observe["samples"]
        self._length = observe["valueLength"]
        self._conditions = {watched["rdd"]: watched["condition"] for watched in observe.get("conditions", ())}
        self._function = function
        self._counts = {}
        self._samples = {}
        self._replaced = {}
        self._times = {}
        self._found = {}
        # Records of partitions that are there wholly, whatever is drawn of them.
        self._held = {}
        # Seconds spent in what the step that is measured now is computed from.
        self._inner = 0.0

    def watch(self, rdd, chunks, counted):
        """:param counted: whether the records are told as this RDD's"""
        if counted:
            self.see(rdd, 0, ())
        pulled = iter(chunks)
        while True:
            outer, self._inner = self._inner, 0.0
            begin = perf_counter()
            try:
                chunk = next(pulled, END)
            finally:
                total = perf_counter() - begin
                self._times[rdd] = self._times.get(rdd, 0.0) + total - self._inner
                self._inner = outer + total
            if chunk is END:
                return
            if counted:
                self.see(rdd, len(chunk), chunk)
            yield chunk

    def see(self, rdd, count, records):
        """:param records: of which as many are looked at as samples are missing, and all where a condition watches them"""
        self._counts[rdd] = self._counts.get(rdd, 0) + count
        condition = self._conditions.get(rdd)
        if condition is not None and count:
            records = list(records)
            self._look(rdd, condition, records)
        kept = self._samples.setdefault(rdd, [])
        if len(kept) < self.limit:
            for record in islice(records, self.limit - len(kept)):
                kept.append([safe_repr(record, self._length), type(record).__name__])

    def _look(self, rdd, condition, records):
        found = self._found.get(rdd)
        for record in records:
            try:
                if self._function(condition)(record):
                    first = safe_repr(record, self._length) if found is None or found["error"] is not None else found["record"]
                    found = {"matches": 1 if found is None else found["matches"] + 1, "record": first, "error": None}
            except Exception as error:
                # A record that meets it says more than one on which it fails.
                if found is None:
                    cause = getattr(error, "error", error)
                    found = {"matches": 0, "record": safe_repr(record, self._length), "error": "%s: %s" % (type(cause).__name__, cause)}
        if found is not None:
            self._found[rdd] = found

    def holds(self, rdd, count):
        """A partition of so many records is in memory: how many of them are drawn is no matter."""
        self._held[rdd] = self._held.get(rdd, 0) + count

    def watches(self, *rdds):
        """Whether a condition watches one of them: then every record is looked at."""
        return any(rdd in self._conditions for rdd in rdds)

    def replaced(self, rdd, count):
        """Characters of text that stand for bytes that are no UTF-8."""
        self._replaced[rdd] = self._replaced.get(rdd, 0) + count

    def counts(self):
        return [self._told(rdd, records) for rdd, records in self._counts.items()]

    def _told(self, rdd, records):
        told = {"rdd": rdd, "records": max(records, self._held.get(rdd, 0)), "replaced": self._replaced.get(rdd, 0), "time": round(self._times.get(rdd, 0.0) * 1000, 3)}
        return {**told, "found": self._found[rdd]} if rdd in self._found else told

    def samples(self):
        return [[rdd, kept] for rdd, kept in self._samples.items() if kept]
