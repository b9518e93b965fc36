"""Steps that compute functions of groups and of windows."""
from pyspark.sql._expressions import Ordering
from pyspark.sql._grouping import grouped
from pyspark.sql._ordering import comparison, sorted_rows
from pyspark.sql._plans import Plan, exchange
from pyspark.sql._windows import window_values


class Aggregate(Plan):
    """Groups, and functions of each group's rows: the output is the groups' columns, then the functions' values.

    :param groups: pairs of an expression and its column
    :param calls: pairs of a resolved call and its column
    """

    def __init__(self, child, groups, calls):
        self.child = child
        self.groups = groups
        self.calls = calls
        self.output = [attribute for _, attribute in [*groups, *calls]]

    def without(self, ids):
        return Aggregate(self.child, self.groups, [pair for pair in self.calls if pair[1].id in ids])

    def compute(self):
        return [grouped(self.child.partitions(), self.child.columns(), [node for node, _ in self.groups], [call for call, _ in self.calls], self.child.together)]


class Windowed(Plan):
    """The child's rows, by partition and order, with the values of functions over windows behind them."""

    def __init__(self, child, pairs):
        self.child = child
        self.pairs = pairs
        self.output = [*child.output, *[attribute for _, attribute in pairs]]

    def compute(self):
        over = self.pairs[0][0]
        columns = self.child.columns()
        width = len(self.child.output)
        parts = self.child.partitions()
        rows = exchange(parts, over.partitions, columns) if over.partitions else [row for part in parts for row in part]
        rows = sorted_rows(rows, [*[Ordering(each) for each in over.partitions], *over.orderings], columns)
        same_partition = comparison([Ordering(each) for each in over.partitions], columns)
        same_order = comparison(over.orderings, columns)
        made, start = [], 0
        for i in range(1, len(rows) + 1):
            if i < len(rows) and same_partition(rows[i], rows[start]) == 0:
                continue
            group = rows[start:i]
            starts = [j == 0 or same_order(group[j - 1], group[j]) != 0 for j in range(len(group))]
            values = [window_values(each, group, columns, starts) for each, _ in self.pairs]
            made += [row[:width] + tuple(more) for row, more in zip(group, zip(*values))]
            start = i
        return [made]
