"""Expressions from SQL text: a parser by precedence."""
import functools

from pyspark.sql import types as t
from pyspark.sql._expressions import Call, Cast, Literal, Subquery
from pyspark.sql._primaries import RESERVED, Primaries  # noqa: F401  _queries reads RESERVED here

_COMPARISONS = {"=": "=", "==": "=", "<=>": "<=>", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "<>": "<>", "!=": "<>"}
_ADDITIONS = {"+", "-", "||"}
_MULTIPLICATIONS = {"*", "/", "%", "div"}
_BITS = [{"|"}, {"^"}, {"&"}]


class ExpressionParser(Primaries):
    """
    :param session: for functions that the script registered
    """

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
        node = self._comparison()
        while True:
            first = self.token
            negated = self.is_("not") and self.peek().lower in ("in", "between", "like", "rlike", "ilike", "regexp")
            if negated:
                self.at += 1
            made = self._suffix(node, negated)
            if made is None:
                return node
            node = self.placed(made, first)
            if negated:
                node = Call("not", [node])

    def _suffix(self, node, negated):
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
            if self.is_("any", "some", "all") and self.peek().lower == "(":
                return self._quantified(word, node, negated)
            args = [node, self._bit(0)]
            if self.accept("escape"):
                args.append(self._bit(0))
            return Call(word, args)
        if self.accept("rlike") or self.accept("regexp"):
            return Call("rlike", [node, self._bit(0)])
        if self.accept("is"):
            return self._is(node)
        return None

    def _quantified(self, word, node, negated):
        """`LIKE ANY (a, b)`; with NOT before it, each pattern is denied, not the whole."""
        either = self.take().lower != "all"
        self.expect("(")
        made = [Call(word, [node, pattern]) for pattern in self.listed(self.expression)]
        self.expect(")")
        return functools.reduce(lambda a, b: Call("or" if either != negated else "and", [a, b]), made)

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

    def _shifted(self):
        """`a << b`, whose signs are two tokens each."""
        first = self.token
        node = self._sum()
        while self.token.lower in ("<", ">") and self.peek().lower == self.token.lower and self.peek().start == self.token.end:
            name = "shiftleft:" if self.token.lower == "<" else "shiftright:"
            self.at += 2
            node = self.placed(Call(name, [node, self._sum()]), first)
        return node

    def _comparison(self):
        def make(word, a, b):
            name = _COMPARISONS[word]
            return Call("not", [Call("=", [a, b])]) if name == "<>" else Call(name, [a, b])

        return self._left(lambda: self._bit(0), _COMPARISONS, make)

    def _bit(self, level):
        if level == len(_BITS):
            return self._shifted()
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
        if self.accept("~"):
            return self.placed(Call("~", [self._unary()]), first)
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


def parse_expression(text, session=None):
    """One expression, with an alias where it has one."""
    parser = ExpressionParser(text, session)
    node = parser.named()
    parser.end()
    return node
