"""The table of functions: what each takes, what it gives, and how it is computed. SQL text and `functions` share it."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._casts import upper
from pyspark.sql._coercion import cast_to, is_numeric

SCALARS = {}
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"]

#: what an argument is turned into, by the word in a function's declaration
_WANTED = {
    "string": t.StringType(), "int": t.IntegerType(), "long": t.LongType(), "double": t.DoubleType(), "boolean": t.BooleanType(), "date": t.DateType(),
    "timestamp": t.TimestampType(),
}  # fmt: skip


class Function:
    """A function of a row's values.

    :param inputs: a word an argument: what it must be; one that starts with `*` may come any number of times, one that
        ends with `?` may be missing
    :param result: its type, or a function of the arguments
    :param make: a function of the arguments (nodes) that gives a function of their values
    :param strict: it is null where an argument is null, and is not asked then
    """

    def __init__(self, name, inputs, result, make, strict=True, nullable=None):
        self.name = name
        self.inputs = inputs
        self.result = result
        self.make = make
        self.strict = strict
        self.nullable = nullable

    def resolve(self, call):
        """The call with arguments of the right types, and its type."""
        args = self._checked(call)
        made = call.with_children(args)
        made.function = self
        made.type = self.result(args) if callable(self.result) else self.result
        if self.nullable is not None:
            made.nullable = self.nullable(args) if callable(self.nullable) else self.nullable
        else:
            made.nullable = any(arg.nullable for arg in args) if self.strict else True
        return made

    def _checked(self, call):
        if callable(self.inputs):
            return self.inputs(call)
        args = call.children
        check_count(call, self.inputs)
        return [self._fitted(call, i, arg) for i, arg in enumerate(args)]

    def _fitted(self, call, i, arg):
        word = self.inputs[min(i, len(self.inputs) - 1)].strip("*?")
        if word == "string/binary":
            if isinstance(arg.type, (t.ArrayType, t.MapType, t.StructType)):
                raise unexpected(call, i, '("STRING" or "BINARY")', arg)
            word = "string"
        if word == "array/map":
            if not isinstance(arg.type, (t.ArrayType, t.MapType, t.NullType)):
                raise unexpected(call, i, '("ARRAY" or "MAP")', arg)
            return arg
        if word == "any":
            return arg
        wanted = _WANTED.get(word)
        if wanted is not None:
            return fit(call, i, arg, wanted)
        if isinstance(arg.type, t.NullType):
            return arg
        if word == "numeric":
            return arg if is_numeric(arg.type) else fit(call, i, arg, t.DoubleType())
        kinds = {"array": t.ArrayType, "map": t.MapType, "integral": t.IntegralType}
        if not isinstance(arg.type, kinds[word]):
            raise unexpected(call, i, '"%s"' % word.upper(), arg)
        return arg


def fit(call, i, arg, wanted):
    """An argument as the function wants it; numbers and texts go into each other."""
    if arg.type == wanted:
        return arg
    source = arg.type
    fits = isinstance(source, (t.NullType, t.StringType)) or isinstance(wanted, t.StringType) and isinstance(source, t.AtomicType)
    fits = fits or is_numeric(source) and is_numeric(wanted)
    fits = fits or isinstance(source, (t.DateType, t.TimestampType)) and isinstance(wanted, (t.DateType, t.TimestampType))
    if not fits:
        raise unexpected(call, i, '"%s"' % upper(wanted), arg)
    return cast_to(arg, wanted)


def unexpected(call, i, required, arg):
    told = {"sqlExpr": call.sql(), "paramIndex": _ORDINALS[i], "requiredType": required, "inputSql": arg.sql(), "inputType": upper(arg.type)}
    return AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", told, call.position + ";")


def check_count(call, inputs):
    least = sum(1 for word in inputs if word[0] != "*" and word[-1] != "?")
    most = len(inputs) if not any(word[0] == "*" for word in inputs) else None
    count = len(call.children)
    if count < least or (most is not None and count > most):
        if most is None:
            expected = "> %d" % (least - 1)
        else:
            expected = str(least) if least == most else "[%s]" % ", ".join(map(str, range(least, most + 1)))
        told = {"functionName": "`%s`" % call.name, "expectedNum": expected, "actualNum": count}
        raise AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", told, call.position)


def scalar(names, inputs, result, strict=True, nullable=None):
    """Declares a function of values; the names after the first are others for it."""

    def declare(function):
        _add(names, inputs, result, lambda args: function, strict, nullable)
        return function

    return declare


def typed(names, inputs, result, strict=True, nullable=None):
    """Declares a function that depends on the types of its arguments: the decorated makes it of the arguments."""

    def declare(make):
        _add(names, inputs, result, make, strict, nullable)
        return make

    return declare


def _add(names, inputs, result, make, strict, nullable):
    words = inputs if callable(inputs) else inputs.split()
    for name in names.split():
        SCALARS[name] = Function(name, words, result, make, strict, nullable)


def first_type(args):
    return args[0].type
