"""`query |> operator |> operator …`, and WITH RECURSIVE."""
from pyspark.errors.exceptions.captured import SparkRuntimeException
from pyspark.sql._analysis import expand_star, unresolved
from pyspark.sql._coercion import cast_to
from pyspark.sql._expressions import Alias, Attribute, Star
from pyspark.sql._plans import Rows
from pyspark.sql._relations import NOTHING, RelationParser

_MOST_ROUNDS = 100


class PipeParser(RelationParser):
    """Of a QueryParser."""

    #: where the query begins that goes through the operators
    _begun = None

    def _piped(self, plan, first):
        while self.accept("|>"):
            self._begun = first
            plan = self._operator(plan)
        return plan

    def _operator(self, plan):
        begin = self.at
        word = self.take().lower
        made = _OPERATORS.get(word)
        if made is not None:
            return made(self, plan)
        self.at = begin
        if self.is_("union", "except", "minus", "intersect"):
            return self._combined(plan)
        if self.is_("pivot", "unpivot"):
            return self._turned(plan)
        if self.is_("tablesample"):
            return self._aliased(plan)
        joined = self._joins(plan)
        if self.at == begin:
            raise self.error()
        return joined

    def _pipe_where(self, plan):
        return self.build.filtered(plan, self.expression())

    def _pipe_select(self, plan):
        distinct = self.accept("distinct")
        made = self.build.project(plan, self.listed(self.named))
        return self.build.distinct(made) if distinct else made

    def _pipe_extend(self, plan):
        return self.build.project(plan, [Star(), *self.listed(self.named)])

    def _pipe_set(self, plan):
        return self._changed(plan, dict(self.listed(self._assignment)))

    def _assignment(self):
        name = self.name()
        self.expect("=")
        return name.lower(), self.expression()

    def _changed(self, plan, values):
        if self.dry:
            return NOTHING
        kept = expand_star(Star(), plan.scope())
        for name in values:
            if not any(each.name.lower() == name for each in kept):
                raise unresolved((name,), plan.scope(), self.placed(Star(), self._begun).position, by_name=False)
        return self.build.project(plan, [Alias(values[each.name.lower()], each.name) if each.name.lower() in values else each for each in kept])

    def _pipe_drop(self, plan):
        names = self.listed(self.name)
        return self.build.project(plan, [Star(None, names)])

    def _pipe_as(self, plan):
        return self.build.subquery(plan, self.name())

    def _pipe_aggregate(self, plan):
        calls = [] if self.is_("group") else self.listed(self.named)
        groups = self.listed(self.named) if self.accept("group", "by") else []
        plain = [each.child if isinstance(each, Alias) else each for each in groups]
        return self.build.aggregate(plan, plain, [*groups, *calls], None)

    def _pipe_order(self, plan):
        self.expect("by")
        return self._ordered(plan, None, self.listed(self.ordering))

    def _pipe_limit(self, plan):
        return self.build.limit(plan, self._constant())

    def _pipe_offset(self, plan):
        return self._skipping(plan, self._constant())

    # --- WITH RECURSIVE -----------------------------------------------------------------------------------------------------

    def _recursive_query(self, name, names):
        """The first query, then the second as long as it gives rows: in it the name means those of the round before.

        :returns: the plan, or None where the query is none of this kind
        """
        begin = self.at
        outside = self.named_queries
        first = self._term()[0]
        if not self.accept("union"):
            self.at = begin
            return None
        everything = self.accept("all")
        if self.dry:
            self.named_queries = {**outside, name.lower(): NOTHING}
            self._term()
            self.named_queries = outside
            return NOTHING
        first = self.build.visible(first)
        columns = [(given or each.name, each.type) for given, each in zip(names or [None] * len(first.output), first.output)]
        again = self.at

        def rows_of(rows):
            return Rows([Attribute(column, type_, True) for column, type_ in columns], lambda: [rows])

        def round_of(rows):
            self.at = again
            self.named_queries = {**outside, name.lower(): rows_of(rows)}
            made = self.build.visible(self._term()[0])
            cast = self.build.project(made, [Alias(cast_to(each, type_), column) for each, (column, type_) in zip(made.output, columns)])
            return [row for part in cast.partitions() for row in part]

        found = [row for part in first.partitions() for row in part]
        latest, rounds = found, 0
        while True:
            latest = round_of(latest)
            if not everything:
                latest = [row for row in dict.fromkeys(latest) if row not in found]
            if not latest:
                break
            rounds += 1
            if rounds >= _MOST_ROUNDS:
                raise SparkRuntimeException("RECURSION_LEVEL_LIMIT_EXCEEDED", {"levelLimit": _MOST_ROUNDS})
            found = found + latest
        self.named_queries = outside
        return rows_of(found)


_OPERATORS = {
    "where": PipeParser._pipe_where, "select": PipeParser._pipe_select, "extend": PipeParser._pipe_extend, "set": PipeParser._pipe_set, "drop": PipeParser._pipe_drop,
    "as": PipeParser._pipe_as, "aggregate": PipeParser._pipe_aggregate, "order": PipeParser._pipe_order, "limit": PipeParser._pipe_limit, "offset": PipeParser._pipe_offset,
}  # fmt: skip
