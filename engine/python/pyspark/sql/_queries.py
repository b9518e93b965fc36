"""Statements from SQL text, as the steps that answer them."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import _build as build
from pyspark.sql import _grouping_sets
from pyspark.sql import types as t
from pyspark.sql._aggregates import AGGREGATES
from pyspark.sql._analysis import resolve
from pyspark.sql._coercion import cast_to, common_type_of
from pyspark.sql._evaluation import evaluator
from pyspark.sql._expressions import Alias, Attribute, Call, Literal, Name, Over
from pyspark.sql._order_plans import Offset
from pyspark.sql._plans import Rows
from pyspark.sql._pipes import PipeParser
from pyspark.sql._relations import NOTHING

#: mistakes that Spark places at the SELECT
_AT_SELECT = ("MISSING_GROUP_BY", "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", "UNRESOLVED_COLUMN.WITH_SUGGESTION")


class _OnlySyntax:
    """Stands for `_build` while only the syntax is read."""

    def __getattr__(self, name):
        return lambda *args, **named: "inner" if name == "join_kind" else NOTHING


_SETS = {"rollup": _grouping_sets.rollup, "cube": _grouping_sets.cube}


def _plain(item):
    return item.child if isinstance(item, Alias) else item


def _calls_aggregate(item):
    return any(isinstance(node, Call) and node.name in AGGREGATES for node in item.walk())


def _with_window(node, windows):
    """A function over a window that is named, with that window."""
    if not isinstance(node, Over) or node.window_name is None:
        return node
    window = windows.get(node.window_name.lower())
    if window is None:
        raise AnalysisException("MISSING_WINDOW_SPECIFICATION", {"windowName": node.window_name}, ";")
    return Over(node.function, window.partitions, window.orderings, window.frame)


def _is_all(node, plan):
    """ORDER BY ALL: all columns, from left to right, where none has this name."""
    return isinstance(node, Name) and [part.lower() for part in node.parts] == ["all"] and plan.scope().find(node.parts) is None


class QueryParser(PipeParser):
    """
    :param session: what knows the tables
    :param dry: only the syntax: no name is looked up
    """

    def __init__(self, text, session, dry=False):
        super().__init__(text, session)
        self.dry = dry
        self.build = _OnlySyntax() if dry else build
        #: queries named by WITH
        self.named_queries = {}

    def _subquery(self):
        """A query within an expression: read now, made once the columns around it are known."""
        if self.dry:
            return self.query()
        begin, named = self.at, dict(self.named_queries)
        self.dry, self.build = True, _OnlySyntax()
        try:
            self.query()
        finally:
            self.dry, self.build = False, build

        def make():
            end, outside = self.at, self.named_queries
            self.at, self.named_queries = begin, named
            try:
                return self.query()
            finally:
                self.at, self.named_queries = end, outside

        return make

    # --- Queries ------------------------------------------------------------------------------------------------------------

    def query(self):
        outer = dict(self.named_queries)
        if self.accept("with"):
            recursive = self.are("recursive") and self.peek().kind in ("word", "quoted") and self.accept("recursive")
            self.listed(lambda: self._named_query(recursive))
        first = self.token
        plan, items = self._set_operation()
        if self.accept("order", "by"):
            plan = self._ordered(plan, items, self.listed(self.ordering))
        elif self.accept("sort", "by"):
            plan = self.build.sort(plan, self.listed(self.ordering), whole=False)
        count = self._constant() if self.accept("limit") and not self.accept("all") else None
        if self.accept("offset"):
            plan = self._skipping(plan, self._constant())
        if count is not None:
            plan = self.build.limit(plan, count)
        plan = self._piped(plan, first)
        self.named_queries = outer
        return plan

    def _skipping(self, plan, count):
        return Offset(plan, count)

    def _constant(self):
        node = self.expression()
        if self.dry:
            return 1
        node = resolve(node, Rows([], None).scope())
        return evaluator(node, {})(())

    def _named_query(self, recursive=False):
        name = self.name()
        names = None
        if self.accept("("):
            names = self.listed(self.name)
            self.expect(")")
        self.accept("as")
        self.expect("(")
        made = self._recursive_query(name, names) if recursive else None
        if made is None:
            plan = self.query()
            made = self.build.renamed(plan, names) if names else plan
        self.expect(")")
        self.named_queries[name.lower()] = made

    def _set_operation(self):
        """INTERSECT binds more tightly than UNION and EXCEPT."""
        plan, items = self._intersection()
        while self.is_("union", "except", "minus"):
            plan, items = self._combined(plan), None
        return plan, items

    def _combined(self, plan):
        word = self.take().lower
        everything = self.accept("all")
        if not everything:
            self.accept("distinct")
        other = self._intersection()[0]
        if word != "union":
            return self._without_all(everything, plan, other, "intersect" if word == "intersect" else "except")
        plan = self.build.union(plan, other)
        return plan if everything else self.build.distinct(plan)

    def _intersection(self):
        plan, items = self._term()
        while self.accept("intersect"):
            everything = self.accept("all")
            if not everything:
                self.accept("distinct")
            plan, items = self._without_all(everything, plan, self._term()[0], "intersect"), None
        return plan, items

    def _without_all(self, everything, left, right, kind):
        return self.build.set_operation_all(left, right, kind) if everything else self.build.set_operation(left, right, kind)

    def _term(self):
        if self.accept("("):
            plan = self.query()
            self.expect(")")
            return plan, None
        if self.is_("values"):
            return self._values(), None
        if self.accept("table"):
            return self._table(), None
        if self.is_("from"):
            source = self._from()
            return (source, None) if self.is_("|>") else self._select(source)
        return self._select(None)

    def _ordered(self, plan, items, orders):
        """ORDER BY: numbers are places in the select list."""
        if len(orders) == 1 and _is_all(orders[0].child, plan):
            orders = [orders[0].with_children([each]) for each in plan.output]
        made = []
        for order in orders:
            if not self.dry and isinstance(order.child, Literal) and isinstance(order.child.type, t.IntegralType):
                index = order.child.value
                if not 1 <= index <= len(plan.output):
                    raise AnalysisException("ORDER_BY_POS_OUT_OF_RANGE", {"index": index, "size": len(plan.output)}, ";")
                order = order.with_children([plan.output[index - 1]])
            made.append(order)
        return self.build.sort(plan, made)

    def _select(self, source):
        first = self.token
        try:
            return self._selected(source)
        except AnalysisException as error:
            if error.getCondition() in _AT_SELECT and error._place == ";":
                error._place = self.placed(Literal(None, t.NullType()), first).position + ";"
            raise

    def _selected(self, source):
        self.expect("select")
        distinct = self.accept("distinct")
        if not distinct:
            self.accept("all")
        items = self.listed(self._selected_item)
        if source is None:
            source = self._from() if self.is_("from") else Rows([], lambda: [[()]])
        while self.accept("lateral", "view"):
            source = self._lateral_view(source)
        if self.is_("pivot", "unpivot"):
            source = self._turned(source)
        if self.accept("where"):
            source = self.build.filtered(source, self.expression())
        plan = self._grouped(source, items)
        if distinct:
            plan = self.build.distinct(plan)
        return plan, items

    def _selected_item(self):
        if self.is_("from") and self.tokens[self.at - 1].text == "," and self.peek().kind in ("word", "quoted"):
            first = self.take()
            raise AnalysisException("TRAILING_COMMA_IN_SELECT", {}, self.placed(Literal(None, t.NullType()), first).position + ";")
        return self.named()

    def _grouped(self, source, items):
        grouped = self.accept("group", "by")
        if grouped and self.accept("all"):
            groups, sets = [_plain(item) for item in items if not _calls_aggregate(item)], None
        elif grouped:
            groups, sets = self._groups_and_sets()
            groups = [self._group(each, source, items) for each in groups]
        condition = self.expression() if self.accept("having") else None
        if self.accept("window"):
            windows = dict(self.listed(self._named_window))
            items = [item.transform(lambda node: _with_window(node, windows)) for item in items]
        make = (lambda chosen: self.build.aggregate(source, groups, chosen, sets)) if grouped else lambda chosen: self.build.project(source, chosen)
        having = (lambda plan: plan) if condition is None else lambda plan: self.build.filtered(plan, condition, having=True)
        if self.accept("qualify"):
            return self._qualified(source, items, lambda chosen: having(make(chosen)))
        return having(make(items))

    def _qualified(self, source, items, make):
        """QUALIFY: a condition on functions over windows, and on what is selected."""
        condition = self.expression()
        if self.dry:
            return NOTHING
        aliases = {item.name.lower(): item.child for item in items if isinstance(item, Alias)}

        def spelled_out(node):
            own = isinstance(node, Name) and len(node.parts) == 1 and source.scope().find(node.parts) is None
            return aliases.get(node.parts[0].lower(), node) if own else node

        plan = make([*items, Alias(condition.transform(spelled_out), "qualify")])
        *kept, wanted = plan.output
        return self.build.project(self.build.filtered(plan, wanted), kept)

    def _named_window(self):
        name = self.name()
        self.expect("as")
        return name.lower(), self._window(None)

    def _groups_and_sets(self):
        """What is grouped by; and the sets of ROLLUP, CUBE and GROUPING SETS, None without them."""
        if self.accept("grouping", "sets"):
            self.expect("(")
            written = self.listed(self._grouping_set)
            self.expect(")")
            groups = list({node.key(): node for chosen in written for node in chosen}.values())
            keys = [node.key() for node in groups]
            return groups, [tuple(keys.index(node.key()) for node in chosen) for chosen in written]
        groups = self.listed(self.expression)
        kind = next((name for name in _SETS if self.accept("with", name)), None)
        if kind is None and len(groups) == 1 and isinstance(groups[0], Call) and groups[0].name in _SETS:
            kind, groups = groups[0].name, groups[0].children
        if kind is None and any(isinstance(node, Call) and node.name in _SETS for node in groups):
            raise NotImplementedError("GROUP BY with a ROLLUP or CUBE beside other columns is not available here; run the script on Spark.")
        return groups, None if kind is None else _SETS[kind](len(groups))

    def _grouping_set(self):
        if not self.accept("("):
            return [self.expression()]
        chosen = [] if self.is_(")") else self.listed(self.expression)
        self.expect(")")
        return chosen

    def _group(self, node, source, items):
        """A number is a place in the select list; a name may be an alias there."""
        if self.dry:
            return node
        if isinstance(node, Literal) and isinstance(node.type, t.IntegralType):
            if not 1 <= node.value <= len(items):
                raise AnalysisException("GROUP_BY_POS_OUT_OF_RANGE", {"index": node.value, "size": len(items)}, ";")
            item = items[node.value - 1]
            return item.child if isinstance(item, Alias) else item
        if isinstance(node, Name) and len(node.parts) == 1 and source.scope().find(node.parts) is None:
            for item in items:
                if isinstance(item, Alias) and item.name.lower() == node.parts[0].lower():
                    return item.child
        return node

    def _values(self):
        self.expect("values")
        rows = self.listed(self._row)
        if self.dry:
            return self._aliased(NOTHING)
        scope = Rows([], None).scope()
        resolved = [[resolve(node, scope) for node in row] for row in rows]
        types = [common_type_of([node.type for node in column]) for column in zip(*resolved)]
        output = [Attribute("col%d" % i, type_, any(row[i - 1].nullable for row in resolved)) for i, type_ in enumerate(types, 1)]
        made = [tuple(evaluator(cast_to(node, type_), {})(()) for node, type_ in zip(row, types)) for row in resolved]
        return self._aliased(Rows(output, lambda: [made]))

    def _row(self):
        if not self.accept("("):
            return [self.expression()]
        made = self.listed(self.expression)
        self.expect(")")
        return made
