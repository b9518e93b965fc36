"""What columns are made of. Columns and SQL text make the same trees; `_analysis` gives each node its type.

A tree is never changed: what changes a node makes another.
"""
import copy
import itertools

from pyspark.sql import types as t

_ids = itertools.count()


def new_id():
    return next(_ids)


class Expression:
    """A node. `type` and `nullable` are known once it is resolved."""

    children = ()
    type = None
    nullable = True
    #: where it is written, for errors while a query runs: a text that follows Spark's
    place = ""
    #: where it is written in SQL text: a text that follows the errors of the analysis
    position = ""

    def with_children(self, children):
        made = copy.copy(self)
        made.children = tuple(children)
        return made

    def key(self):
        """Equal for two nodes that mean the same."""
        return type(self).__name__, self.detail(), tuple(child.key() for child in self.children)

    def detail(self):
        return ()

    def sql(self):
        """The name of a column that is computed so."""
        raise NotImplementedError(type(self).__name__)

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def transform(self, change):
        """Each node replaced by what `change` makes of it, from the leaves up."""
        children = tuple(child.transform(change) for child in self.children)
        node = self if all(map(lambda a, b: a is b, children, self.children)) else self.with_children(children)
        return change(node)


class Literal(Expression):
    def __init__(self, value, type_):
        self.value = value
        self.type = type_
        self.nullable = value is None

    def detail(self):
        return self.type.simpleString(), repr(self.value)

    def sql(self):
        from pyspark.sql._casts import to_text

        if self.value is None:
            return "NULL"
        if isinstance(self.type, t.BinaryType):
            return "X'%s'" % bytes(self.value).hex().upper()
        text = to_text(self.type)(self.value)
        if isinstance(self.type, (t.DateType, t.TimestampType)):
            return "%s '%s'" % (self.type.typeName().upper(), text)
        return text


class Name(Expression):
    """A column by its name, not looked up yet."""

    def __init__(self, parts):
        self.parts = tuple(parts)

    def detail(self):
        return self.parts

    def sql(self):
        return ".".join(self.parts)


class Attribute(Expression):
    """A column of a plan's output."""

    def __init__(self, name, type_, nullable=True, id_=None, qualifier=None):
        self.name = name
        self.type = type_
        self.nullable = nullable
        self.id = new_id() if id_ is None else id_
        self.qualifier = qualifier

    def detail(self):
        return self.id

    def sql(self):
        return self.name

    def but(self, **changes):
        made = copy.copy(self)
        made.__dict__.update(changes)
        return made


class Star(Expression):
    """All columns, or all of one table, but for those that are excluded by name."""

    def __init__(self, qualifier=None, excluded=()):
        self.qualifier = qualifier
        self.excluded = excluded

    def sql(self):
        return "*"


class Alias(Expression):
    def __init__(self, child, name, names=None):
        self.children = (child,)
        self.name = name
        #: for a generator with several columns
        self.names = names or [name]

    def detail(self):
        return self.name

    @property
    def child(self):
        return self.children[0]

    def sql(self):
        return self.name


class Cast(Expression):
    def __init__(self, child, type_, written=True, tolerant=False):
        self.children = (child,)
        self.type = type_
        #: False: Spark's own, which no name shows
        self.written = written
        self.tolerant = tolerant

    @property
    def child(self):
        return self.children[0]

    def detail(self):
        return self.type.simpleString(), self.tolerant

    def sql(self):
        child = self.child.sql()
        return "%sCAST(%s AS %s)" % ("TRY_" if self.tolerant else "", child, self.type.simpleString().upper()) if self.written else child


class Call(Expression):
    """A function or an operator. Its meaning is in `_scalars`, `_generators` and `_aggregates`, by its name."""

    def __init__(self, name, args, distinct=False):
        self.name = name
        self.children = tuple(args)
        self.distinct = distinct
        #: the function, once it is resolved
        self.function = None
        self.condition = None

    def detail(self):
        return self.name, self.distinct, None if self.condition is None else self.condition.key()

    def sql(self):
        from pyspark.sql._naming import call_name

        return call_name(self)


