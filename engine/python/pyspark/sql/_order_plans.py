"""Steps that put rows in order, and that take some of them."""
import functools

from pyspark.sql._ordering import comparison, sorted_rows
from pyspark.sql._plans import Plan, Project
from pyspark.sql._topk import merge, top


class Sort(Plan):
    def __init__(self, child, orders, whole=True):
        self.child = child
        self.orders = orders
        #: False: each partition by itself
        self.whole = whole
        self.output, self.hidden = child.output, child.hidden

    def compute(self):
        parts = self.child.partitions()
        if not self.whole:
            return [sorted_rows(part, self.orders, self.child.columns()) for part in parts]
        return [sorted_rows([row for part in parts for row in part], self.orders, self.child.columns())]

    def first(self, count):
        compare = comparison(self.orders, self.child.columns())
        tops = [top(part, count, compare) for part in self.child.partitions()]
        return functools.reduce(lambda a, b: merge(a, b, count, compare), [each for each in tops if each], [])


class Limit(Plan):
    """The first rows; of each partition where it is not `whole`."""

    def __init__(self, child, count, whole=True):
        self.child = child
        self.count = count
        self.whole = whole
        self.output, self.hidden = child.output, child.hidden

    def compute(self):
        count, node, above = self.count, self.child, []
        while isinstance(node, (Project, Limit)) and not node.is_kept:
            if isinstance(node, Limit):
                if not node.whole:
                    break
                count = min(count, node.count)
            else:
                above.append(node)
            node = node.child
        if isinstance(node, Sort) and node.whole and not node.is_kept:
            rows = node.first(count)
            for project in reversed(above):
                rows = project.apply(rows)
            return [rows]
        if hasattr(node, "limited") and not node.is_kept:
            parts = node.limited(count).partitions()
            for project in reversed(above):
                parts = [project.apply(part) for part in parts]
        else:
            parts = self.child.partitions()
        if not self.whole:
            return [part[:count] for part in parts]
        rows = []
        for part in parts:
            rows += part[: self.count - len(rows)]
        return [rows]


class Offset(Plan):
    def __init__(self, child, count):
        self.child, self.count = child, count
        self.output, self.hidden = child.output, child.hidden

    def compute(self):
        return [[row for part in self.child.partitions() for row in part][self.count :]]
