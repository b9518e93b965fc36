"""GROUP BY with ROLLUP, CUBE and GROUPING SETS: each row counts once for each set of groups."""
import itertools

from pyspark.sql import types as t
from pyspark.sql._analysis import is_aggregate, named
from pyspark.sql._evaluation import evaluator
from pyspark.sql._expressions import Attribute
from pyspark.sql._plans import Plan


def rollup(count):
    """:returns: sets of places: all groups, then ever fewer"""
    return [tuple(range(n)) for n in range(count, -1, -1)]


def cube(count):
    return [chosen for n in range(count, -1, -1) for chosen in itertools.combinations(range(count), n)]


class Expand(Plan):
    """The child's rows, for each set; behind them the groups, null where they are not in the set, and the set's number."""

    def __init__(self, child, groups, sets):
        self.child = child
        self.groups = groups
        self.sets = sets
        self.copies = [Attribute(named(node)[1].name, node.type, True) for node in groups]
        self.number = Attribute("spark_grouping_id", t.LongType(), False)
        self.output = [*child.attributes, *self.copies, self.number]

    def compute(self):
        columns = self.child.columns()
        values = [evaluator(node, columns) for node in self.groups]
        # A bit for each group that is not in the set, as in Spark.
        numbers = [sum(1 << (len(values) - 1 - i) for i in range(len(values)) if i not in chosen) for chosen in self.sets]

        def rows(part):
            for row in part:
                found = [value(row) for value in values]
                for chosen, number in zip(self.sets, numbers):
                    yield row + tuple([each if i in chosen else None for i, each in enumerate(found)]) + (number,)

        return [list(rows(part)) for part in self.child.partitions()]

    def outside(self, node):
        """What is selected, over the copies; functions of groups see the rows as they are."""
        for group, copy in zip(self.groups, self.copies):
            if node.key() == group.key():
                return copy.but(name=node.name) if isinstance(node, Attribute) else copy
        if is_aggregate(node) or not node.children:
            return node
        return node.with_children([self.outside(child) for child in node.children])
