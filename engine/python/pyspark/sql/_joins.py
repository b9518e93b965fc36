"""Joins, with the rows in the order of the algorithm that Spark would choose after it has seen the sizes."""
import copy
import functools

from pyspark.sql._evaluation import columns_of, evaluator
from pyspark.sql._expressions import Call
from pyspark.sql._hash import SHUFFLE_PARTITIONS, partitioner
from pyspark.sql._operators import nullable_key
from pyspark.sql._order_plans import Limit
from pyspark.sql._plans import Plan, is_hinted
from pyspark.sql._grouping import _key

#: spark.sql.adaptive.nonEmptyPartitionRatioForBroadcastJoin, of all shuffle partitions
_FEW_PARTITIONS = SHUFFLE_PARTITIONS * 0.2
_BUILD_LEFT = ("inner", "cross", "right")
_BUILD_RIGHT = ("inner", "cross", "left", "semi", "anti")
#: joins in which a side with many empty partitions may still be broadcast
_KEEP_BROADCAST = ("left", "right", "anti")


def conjuncts(node):
    """The parts of a condition that must all hold."""
    if node is None:
        return []
    if isinstance(node, Call) and node.name == "and":
        return [*conjuncts(node.children[0]), *conjuncts(node.children[1])]
    return [node]


class Join(Plan):
    """
    :param kind: inner, cross, left, right, full, semi or anti
    :param condition: resolved over both sides' columns, or None
    """

    def __init__(self, left, right, kind, condition, output, hidden=()):
        self.left, self.right, self.kind = left, right, kind
        self.output, self.hidden = output, hidden
        left_ids = {each.id for each in left.attributes}
        right_ids = {each.id for each in right.attributes}
        self.keys, rest = [], []
        for part in conjuncts(condition):
            pair = _equal_sides(part, left_ids, right_ids)
            if pair:
                self.keys.append(pair)
            else:
                rest.append(part)
        self.rest = rest

    def limited(self, count):
        """The same for the first rows only: an outer join needs no more than these of the side that it keeps."""
        if self.kind not in ("left", "right"):
            return self
        made = copy.copy(self)
        if self.kind == "left":
            made.left = Limit(self.left, count, whole=False)
        else:
            made.right = Limit(self.right, count, whole=False)
        return made

    def compute(self):
        left, right = self.left.partitions(), self.right.partitions()
        both = [*self.left.attributes, *self.right.attributes]
        columns = columns_of(both)
        tests = [evaluator(test, columns) for test in self.rest]
        fits = (lambda row: all(test(row) is True for test in tests)) if tests else None
        if self.keys:
            rows = _Equi(self, left, right, fits).rows()
        else:
            rows = self._nested(left, right, fits)
        if self.kind in ("semi", "anti"):
            places = columns_of(self.left.attributes)
        else:
            places = columns
        at = [places[attribute.id] for attribute in self.attributes]
        return [[tuple([row[i] for i in at]) for row in part] for part in rows]

    def _nested(self, left, right, fits):
        """Without equal columns every pair is tried."""
        all_right = [row for part in right for row in part]
        empty_left, empty_right = (None,) * len(self.left.attributes), (None,) * len(self.right.attributes)
        if self.kind in ("inner", "cross"):
            return [[a + b for a in mine for b in theirs if fits is None or fits(a + b)] for mine in left for theirs in right]
        if self.kind == "right":
            all_left = [row for part in left for row in part]
            made = []
            for part in right:
                rows = []
                for b in part:
                    found = [a + b for a in all_left if fits is None or fits(a + b)]
                    rows += found or [empty_left + b]
                made.append(rows)
            return made
        matched, made = set(), []
        for part in left:
            rows = []
            for a in part:
                found = [i for i, b in enumerate(all_right) if fits is None or fits(a + b)]
                matched.update(found)
                rows += _left_rows(self.kind, a, [all_right[i] for i in found], empty_right)
            made.append(rows)
        if self.kind == "full":
            made.append([empty_left + b for i, b in enumerate(all_right) if i not in matched])
        return made


def _equal_sides(node, left_ids, right_ids):
    """(left key, right key) of `a = b`, where each belongs to one side."""
    if not isinstance(node, Call) or node.name not in ("=", "<=>"):
        return None
    a, b = node.children
    sides = [{each.id for each in child.walk() if hasattr(each, "id")} for child in (a, b)]
    if not all(sides):
        return None
    if sides[0] <= left_ids and sides[1] <= right_ids:
        return a, b, node.name == "<=>"
    if sides[0] <= right_ids and sides[1] <= left_ids:
        return b, a, node.name == "<=>"
    return None


def _left_rows(kind, row, found, empty):
    if kind == "semi":
        return [row] if found else []
    if kind == "anti":
        return [] if found else [row]
    return [row + other for other in found] or ([row + empty] if kind in ("left", "full") else [])


