"""What a query does, step by step. Each step knows its columns, and makes its rows when it is asked for them.

Rows are tuples, in lists, one list a partition. They come in the order in which Spark's come from its usual plan: hash
partitioning over 200 partitions, which adaptive execution joins to one.
"""
from pyspark.sql import _evaluation
from pyspark.sql._analysis import Scope
from pyspark.sql._evaluation import columns_of, evaluator
from pyspark.sql._expressions import Attribute
from pyspark.sql._hash import partitioner


class Plan:
    """A step.

    `output` are its columns; `hidden` are behind them in each row, and found by a qualified name only.
    """

    output = ()
    hidden = ()
    #: the partitions, once it is cached; False where it is not to be
    _kept = False

    @property
    def attributes(self):
        return [*self.output, *self.hidden]

    def scope(self):
        return Scope(list(self.output), self.hidden)

    def columns(self):
        return columns_of(self.attributes)

    def partitions(self):
        if self._kept is False:
            return self.compute()
        if self._kept is None:
            self._kept = self.compute()
        return self._kept

    @property
    def together(self):
        """Whether all rows are in one partition, and Spark knows it: then it moves none to group them."""
        return False

    def keep(self, wanted):
        self._kept = (None if self._kept is False else self._kept) if wanted else False

    @property
    def is_kept(self):
        return self._kept is not False

    def compute(self):
        raise NotImplementedError(type(self).__name__)

    def pruned(self, ids):
        """The plan without what makes other columns: which functions a group needs decides the order of groups."""
        return self if self.is_kept else self.without(ids)

    def without(self, ids):
        """:param ids: of the columns that are needed; rows with more do no harm"""
        return self


class Rows(Plan):
    """Rows that are there, or that a function gives."""

    def __init__(self, output, give):
        self.output = output
        self._give = give

    def compute(self):
        return self._give()


class Requalified(Plan):
    """The child's columns under the name of a table."""

    def __init__(self, child, name):
        self.child = child
        self.output = [each.but(qualifier=name) for each in child.output]

    @property
    def together(self):
        return self.child.together

    def compute(self):
        if not self.child.hidden:
            return self.child.partitions()
        width = len(self.output)
        return [[row[:width] for row in part] for part in self.child.partitions()]


class Project(Plan):
    """:param pairs: what is computed, and the column that it becomes"""

    def __init__(self, child, pairs):
        self.child = child
        self.pairs = pairs
        self.output = [attribute for _, attribute in pairs]

    @property
    def together(self):
        return self.child.together

    def compute(self):
        child = self.child.pruned(used_by(node for node, _ in self.pairs))
        return [self.apply(part, child, index) for index, part in enumerate(child.partitions())]

    def without(self, ids):
        pairs = [pair for pair in self.pairs if pair[1].id in ids]
        return Project(self.child.pruned(used_by(node for node, _ in pairs)), pairs)

    def apply(self, rows, child=None, partition=0):
        # For functions that draw numbers.
        _evaluation.current_partition = partition
        columns = (child or self.child).columns()
        made = [evaluator(node, columns) for node, _ in self.pairs]
        if len(made) == 1:
            (only,) = made
            return [(only(row),) for row in rows]
        return [tuple([each(row) for each in made]) for row in rows]


def used_by(nodes):
    """The numbers of the columns in some expressions."""
    return {each.id for node in nodes for each in node.walk() if isinstance(each, Attribute)}


class Filter(Plan):
    def __init__(self, child, condition):
        self.child = child
        self.condition = condition
        self.output, self.hidden = child.output, child.hidden

    @property
    def together(self):
        return self.child.together

    def without(self, ids):
        return self if self.condition is None else Filter(self.child.pruned(ids | used_by([self.condition])), self.condition)

    def compute(self):
        holds = evaluator(self.condition, self.child.columns())
        return [[row for row in part if holds(row)] for part in self.child.partitions()]


class Union(Plan):
    def __init__(self, left, right, output):
        self.left, self.right, self.output = left, right, output

    def compute(self):
        return [*self.left.partitions(), *self.right.partitions()]


class Generate(Plan):
    """Rows made of one value each, beside the row that they come from."""

    def __init__(self, child, generator, args, made):
        self.child = child
        self.generator = generator
        self.args = args
        self.output = [*child.output, *made]
        self.hidden = ()

    def compute(self):
        columns = self.child.columns()
        args = [evaluator(each, columns) for each in self.args]
        width, count = len(self.child.output), len(self.output) - len(self.child.output)

        def fitted(made):
            # In place of nothing, of which nobody knows how wide it would be.
            return tuple(made) if len(made) == count else (None,) * count

        return [[row[:width] + fitted(made) for row in part for made in self.generator.rows(*[arg(row) for arg in args])] for part in self.child.partitions()]


class Unpivoted(Plan):
    """For each row a row a column: the kept columns, the column's name, its value."""

    def __init__(self, child, kept, values, output):
        self.child, self.kept, self.values, self.output = child, kept, values, output

    def compute(self):
        columns = self.child.columns()
        kept = [evaluator(each, columns) for each in self.kept]
        values = [(name, evaluator(node, columns)) for name, node in self.values]
        return [[(*[each(row) for each in kept], name, value(row)) for row in part for name, value in values] for part in self.child.partitions()]


class Repartition(Plan):
    """:param keys: what rows are placed by; in turn where there are none"""

    def __init__(self, child, count, keys=()):
        self.child, self.count, self.keys = child, count, keys
        self.output, self.hidden = child.output, child.hidden

    def compute(self):
        parts = self.child.partitions()
        if self.keys:
            return [exchange(parts, self.keys, self.child.columns())]
        rows = [row for part in parts for row in part]
        return [rows[i :: self.count] for i in range(self.count)]


class Hinted(Plan):
    """The child, which is to be sent whole to where it is joined."""

    def __init__(self, child):
        self.child = child
        self.output, self.hidden = child.output, child.hidden

    def compute(self):
        return self.child.partitions()


def is_hinted(plan):
    """Whether broadcast() was said of the plan, or of what its columns are chosen from."""
    while isinstance(plan, (Project, Filter, Requalified)):
        plan = plan.child
    return isinstance(plan, Hinted)


class Coalesce(Plan):
    def __init__(self, child, count):
        self.child, self.count = child, count
        self.output, self.hidden = child.output, child.hidden

    @property
    def together(self):
        return self.count == 1

    def compute(self):
        parts = self.child.partitions()
        count = min(self.count, len(parts))
        return [[row for part in parts[len(parts) * i // count : len(parts) * (i + 1) // count] for row in part] for i in range(count)]


def exchange(parts, keys, columns):
    """All rows in one list, as a shuffle by keys leaves them: by partition before, by shuffle partition within it."""
    values = [evaluator(key, columns) for key in keys]
    place = partitioner([key.type for key in keys])
    made = []
    for part in parts:
        places = [place([value(row) for value in values]) for row in part]
        made += [part[i] for i in sorted(range(len(part)), key=places.__getitem__)]
    return made


def fresh(plan, ids):
    """The plan with other numbers for the columns that have these."""
    pairs = []
    for each in plan.attributes:
        made = each
        if each.id in ids:
            made = Attribute(each.name, each.type, each.nullable, None, each.qualifier)
            made.origin = each.id
        pairs.append((each, made))
    return Project(plan, pairs)
