"""What is written in a way of its own: CASE, CAST, dates, intervals, EXISTS, EXTRACT."""
from pyspark.errors.exceptions.captured import ParseException
from pyspark.sql import types as t
from pyspark.sql._casts import parse_timestamp
from pyspark.sql._ddl import place_in
from pyspark.sql._expressions import Call, Cast, Literal, Subquery
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

    def special(self, first):
        """What the word begins; None where it is a name like any other."""
        read = _FORMS.get(first.lower)
        return None if read is None else read(self)


_FORMS = {
    "case": SpecialForms.case, "cast": SpecialForms.cast, "try_cast": SpecialForms.cast, "null": SpecialForms.constant,
    "true": SpecialForms.constant, "false": SpecialForms.constant, "date": SpecialForms.moment, "timestamp": SpecialForms.moment,
    "exists": SpecialForms.exists, "interval": SpecialForms.interval, "extract": SpecialForms.extract,
}  # fmt: skip
