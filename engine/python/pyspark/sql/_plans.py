"""What a query does, step by step. Each step knows its columns, and makes its rows when it is asked for them.

Rows are tuples, in lists, one list a partition. They come in the order in which Spark's come from its usual plan: hash
partitioning over 200 partitions, which adaptive execution joins to one.
"""
import functools

from pyspark.sql import _evaluation
from pyspark.sql._analysis import Scope
from pyspark.sql._evaluation import columns_of, evaluator
from pyspark.sql._expressions import Attribute
from pyspark.sql._hash import partitioner
from pyspark.sql._operators import nullable_key
from pyspark.sql._topk import merge, top


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
        child = pruned(self.child, used_by(node for node, _ in self.pairs))
        return [self.apply(part, child, index) for index, part in enumerate(child.partitions())]

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


def pruned(plan, ids):
    """The plan without what makes other columns: which functions a group needs decides the order of groups."""
    if plan.is_kept:
        return plan
    if isinstance(plan, Project):
        pairs = [pair for pair in plan.pairs if pair[1].id in ids]
        return Project(pruned(plan.child, used_by(node for node, _ in pairs)), pairs)
    if isinstance(plan, Filter) and plan.condition is not None:
        return Filter(pruned(plan.child, ids | used_by([plan.condition])), plan.condition)
    if isinstance(plan, Aggregate):
        return Aggregate(plan.child, plan.groups, [pair for pair in plan.calls if pair[1].id in ids])
    return plan


class Filter(Plan):
    def __init__(self, child, condition):
        self.child = child
        self.condition = condition
        self.output, self.hidden = child.output, child.hidden

    @property
    def together(self):
        return self.child.together

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


# --- Order and limit ----------------------------------------------------------------------------------------------------


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


def _order_keys(orders, columns):
    """For each order: a key, and whether it is to be reversed."""
    made = []
    for order in orders:
        value, key = evaluator(order.child, columns), nullable_key(order.child.type)
        if order.ascending == order.nulls_first:
            made.append((lambda row, value=value, key=key: key(value(row)), not order.ascending))
        else:
            made.append((lambda row, value=value, key=key: _nulls_turned(key(value(row))), not order.ascending))
    return made


def _nulls_turned(key):
    return (not key[0], *key[1:])


def sorted_rows(rows, orders, columns):
    """In order; equal rows stay as they are."""
    for key, reverse in reversed(_order_keys(orders, columns)):
        rows = sorted(rows, key=key, reverse=reverse)
    return rows


def comparison(orders, columns):
    keys = _order_keys(orders, columns)

    def compare(a, b):
        for key, reverse in keys:
            x, y = key(a), key(b)
            if x != y:
                return (-1 if x < y else 1) * (-1 if reverse else 1)
        return 0

    return compare


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


# --- Groups -------------------------------------------------------------------------------------------------------------


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

    def compute(self):
        from pyspark.sql._grouping import grouped

        return [grouped(self.child.partitions(), self.child.columns(), [node for node, _ in self.groups], [call for call, _ in self.calls], self.child.together)]


class Windowed(Plan):
    """The child's rows, by partition and order, with the values of functions over windows behind them."""

    def __init__(self, child, pairs):
        self.child = child
        self.pairs = pairs
        self.output = [*child.output, *[attribute for _, attribute in pairs]]

    def compute(self):
        from pyspark.sql._expressions import Ordering
        from pyspark.sql._windows import window_values

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
