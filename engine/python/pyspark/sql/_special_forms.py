"""What is written in a way of its own: CASE, CAST, dates, intervals, EXISTS, EXTRACT."""
from pyspark.errors.exceptions.captured import ParseException
from pyspark.sql import types as t
from pyspark.sql._casts import parse_timestamp
from pyspark.sql._ddl import place_in
from pyspark.sql._expressions import Call, Cast, Literal, Subquery
from pyspark.sql._intervals import of_range, of_units, unit_of
from pyspark.sql._token_reader import TokenReader


class SpecialForms(TokenReader):
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
        if self.peek().lower != "(" or self.peek(2).lower not in ("select", "with"):
            return None
        self.expect("exists", "(")
        made = Subquery("exists", self._subquery())
        self.expect(")")
        return made

    def interval(self):
        """`INTERVAL 1 day 2 hours`, `INTERVAL '1 02:00' DAY TO MINUTE`, `INTERVAL '1 day'`"""
        begin = self.at
        first = self.take()
        sign = "-" if self.accept("-") else ""
        self.accept("+")
        if self.token.kind not in ("string", "number"):
            self.at = begin
            return None
        if self.token.kind == "string" and unit_of(self.peek().text) and self.peek(2).lower == "to":
            text, low, _, high = self.take().value, self.take().lower, self.take(), self.take().lower
            return self._interval(first, lambda: of_range(sign + text, low, high))
        if self.token.kind == "string" and unit_of(self.peek().text) is None:
            words = self.take().value.split()
            words = words[1:] if words and words[0].lower() == "interval" else words
            return self._interval(first, lambda: of_units([(number, unit_of(word)) for number, word in zip(words[::2], words[1::2], strict=True)]))
        pairs = []
        while self.token.kind in ("string", "number") or self.is_("-") and self.peek().kind == "number":
            sign = "-" if self.accept("-") else sign
            token = self.take()
            unit = unit_of(self.token.text)
            if unit is None:
                raise self.error()
            self.at += 1
            pairs.append((sign + (token.value if token.kind == "string" else token.text), unit))
            sign = ""
        return self._interval(first, lambda: of_units(pairs))

    def _interval(self, first, make):
        try:
            value, type_ = make()
        except (ValueError, KeyError):
            shown = self.text[first.start : self.tokens[self.at - 1].end]
            raise ParseException("_LEGACY_ERROR_TEMP_0029", {"literal": shown}, place_in(self.text, first.start)) from None
        return Literal(value, type_)

    def extract(self):
        if self.peek().lower != "(" or self.peek(3).lower != "from":
            return None
        self.expect("extract", "(")
        part = self.name()
        self.expect("from")
        node = self.expression()
        self.expect(")")
        return Call("extract", [Literal(part, t.StringType()), node])

    def worded(self, name):
        """The arguments of a function that has words between them, as TRIM(BOTH 'x' FROM y); None for another one."""
        if name == "trim" and self.is_("both", "leading", "trailing"):
            function = "trim:" + self.take().lower
            cut = [] if self.is_("from") else [self._bit(0)]
            self.expect("from")
            return Call(function, [self.expression(), *cut])
        begin = self.at
        words = {"position": ["in"], "substring": ["from", "for"], "substr": ["from", "for"], "overlay": ["placing", "from", "for"]}.get(name)
        if words is None or self.is_(")"):
            return None
        args = [self._bit(0)]
        for word in words:
            if self.accept(word):
                args.append(self._bit(0))
        if len(args) == 1:
            self.at = begin
            return None
        if name == "position":
            return Call("locate", args)
        return Call(name, args)

    def special(self, first):
        """What the word begins; None where it is a name like any other."""
        read = _FORMS.get(first.lower)
        return None if read is None else read(self)


_FORMS = {
    "case": SpecialForms.case, "cast": SpecialForms.cast, "try_cast": SpecialForms.cast, "null": SpecialForms.constant,
    "true": SpecialForms.constant, "false": SpecialForms.constant, "date": SpecialForms.moment, "timestamp": SpecialForms.moment,
    "exists": SpecialForms.exists, "interval": SpecialForms.interval, "extract": SpecialForms.extract,
}  # fmt: skip
