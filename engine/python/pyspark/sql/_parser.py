"""Expressions from SQL text: a parser by precedence."""
import decimal

from pyspark.errors.exceptions.captured import ParseException
from pyspark.sql import types as t
from pyspark.sql._casts import parse_timestamp
from pyspark.sql._ddl import TypeReader, place_in, syntax_error
from pyspark.sql._expressions import Alias, Call, Cast, Literal, Name, Ordering, Over, Star, Subquery, UdfCall, decimal_type_of, literal
from pyspark.sql._lexer import tokens
from pyspark.sql.types import DataType

#: words that end an expression, and so are no alias
RESERVED = {
    "from", "where", "group", "order", "having", "limit", "union", "intersect", "except", "minus", "on", "using", "join", "inner", "left", "right", "full",
    "cross", "natural", "lateral", "window", "sort", "cluster", "distribute", "offset", "semi", "anti", "as", "and", "or", "not", "then", "when", "else", "end",
    "between", "in", "like", "rlike", "ilike", "regexp", "is", "asc", "desc", "nulls", "rows", "range", "over", "filter", "escape", "div", "tablesample", "pivot",
}  # fmt: skip
_COMPARISONS = {"=": "=", "==": "=", "<=>": "<=>", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "<>": "<>", "!=": "<>"}
_ADDITIONS = {"+", "-", "||"}
_MULTIPLICATIONS = {"*", "/", "%", "div"}
_BITS = [{"|"}, {"^"}, {"&"}]
_CAST_FUNCTIONS = {"boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "decimal", "date", "timestamp", "binary", "string"}
_NO_BRACKETS = {"current_date", "current_timestamp", "now", "current_user", "localtimestamp"}
_SUFFIXES = {"l": t.LongType(), "s": t.ShortType(), "y": t.ByteType(), "d": t.DoubleType(), "f": t.FloatType()}


class ExpressionParser:
    """
    :param session: for functions that the script registered
    """

    def __init__(self, text, session=None):
        self.text = text
        self.session = session
        self.tokens = tokens(text)
        self.at = 0

    # --- Tokens -----------------------------------------------------------------------------------------------------------

    @property
    def token(self):
        return self.tokens[self.at]

    def peek(self, ahead=1):
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def take(self):
        token = self.token
        self.at += 1
        return token

    def is_(self, *words):
        return self.token.lower in words

    def are(self, *words):
        """Whether these words follow."""
        return all(self.peek(i).lower == word for i, word in enumerate(words))

    def accept(self, *words):
        """Takes these words, where they follow."""
        if not self.are(*words):
            return False
        self.at += len(words)
        return True

    def expect(self, *words):
        for word in words:
            if self.token.lower != word:
                raise self.error()
            self.at += 1

    def error(self, token=None):
        token = token or self.token
        return syntax_error(self.text, token.text, token.start)

    def end(self):
        self.accept(";")
        if self.is_("group", "order") and self.peek().lower != "by":
            # Spark takes the word for a name, and stumbles over what follows.
            self.at += 1
        if self.token.kind != "end":
            raise syntax_error(self.text, self.token.text, self.token.start, extra=self.peek().kind == "end")

    def name(self):
        token = self.take()
        if token.kind not in ("word", "quoted"):
            raise self.error(token)
        return token.value

    def parts(self):
        """`a.b.c`"""
        made = [self.name()]
        while self.is_(".") and self.peek().kind in ("word", "quoted"):
            self.at += 1
            made.append(self.name())
        return made

    def listed(self, one):
        made = [one()]
        while self.accept(","):
            made.append(one())
        return made

    def placed(self, node, first):
        """Notes where the node is written, from a token to the one before this."""
        start, end = first.start, self.tokens[self.at - 1].end
        line = self.text.count("\n", 0, start)
        column = start - (self.text.rfind("\n", 0, start) + 1)
        node.position = "; line %d pos %d" % (line + 1, column)
        shown = self.text.split("\n")[line]
        length = min(end - start, len(shown) - column)
        node.place = "\n== SQL (line %d, position %d) ==\n%s\n%s\n" % (line + 1, column + 1, shown, " " * column + "^" * length)
        return node

    # --- Expressions by precedence ------------------------------------------------------------------------------------------

    def expression(self):
        return self._or()

    def _left(self, below, words, make):
        first = self.token
        node = below()
        while self.token.lower in words:
            word = self.take().lower
            node = self.placed(make(word, node, below()), first)
        return node

    def _or(self):
        return self._left(self._and, {"or"}, lambda word, a, b: Call(word, [a, b]))

    def _and(self):
        return self._left(self._not, {"and"}, lambda word, a, b: Call(word, [a, b]))

    def _not(self):
        first = self.token
        if self.accept("not") or self.accept("!"):
            return self.placed(Call("not", [self._not()]), first)
        return self._predicate()

    def _predicate(self):
        first = self.token
        node = self._comparison()
        while True:
            negated = self.is_("not") and self.peek().lower in ("in", "between", "like", "rlike", "ilike", "regexp")
            if negated:
                self.at += 1
            made = self._suffix(node)
            if made is None:
                return node
            node = self.placed(made, first)
            if negated:
                node = Call("not", [node])

    def _suffix(self, node):
        if self.accept("between"):
            low = self._bit(0)
            self.expect("and")
            return Call("between", [node, low, self._bit(0)])
        if self.accept("in"):
            self.expect("(")
            made = Subquery("in", self._subquery(), node) if self.is_("select", "with") else Call("in", [node, *self.listed(self.expression)])
            self.expect(")")
            return made
        if self.is_("like", "ilike"):
            word = self.take().lower
            args = [node, self._bit(0)]
            if self.accept("escape"):
                args.append(self._bit(0))
            return Call(word, args)
        if self.accept("rlike") or self.accept("regexp"):
            return Call("rlike", [node, self._bit(0)])
        if self.accept("is"):
            return self._is(node)
        return None

    def _is(self, node):
        negated = self.accept("not")
        if self.accept("null"):
            return Call("isnotnull" if negated else "isnull", [node])
        if self.accept("distinct", "from"):
            made = Call("<=>", [node, self._bit(0)])
            return made if negated else Call("not", [made])
        value = self.take()
        if value.lower not in ("true", "false"):
            raise self.error(value)
        made = Call("<=>", [node, Literal(value.lower == "true", t.BooleanType())])
        return Call("not", [made]) if negated else made

    def _comparison(self):
        def make(word, a, b):
            name = _COMPARISONS[word]
            return Call("not", [Call("=", [a, b])]) if name == "<>" else Call(name, [a, b])

        return self._left(lambda: self._bit(0), _COMPARISONS, make)

    def _bit(self, level):
        if level == len(_BITS):
            return self._sum()
        return self._left(lambda: self._bit(level + 1), _BITS[level], lambda word, a, b: Call(word, [a, b]))

    def _sum(self):
        return self._left(self._product, _ADDITIONS, lambda word, a, b: Call("concat" if word == "||" else word, [a, b]))

    def _product(self):
        return self._left(self._unary, _MULTIPLICATIONS, lambda word, a, b: Call(word, [a, b]))

    def _unary(self):
        first = self.token
        if self.accept("-"):
            node = self._unary()
            if isinstance(node, Literal) and node.value is not None and self.tokens[self.at - 1].kind == "number":
                return Literal(-node.value, node.type)
            return self.placed(Call("minus", [node]), first)
        if self.accept("+"):
            return self.placed(Call("unary +", [self._unary()]), first)
        return self._postfix(first)

    def _postfix(self, first):
        node = self._primary()
        while True:
            if self.accept("["):
                node = self.placed(Call("element", [node, self.expression()]), first)
                self.expect("]")
                node = self.placed(node, first)
            elif self.is_(".") and self.peek().kind in ("word", "quoted"):
                self.at += 1
                node = self.placed(Call("element", [node, Literal(self.name(), t.StringType())]), first)
            elif self.accept("::"):
                node = self.placed(Cast(node, self.type()), first)
            else:
                return node

    # --- The smallest parts -------------------------------------------------------------------------------------------------

    def _primary(self):
        first = self.token
        if first.kind == "number":
            return self._number(self.take().text)
        if first.kind == "string":
            text = self.take().value
            while self.token.kind == "string":
                text += self.take().value
            return Literal(text, t.StringType())
        if self.accept("("):
            return self._bracket()
        if self.accept("*"):
            return self.placed(Star(), first)
        special = _SPECIAL.get(first.lower)
        if special is not None:
            made = special(self)
            if made is not None:
                return self.placed(made, first)
        if first.kind not in ("word", "quoted") or first.lower in RESERVED and self.peek().lower != "(":
            raise self.error()
        if self.peek().lower == "(":
            return self._function(first)
        parts = self.parts()
        if self.is_(".") and self.peek().lower == "*":
            self.at += 2
            return self.placed(Star(".".join(parts)), first)
        if len(parts) == 1 and first.lower in _NO_BRACKETS:
            return Call(first.lower, [])
        return self.placed(Name(parts), first)

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
            return self.placed(Cast(args[0], DataType.fromDDL(name)), first)
        node = Call(name, args, distinct)
        for each in ("ignore", "respect"):
            if self.accept(each, "nulls") and each == "ignore":
                node = node.with_children([*args, Literal(True, t.BooleanType())])
        self.placed(node, first)
        if self.is_("filter") and self.peek().lower == "(":
            self.expect("filter", "(", "where")
            node.condition = self.expression()
            self.expect(")")
        if self.accept("over"):
            return self.placed(self._window(node), first)
        return node

    def _argument(self):
        return self.expression()

    def _window(self, function):
        if not self.is_("("):
            raise NotImplementedError("A named WINDOW is not available here; write the window in OVER (...), or run the script on Spark.")
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
        return Over(function, partitions, orderings, frame)

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

    def case(self):
        self.expect("case")
        operand = None if self.is_("when") else self.expression()
        args = []
        while self.accept("when"):
            condition = self.expression()
            args.append(condition if operand is None else Call("=", [operand, condition]))
            self.expect("then")
            args.append(self.expression())
        if not args:
            raise self.error()
        if self.accept("else"):
            args.append(self.expression())
        self.expect("end")
        return Call("case", args)

    def cast(self):
        if self.peek().lower != "(":
            return None
        tolerant = self.take().lower == "try_cast"
        self.expect("(")
        node = self.expression()
        self.expect("as")
        type_ = self.type()
        self.expect(")")
        return Cast(node, type_, tolerant=tolerant)

    def constant(self):
        if self.peek().lower in ("(", "."):
            return None
        word = self.take().lower
        return Literal(None, t.NullType()) if word == "null" else Literal(word == "true", t.BooleanType())

    def moment(self):
        """DATE '2020-01-01'"""
        if self.peek().kind != "string":
            return None
        word = self.take().lower
        token = self.take()
        try:
            value = parse_timestamp(token.value)
        except ValueError:
            raise ParseException("INVALID_TYPED_LITERAL", {"valueType": word.upper(), "value": token.value}, place_in(self.text, token.start)) from None
        return Literal(value.date(), t.DateType()) if word == "date" else Literal(value, t.TimestampType())

    def exists(self):
        if self.peek().lower != "(":
            return None
        self.expect("exists", "(")
        made = Subquery("exists", self._subquery())
        self.expect(")")
        return made

    def interval(self):
        if self.peek().kind not in ("string", "number"):
            return None
        raise NotImplementedError("INTERVAL is not available here; use date_add or add_months, or run the script on Spark.")

    def extract(self):
        if self.peek().lower != "(" or self.peek(3).lower != "from":
            return None
        self.expect("extract", "(")
        part = self.name().lower()
        self.expect("from")
        node = self.expression()
        self.expect(")")
        return Call({"days": "day", "dow": "dayofweek", "doy": "dayofyear", "week": "weekofyear"}.get(part, part), [node])


_SPECIAL = {
    "case": ExpressionParser.case, "cast": ExpressionParser.cast, "try_cast": ExpressionParser.cast, "null": ExpressionParser.constant,
    "true": ExpressionParser.constant, "false": ExpressionParser.constant, "date": ExpressionParser.moment, "timestamp": ExpressionParser.moment,
    "exists": ExpressionParser.exists, "interval": ExpressionParser.interval, "extract": ExpressionParser.extract,
}  # fmt: skip


def parse_expression(text, session=None):
    """One expression, with an alias where it has one."""
    parser = ExpressionParser(text, session)
    node = parser.named()
    parser.end()
    return node
