"""What a query reads, from SQL text: tables and queries with their names, joins, and what makes other rows of them."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._analysis import quoted
from pyspark.sql._expressions import Attribute, Name
from pyspark.sql._generators import GENERATORS
from pyspark.sql._parser import RESERVED, ExpressionParser
from pyspark.sql._plans import Rows

#: words that may follow a table, and so are not its alias
_NO_ALIAS = RESERVED | {"select", "unpivot", "set"}
NOTHING = Rows([], lambda: [[]])


class RelationParser(ExpressionParser):
    """Of a QueryParser: what comes after FROM."""

    def _from(self):
        self.expect("from")
        plan = self._joined()
        while self.accept(","):
            lateral = self._lateral_function(plan)
            plan = self.build.join(plan, self._joined(), "cross") if lateral is None else lateral
        return plan

    def _joined(self):
        return self._joins(self._relation())

    def _joins(self, plan):
        while True:
            if self.is_("pivot", "unpivot"):
                plan = self._turned(plan)
                continue
            lateral = self._lateral_function(plan)
            if lateral is not None:
                plan = lateral
                continue
            natural = self.accept("natural")
            kind = self._join_kind()
            if kind is None:
                return plan
            right = self._relation()
            if natural:
                plan = self.build.natural_join(plan, right, kind)
            elif self.accept("on"):
                plan = self.build.join(plan, right, kind, self.expression())
            elif self.accept("using"):
                self.expect("(")
                names = self.listed(self.name)
                self.expect(")")
                plan = self.build.join(plan, right, kind, using=names)
            else:
                plan = self.build.join(plan, right, kind)

    def _join_kind(self):
        begin = self.at
        words = []
        while self.is_("inner", "left", "right", "full", "cross", "outer", "semi", "anti"):
            words.append(self.take().lower)
        if not self.accept("join"):
            self.at = begin
            return None
        return self.build.join_kind("".join(words) or "inner")

    def _relation(self):
        if self.accept("("):
            plan = self.query() if self.is_("select", "with", "values", "(", "from") else self._joined()
            self.expect(")")
            return self._aliased(plan)
        if self.is_("values"):
            return self._values()
        if self.is_("lateral"):
            raise NotImplementedError("LATERAL subqueries are not available here; run the script on Spark.")
        if self.peek().lower == "(" and self.is_("range"):
            return self._range()
        if self.peek().lower == "(" and self.token.lower in GENERATORS:
            return self._generated(Rows([], lambda: [[()]]), outer=False)
        return self._table()

    def _lateral_function(self, plan):
        """`LATERAL explode(...)`, also after CROSS JOIN and LEFT JOIN: a row of the table for each of its rows."""
        begin = self.at
        outer = self.are("left", "join", "lateral") or self.are("left", "outer", "join", "lateral")
        while self.is_("cross", "inner", "left", "outer", "join"):
            self.at += 1
        if not self.accept("lateral") or self.token.lower not in GENERATORS or self.peek().lower != "(":
            self.at = begin
            return None
        made = self._generated(plan, outer)
        if self.accept("on") and not (self.accept("true")):
            raise self.error()
        return made

    def _generated(self, plan, outer):
        call = self._function(self.token)
        name, names = "", None
        self.accept("as")
        if self.token.kind in ("word", "quoted") and self.token.lower not in _NO_ALIAS:
            name = self.name()
            names = self._column_names() if self.is_("(") else None
        return self.build.lateral_view(plan, call, name, names, outer)

    def _range(self):
        self.expect("range", "(")
        bounds = self.listed(self._constant)
        self.expect(")")
        if self.dry:
            return self._aliased(NOTHING)
        start, stop, step = ([0, *bounds, 1] if len(bounds) == 1 else [*bounds, 1])[:3]
        numbers = [(i,) for i in range(start, stop, step)]
        return self._aliased(Rows([Attribute("id", t.LongType(), False)], lambda: [numbers]))

    def _table(self):
        first = self.token
        parts = self.parts()
        if self.dry:
            return self._aliased(NOTHING)
        plan = self.named_queries.get(parts[0].lower()) if len(parts) == 1 else None
        if plan is None:
            plan = self.session.find_table(parts)
        if plan is None:
            node = self.placed(Name(parts), first)
            raise AnalysisException("TABLE_OR_VIEW_NOT_FOUND", {"relationName": quoted(*parts)}, node.position + ";")
        return self._aliased(self.build.subquery(plan, parts[-1]))

    def _aliased(self, plan):
        if self.accept("tablesample"):
            plan = self._sampled(plan)
        given = self.accept("as")
        if given and self.is_("("):
            return self.build.renamed(plan, self._column_names())
        if given or self.token.kind == "quoted" or self.token.kind == "word" and self.token.lower not in _NO_ALIAS:
            name = self.name()
            if self.is_("("):
                plan = self.build.renamed(plan, self._column_names())
            plan = self.build.subquery(plan, name)
        return plan

    def _column_names(self):
        self.expect("(")
        names = self.listed(self.name)
        self.expect(")")
        return names

    def _lateral_view(self, plan):
        outer = self.accept("outer")
        call = self._function(self.token)
        table = self.name()
        names = None
        if self.accept("as"):
            names = self.listed(self.name)
        elif self.token.kind == "word" and self.token.lower not in _NO_ALIAS:
            names = self.listed(self.name)
        return self.build.lateral_view(plan, call, table, names, outer)

    # --- TABLESAMPLE, PIVOT, UNPIVOT ---------------------------------------------------------------------------------------------

    def _sampled(self, plan):
        self.expect("(")
        if self.accept("bucket"):
            part = self._constant()
            self.expect("out", "of")
            fraction = part / self._constant()
        else:
            count = self._constant()
            if self.accept("rows"):
                self.expect(")")
                return self.build.limit(plan, count)
            self.expect("percent")
            fraction = float(count) / 100
        self.expect(")")
        seed = None
        if self.accept("repeatable"):
            self.expect("(")
            seed = self._constant()
            self.expect(")")
        return self.build.share(plan, fraction, seed)

    def _turned(self, plan):
        return self._pivoted(plan) if self.accept("pivot") else self._unpivoted(plan)

    def _pivoted(self, plan):
        self.expect("(")
        calls = self.listed(self.named)
        self.expect("for")
        first = self.token
        columns = self._names_in_brackets()
        by = [self.placed(Name((name,)), first) for name in columns]
        self.expect("in", "(")
        values = self.listed(self.named)
        self.expect(")", ")")
        return self.build.pivoted_table(plan, by, values, calls)

    def _unpivoted(self, plan):
        self.expect("unpivot")
        with_nulls = self.accept("include", "nulls")
        if not with_nulls:
            self.accept("exclude", "nulls")
        self.expect("(")
        if self.is_("("):
            raise NotImplementedError("UNPIVOT of several values is not available here; run the script on Spark.")
        value = self.name()
        self.expect("for")
        variable = self.name()
        self.expect("in", "(")
        columns = self.listed(self.named)
        self.expect(")", ")")
        return self._aliased(self.build.unpivoted_table(plan, columns, variable, value, with_nulls))

    def _names_in_brackets(self):
        """`a` or `(a, b)`"""
        return self._column_names() if self.is_("(") else [self.name()]
