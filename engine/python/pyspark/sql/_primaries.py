"""The smallest parts of an expression: literals, names, brackets, functions and their windows."""
import decimal

from pyspark.errors.exceptions.captured import ParseException
from pyspark.sql import types as t
from pyspark.sql._ddl import TypeReader, place_in
from pyspark.sql._expressions import Alias, Call, Cast, Literal, Name, Ordering, Over, Star, Subquery, UdfCall, decimal_type_of, literal
from pyspark.sql._lambdas import Lambda
from pyspark.sql._ordered_sets import within_group
from pyspark.sql._special_forms import SpecialForms
from pyspark.sql.types import DataType

#: words that end an expression, and so are no alias
RESERVED = {
    "from", "where", "group", "order", "having", "limit", "union", "intersect", "except", "minus", "on", "using", "join", "inner", "left", "right", "full",
    "cross", "natural", "lateral", "window", "sort", "cluster", "distribute", "offset", "qualify", "semi", "anti", "as", "and", "or", "not", "then", "when", "else", "end",
    "between", "in", "like", "rlike", "ilike", "regexp", "is", "asc", "desc", "nulls", "rows", "range", "over", "filter", "escape", "div", "tablesample", "pivot", "for",
}  # fmt: skip
_CAST_FUNCTIONS = {"boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "decimal", "date", "timestamp", "binary", "string"}
_NO_BRACKETS = {"current_date", "current_timestamp", "now", "current_user", "localtimestamp"}
#: functions whose first argument is a unit, as a word: what they are called else
_UNIT_FUNCTIONS = {**dict.fromkeys(("timestampadd", "dateadd", "date_add"), "timestampadd"), **dict.fromkeys(("timestampdiff", "datediff", "date_diff"), "timestampdiff")}
_SUFFIXES = {"l": t.LongType(), "s": t.ShortType(), "y": t.ByteType(), "d": t.DoubleType(), "f": t.FloatType()}


def _decoded(args):
    """`decode(value, search, result, …, default)`, in which null is equal to null"""
    value, *rest = args
    made = [Call("<=>", [value, each]) if i % 2 == 0 and i + 1 < len(rest) else each for i, each in enumerate(rest)]
    return Call("case", made)


class Primaries(SpecialForms):
    def _primary(self):
        first = self.token
        if first.kind == "number":
            return self._number(self.take().text)
        if first.lower == "x" and self.peek().kind == "string" and self.peek().start == first.end:
            self.at += 1
            text = self.take().value
            return Literal(bytes.fromhex("0" * (len(text) % 2) + text), t.BinaryType())
        if first.kind == "string":
            text = self.take().value
            while self.token.kind == "string":
                text += self.take().value
            return Literal(text, t.StringType())
        if self.accept("("):
            return self._bracket()
        if self.accept("*"):
            return self.placed(Star(None, self._excluded()), first)
        special = self.special(first)
        if special is not None:
            return self.placed(special, first)
        if first.kind not in ("word", "quoted") or first.lower in RESERVED and first.lower != "window" and self.peek().lower != "(":
            raise self.error()
        if self.peek().lower == "(":
            return self._function(first)
        parts = self.parts()
        if self.is_(".") and self.peek().lower == "*":
            self.at += 2
            return self.placed(Star(".".join(parts), self._excluded()), first)
        if len(parts) == 1 and first.lower in _NO_BRACKETS:
            return Call(first.lower, [])
        return self.placed(Name(parts), first)

    def _excluded(self):
        """`* EXCEPT (a, b)`"""
        if not self.are("except", "(") or self.peek(2).lower in ("select", "(", "with", "from", "values"):
            return ()
        self.expect("except", "(")
        names = self.listed(self.name)
        self.expect(")")
        return names

    def _number(self, text):
        suffix = text[-1].lower()
        if text.lower().endswith("bd"):
            value = decimal.Decimal(text[:-2])
            return Literal(value, decimal_type_of(value))
        if suffix in _SUFFIXES:
            type_ = _SUFFIXES[suffix]
            return Literal(float(text[:-1]) if suffix in "df" else int(text[:-1]), type_)
        if "e" in text.lower():
            return Literal(float(text), t.DoubleType())
        if "." in text:
            value = decimal.Decimal(text)
            return Literal(value, decimal_type_of(value))
        value = int(text)
        return literal(value) if value < 2**63 else Literal(decimal.Decimal(value), t.DecimalType(len(text), 0))

    def _bracket(self):
        if self.is_("select", "with"):
            made = Subquery("scalar", self._subquery())
            self.expect(")")
            return made
        node = self.expression()
        if self.is_(","):
            nodes = [node]
            while self.accept(","):
                nodes.append(self.expression())
            node = Call("struct", nodes)
        self.expect(")")
        return node

    def _subquery(self):
        raise ParseException("PARSE_SYNTAX_ERROR", {"error": "'select'", "hint": ""}, place_in(self.text, self.token.start))

    def _function(self, first):
        name = self.take().value.lower()
        self.expect("(")
        worded = self.worded(name)
        if worded is not None:
            self.expect(")")
            return self.placed(worded, first)
        distinct = self.accept("distinct")
        if not distinct:
            self.accept("all")
        args = [] if self.is_(")") else self.listed(self._argument)
        self.expect(")")
        registered = self.session.functions.get(name) if self.session is not None else None
        if registered is not None:
            function, type_ = registered
            return self.placed(UdfCall(function, name, type_, args), first)
        if name in _CAST_FUNCTIONS and len(args) == 1:
            return self.placed(Cast(args[0], DataType.fromDDL(name), written=False), first)
        if name in _UNIT_FUNCTIONS and len(args) == 3 and isinstance(args[0], Name) and len(args[0].parts) == 1:
            return self.placed(Call(_UNIT_FUNCTIONS[name], [Literal(args[0].parts[0], t.StringType()), *args[1:]]), first)
        node = _decoded(args) if name == "decode" and len(args) > 2 else Call(name, args, distinct)
        for each in ("ignore", "respect"):
            if self.accept(each, "nulls") and each == "ignore":
                node = node.with_children([*args, Literal(True, t.BooleanType())])
        if self.accept("within", "group", "(", "order", "by"):
            node = within_group(node, self.listed(self.ordering), self.error(first))
            self.expect(")")
        self.placed(node, first)
        if self.is_("filter") and self.peek().lower == "(":
            self.expect("filter", "(", "where")
            node.condition = self.expression()
            self.expect(")")
        if self.accept("over"):
            return self.placed(self._window(node), first)
        return node

    def _argument(self):
        """An argument of a function: an expression, or `x -> ...`, `(x, y) -> ...`."""
        first = self.token
        names = self._parameters()
        if names is None:
            return self._named_argument()
        return self.placed(Lambda(names, self.expression()), first)

    def _named_argument(self):
        """`1 AS a`, as in struct()"""
        node = self.expression()
        return Alias(node, self.name()) if self.accept("as") else node

    def _parameters(self):
        """Takes a lambda's parameters and its arrow, where they follow."""
        begin = self.at
        if self.token.kind in ("word", "quoted") and self.peek().lower == "->":
            names = [self.name()]
        elif self.accept("("):
            names = self.listed(self.name) if self.token.kind in ("word", "quoted") and self.peek().lower in (",", ")") else None
            if names is None or not self.accept(")"):
                self.at = begin
                return None
        else:
            return None
        if self.accept("->"):
            return names
        self.at = begin
        return None

    def _window(self, function):
        if not self.is_("("):
            return Over(function, [], [], window_name=self.name())
        self.expect("(")
        partitions = self.listed(self.expression) if self.accept("partition", "by") or self.accept("distribute", "by") else []
        orderings = self.listed(self.ordering) if self.accept("order", "by") or self.accept("sort", "by") else []
        frame = None
        if self.is_("rows", "range"):
            kind = self.take().lower
            if self.accept("between"):
                low = self._frame_bound()
                self.expect("and")
                frame = (kind, low, self._frame_bound())
            else:
                frame = (kind, self._frame_bound(), 0)
        self.expect(")")
        made = Over(function, partitions, orderings, frame)
        made.written = True
        return made

    def _frame_bound(self):
        if self.accept("unbounded"):
            self.take()
            return None
        if self.accept("current", "row"):
            return 0
        offset = int(self.take().text)
        return -offset if self.take().lower == "preceding" else offset

    def ordering(self):
        node = self.expression()
        ascending = not self.accept("desc")
        if ascending:
            self.accept("asc")
        nulls_first = None
        if self.accept("nulls"):
            word = self.take().lower
            if word not in ("first", "last"):
                raise self.error(self.tokens[self.at - 1])
            nulls_first = word == "first"
        return Ordering(node, ascending, nulls_first)

    def type(self):
        """A type, read by the reader of DDL."""
        reader = TypeReader(self.text[self.token.start :])
        start = self.token.start
        found = reader.type()
        end = start + (reader.tokens[reader.at - 1][2] if reader.at else 0)
        while self.token.kind != "end" and self.token.start <= end:
            self.at += 1
        return found

    def named(self):
        """An expression with its alias, as in a select list."""
        first = self.token
        node = self.expression()
        if self.accept("as"):
            if self.accept("("):
                names = self.listed(self.name)
                self.expect(")")
                return Alias(node, names[0], names)
            return self.placed(Alias(node, self.name()), first)
        if self.token.kind == "quoted" or self.token.kind == "word" and self.token.lower not in RESERVED:
            return self.placed(Alias(node, self.name()), first)
        return node