class UdfCall(Expression):
    """A function of the script; it runs in the script's own interpreter."""

    def __init__(self, function, name, type_, args):
        self.function = function
        self.name = name
        self.type = type_
        self.children = tuple(args)

    def detail(self):
        return self.name, id(self.function)

    def sql(self):
        return "%s(%s)" % (self.name, ", ".join(child.sql() for child in self.children))


class Ordering(Expression):
    def __init__(self, child, ascending=True, nulls_first=None):
        self.children = (child,)
        self.ascending = ascending
        self.nulls_first = ascending if nulls_first is None else nulls_first

    @property
    def child(self):
        return self.children[0]

    def detail(self):
        return self.ascending, self.nulls_first

    def sql(self):
        return "%s %s NULLS %s" % (self.child.sql(), "ASC" if self.ascending else "DESC", "FIRST" if self.nulls_first else "LAST")


class Over(Expression):
    """A function over a window: its children are the function, the partition and the order.

    :param frame: ("rows" or "range", first, last) with numbers relative to the current row, None for unbounded; or None
    :param window_name: of a window that the query's WINDOW clause tells, in place of all that
    """

    def __init__(self, function, partitions, orderings, frame=None, window_name=None):
        self.window_name = window_name
        #: in SQL text, which names the frame as it is there
        self.written = False
        self.children = (function, *partitions, *orderings)
        self.partition_count = len(partitions)
        self.frame = frame

    @property
    def function(self):
        return self.children[0]

    @property
    def partitions(self):
        return self.children[1 : 1 + self.partition_count]

    @property
    def orderings(self):
        return self.children[1 + self.partition_count :]

    def detail(self):
        return self.partition_count, self.frame

    def sql(self):
        from pyspark.sql._naming import window_name

        return window_name(self)


class Subquery(Expression):
    """A query as an expression: `scalar`, `exists`, or `in` with what is looked for as its first child.

    :param plan: its steps; before it is resolved, a function that makes them once the columns around it are known
    """

    def __init__(self, kind, plan, child=None):
        self.kind = kind
        self.plan = plan
        self.children = () if child is None else (child,)
        #: the numbers of the columns around it that it uses; their values are the last children
        self.outer = ()

    @property
    def value(self):
        return self.children[0] if self.kind == "in" else None

    def detail(self):
        return self.kind, id(self.plan)

    def sql(self):
        outer = ", ".join(child.sql() for child in self.children[1 if self.kind == "in" else 0 :])
        return {"scalar": "scalarsubquery(%s)" % outer, "exists": "exists(%s)" % outer}.get(self.kind) or "(%s IN (listquery(%s)))" % (self.children[0].sql(), outer)


class OuterReference(Expression):
    """A column of the query around a subquery."""

    def __init__(self, attribute):
        self.attribute = attribute
        self.type, self.nullable = attribute.type, attribute.nullable

    def detail(self):
        return self.attribute.id

    def sql(self):
        return "outer(%s)" % self.attribute.sql()


def literal(value):
    """A literal of a Python value.

    :raises PySparkTypeError: for what has no type
    """
    from pyspark.sql._records import infer_type

    if isinstance(value, Expression):
        return value
    if isinstance(value, bool):
        return Literal(value, t.BooleanType())
    if isinstance(value, int):
        return Literal(value, t.IntegerType() if -(2**31) <= value < 2**31 else t.LongType())
    if isinstance(value, (list, tuple)):
        return Call("array", [literal(each) for each in value])
    type_ = infer_type(value)
    if isinstance(type_, t.DecimalType):
        type_ = decimal_type_of(value)
    return Literal(value, type_)


def decimal_type_of(value):
    """The narrowest decimal that holds the value."""
    _, digits, exponent = value.as_tuple()
    scale = max(0, -exponent)
    return t.DecimalType(max(len(digits) + max(0, exponent), scale, 1), scale)
