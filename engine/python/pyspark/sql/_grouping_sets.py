"""GROUP BY with ROLLUP, CUBE and GROUPING SETS: each row counts once for each set of groups."""
import itertools

from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._analysis import is_aggregate, named
from pyspark.sql._evaluation import evaluator
from pyspark.sql._expressions import Attribute, Call, Literal
from pyspark.sql._plans import Plan
from pyspark.sql._registry import SCALARS, scalar


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

    def _number_of(self, call):
        """grouping(a): 1 where the set leaves `a` out; grouping_id(): those bits of all groups."""
        bits = {group.key(): len(self.groups) - 1 - i for i, group in enumerate(self.groups)}
        missing = next((child for child in call.children if child.key() not in bits), None)
        if missing is not None:
            kind = "GROUPING_COLUMN_MISMATCH" if call.name == "grouping" else "GROUPING_ID_COLUMN_MISMATCH"
            shown = ",".join(group.sql() for group in self.groups)
            raise AnalysisException(kind, {"grouping": missing.sql(), "groupingIdColumn": missing.sql(), "groupingColumns": shown, "groupByColumns": shown}, ";")
        chosen = Literal(bits[call.children[0].key()] if call.name == "grouping" else -1, t.IntegerType())
        name = call.sql() if call.children else "grouping_id()"
        return SCALARS[call.name + ":bits"].resolve(Call(call.name + ":bits", [self.number, chosen, Literal(name, t.StringType())]))

    def outside(self, node):
        """What is selected, over the copies; functions of groups see the rows as they are."""
        if isinstance(node, Call) and node.name in ("grouping", "grouping_id"):
            return self._number_of(node)
        for group, copy in zip(self.groups, self.copies):
            if node.key() == group.key():
                return copy.but(name=node.name) if isinstance(node, Attribute) else copy
        if is_aggregate(node) or not node.children:
            return node
        return node.with_children([self.outside(child) for child in node.children])


def _outside_of_sets(*_):
    raise AnalysisException("UNSUPPORTED_GROUPING_EXPRESSION", {}, ";")


scalar("grouping", "any", t.ByteType(), strict=False, nullable=False)(_outside_of_sets)
scalar("grouping_id", "*any", t.LongType(), strict=False, nullable=False)(_outside_of_sets)
scalar("grouping:bits", "any any any", t.ByteType(), nullable=False)(lambda number, bit, _: number >> bit & 1)
scalar("grouping_id:bits", "any any any", t.LongType(), nullable=False)(lambda number, _, __: number)