class _Side:
    """One side's rows with their keys, as its shuffle leaves them."""

    def __init__(self, plan, parts, keys, moved):
        columns = plan.columns()
        values = [evaluator(key, columns) for key in keys]
        place = partitioner([key.type for key in keys])
        self.parts, self.places = [], set()
        for part in parts:
            keyed = [(tuple([value(row) for value in values]), row) for row in part]
            placed = [place(key) for key, _ in keyed]
            self.places.update(placed)
            self.parts.append([keyed[i] for i in sorted(range(len(keyed)), key=placed.__getitem__)] if moved else keyed)
        self.rows = [pair for part in self.parts for pair in part]
        self.empty = (None,) * len(plan.attributes)

    @property
    def few(self):
        return 0 < len(self.places) < _FEW_PARTITIONS


class _Equi:
    def __init__(self, join, left, right, fits):
        self.kind = join.kind
        self.fits = fits
        self.null_safe = [safe for _, _, safe in join.keys]
        self.types = [key.type for key, _, _ in join.keys]
        # What is sent whole by a hint moves nothing else.
        self.hint = "right" if self.kind in _BUILD_RIGHT and is_hinted(join.right) else "left" if self.kind in _BUILD_LEFT and is_hinted(join.left) else None
        self.left = _Side(join.left, left, [key for key, _, _ in join.keys], self.hint is None)
        self.right = _Side(join.right, right, [key for _, key, _ in join.keys], self.hint is None)

    def rows(self):
        build = self.hint or self._broadcast_side()
        # A hash table gives the rows of a key last in, first out.
        if build == "right":
            self.right.rows = self.right.rows[::-1]
            return self._stream_left(self.left.parts)
        if build == "left":
            self.left.rows = self.left.rows[::-1]
            return self._stream_right(self.right.parts)
        return [self._merged()]

    def _broadcast_side(self):
        """The side that is sent whole, or None where both are sorted."""
        can_left = self.kind in _BUILD_LEFT and not self._demoted(self.left, self.right)
        can_right = self.kind in _BUILD_RIGHT and not self._demoted(self.right, self.left)
        # The left side's shuffle is there first, and decides.
        return "left" if can_left else "right" if can_right else None

    def _demoted(self, side, other):
        if side.few:
            return self.kind not in _KEEP_BROADCAST
        return other.few and self.kind in _KEEP_BROADCAST

    def _joinable(self, key):
        return all(value is not None or safe for value, safe in zip(key, self.null_safe))

    def _index(self, rows):
        made = {}
        for i, (key, row) in enumerate(rows):
            if self._joinable(key):
                made.setdefault(_key(key), []).append((i, row))
        return made

    def _matches(self, index, key, joined):
        found = index.get(_key(key), ()) if self._joinable(key) else ()
        return found if self.fits is None else [(i, row) for i, row in found if self.fits(joined(row))]

    def _stream_left(self, parts):
        index = self._index(self.right.rows)
        made = []
        for part in parts:
            rows = []
            for key, row in part:
                found = self._matches(index, key, lambda other, row=row: row + other)
                rows += _left_rows(self.kind, row, [other for _, other in found], self.right.empty)
            made.append(rows)
        return made

    def _stream_right(self, parts):
        index = self._index(self.left.rows)
        made = []
        for part in parts:
            rows = []
            for key, row in part:
                found = self._matches(index, key, lambda other, row=row: other + row)
                rows += [other + row for _, other in found] or ([self.left.empty + row] if self.kind == "right" else [])
            made.append(rows)
        return made

    def _merged(self):
        """Both sides sorted by key."""
        keys = [nullable_key(type_) for type_ in self.types]

        def order(pair):
            return [key(value) for key, value in zip(keys, pair[0])]

        self.left.rows = sorted(self.left.rows, key=order)
        self.right.rows = sorted(self.right.rows, key=order)
        if self.kind == "right":
            return self._stream_right([self.right.rows])[0]
        if self.kind != "full":
            return self._stream_left([self.left.rows])[0]
        return self._full(order)

    def _full(self, order):
        index = self._index(self.right.rows)
        matched, rows = set(), []
        for key, row in self.left.rows:
            found = self._matches(index, key, lambda other, row=row: row + other)
            matched.update(i for i, _ in found)
            rows += [(order((key, row)), 0, made) for made in _left_rows("full", row, [other for _, other in found], self.right.empty)]
        for i, (key, row) in enumerate(self.right.rows):
            if i not in matched:
                rows.append((order((key, row)), 1, self.left.empty + row))
        return [row for _, _, row in sorted(rows, key=functools.cmp_to_key(lambda a, b: (a[:2] > b[:2]) - (a[:2] < b[:2])))]
