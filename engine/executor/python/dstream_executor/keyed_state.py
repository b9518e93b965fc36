"""State by key from batch to batch (updateStateByKey, windows with an inverse function), as live objects.

A generation is what one batch's RDD holds. Generations share their keys, each of which has a position, and have a list
of values of their own: a batch costs no pickling, and an older batch's RDD can still be read. Only what cannot be
changed in place may be shared like that; see `plain`.
"""
from itertools import chain

from .pickling import dumps_flat, loads


class _Absent:
    """Marks the position of a key that was removed."""

    def __reduce__(self):
        return "ABSENT"


ABSENT = _Absent()
CHUNK = 256
# Keys.
SAVED_TOGETHER = 65_536
# Exact types: a subclass may have attributes that change.
UNCHANGEABLE = {type(None), bool, int, float, complex, str, bytes, _Absent}
CONTAINERS = {tuple, frozenset}


def unchangeable(values):
    """True if nothing in a list of values can be changed in place."""
    types = set(map(type, values))
    while types <= UNCHANGEABLE | CONTAINERS:
        if types <= UNCHANGEABLE:
            return True
        values = list(chain.from_iterable(value for value in values if type(value) in CONTAINERS))
        types = set(map(type, values))
    return False


class Keys:
    """The keys of generations that follow each other. They grow; none ever changes its position."""

    def __init__(self, keys):
        self.all = []
        self.positions = {}
        self.plain = True
        self._saved = []
        self.extend(keys)

    def extend(self, keys):
        begin = len(self.all)
        # Keys first: if this is interrupted between the two, the next one sees that it cannot go on from here.
        self.all.extend(keys)
        self.positions.update(zip(keys, range(begin, len(self.all))))
        self.plain = self.plain and unchangeable(keys)

    def saved(self, count):
        """The first `count` keys as pickled lists. Those that are saved again and again are pickled once."""
        for begin in range(len(self._saved) * SAVED_TOGETHER, count - SAVED_TOGETHER + 1, SAVED_TOGETHER):
            self._saved.append(dumps_flat(self.all[begin : begin + SAVED_TOGETHER]))
        whole = count // SAVED_TOGETHER
        return [*self._saved[:whole], dumps_flat(self.all[whole * SAVED_TOGETHER : count])]


class Generation:
    """The pairs of one batch, in order. Its follower may append to the keys; its values never change."""

    def __init__(self, keys, values):
        self._keys = keys
        self._values = values
        self._absent = list(map(type, values)).count(_Absent)

    def __len__(self):
        return len(self._values) - self._absent

    @classmethod
    def of(cls, pairs):
        """:param pairs: of several with the same key the first counts"""
        found = {}
        for key, value in pairs:
            found.setdefault(key, value)
        return cls(Keys(list(found)), list(found.values()))

    @property
    def plain(self):
        """True if it may be kept as it is: nobody can change it by changing a key or a value in place."""
        return self._keys.plain and unchangeable(self._values)

    def pairs(self):
        pairs = zip(self._keys.all, self._values)
        return (pair for pair in pairs if pair[1] is not ABSENT) if self._absent else pairs

    def saved(self):
        """Bytes that unpickle to the list of pairs of a plain generation."""
        return dumps_flat(_Saved(self._keys.saved(len(self._values)), dumps_flat(self._values)))

    def updated(self, groups, call):
        """The next batch's state, updateStateByKey's: every key is asked, with no values where none came.

        :param groups: (key, values of this batch)
        :param call: calls update for lists of keys, of values of this batch, and of states; a new state None removes the key
        """
        base = self._extensible()
        known, fresh = base._sorted_out(groups)
        touched = {at // CHUNK for at in known}
        values = []
        for begin in range(0, len(base._values), CHUNK):
            states = base._values[begin : begin + CHUNK]
            at = [at for at, state in enumerate(states) if state is not ABSENT] if base._absent else range(len(states))
            news = [known.get(begin + offset) or [] for offset in at] if begin // CHUNK in touched else [[] for _ in at]
            keys = base._keys.all[begin : begin + CHUNK]
            if len(at) < len(states):
                made = call([keys[offset] for offset in at], news, [states[offset] for offset in at])
                for offset, state in zip(at, made):
                    states[offset] = state
            else:
                states = call(keys, news, states)
            values += [ABSENT if state is None else state for state in states] if type(None) in set(map(type, states)) else states
        keys = [key for key, _ in fresh]
        states = call(keys, [new for _, new in fresh], [None] * len(fresh))
        return base._followed(values, [pair for pair in zip(keys, states) if pair[1] is not None])

    def corrected(self, left, came, inverse, merge, keeps):
        """The next window of reduceByKeyAndWindow.

        :param left: pairs that left the window, one a key; None: nothing did
        :param came: pairs that came into it, one a key; None: nothing did
        :param inverse: calls the inverse function for lists of keys, values and what left
        :param merge: calls the function for lists of keys, values and what came
        :param keeps: which of a list of pairs stay; None: all
        """
        base = self._extensible()
        values = base._values[:]
        fresh = []
        for pairs, call in ((left, inverse), (came, merge)):
            known, fresh = base._sorted_out(pairs or ())
            positions = sorted(at for at, change in known.items() if call is merge or change is not None)
            made = call([base._keys.all[at] for at in positions], [values[at] for at in positions], [known[at] for at in positions])
            for at, value in zip(positions, made):
                values[at] = value
        following = base._followed(values, fresh)
        return following._kept(keeps) if keeps is not None and came is not None else following

    def _extensible(self):
        """Itself, or a copy where another generation follows already or most of its keys are gone."""
        if len(self._keys.all) == len(self._values) and self._absent <= max(CHUNK, len(self._values) // 2):
            return self
        return Generation.of(self.pairs())

    def _sorted_out(self, pairs):
        """What belongs to known keys, by position, and the pairs of new ones."""
        known, fresh = {}, []
        for pair in pairs:
            at = self._keys.positions.get(pair[0])
            if at is None or self._values[at] is ABSENT:
                fresh.append(pair)
            else:
                known[at] = pair[1]
        return known, fresh

    def _followed(self, values, fresh):
        self._keys.extend([key for key, _ in fresh])
        values.extend(value for _, value in fresh)
        return Generation(self._keys, values)

    def _kept(self, keeps):
        pairs = list(self.pairs())
        gone = [pair[0] for pair, kept in zip(pairs, keeps(pairs)) if not kept]
        values = self._values[:]
        for key in gone:
            values[self._keys.positions[key]] = ABSENT
        return Generation(self._keys, values)


class _Saved:
    def __init__(self, keys, values):
        self._parts = keys, values

    def __reduce__(self):
        return _pairs, self._parts


def _pairs(keys, values):
    pairs = zip(chain.from_iterable(map(loads, keys)), loads(values))
    return [pair for pair in pairs if pair[1] is not ABSENT]
