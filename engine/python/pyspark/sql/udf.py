"""Functions of the script as functions of columns."""
import functools

from pyspark.sql import types as t
from pyspark.sql._expressions import UdfCall
from pyspark.sql.column import Column, not_expected, to_column


def type_of(given):
    if isinstance(given, t.DataType):
        return given
    if isinstance(given, str):
        return t.DataType.fromDDL(given)
    raise not_expected("returnType", "DataType or str", given)


def make_udf(function, returnType, name=None):
    """What a script calls with columns. It remembers the function itself, as `func`."""
    if not callable(function):
        raise not_expected("func", "callable", function)
    shown = name or getattr(function, "__name__", type(function).__name__)
    type_ = type_of(returnType)

    def call(*args, **kwargs):
        return Column(UdfCall(function, shown, type_, [to_column(arg) for arg in [*args, *kwargs.values()]]))

    if hasattr(function, "__name__"):
        functools.update_wrapper(call, function, updated=())
    call.func, call.returnType = function, type_
    return call


def udf(f=None, returnType=t.StringType(), *, useArrow=None):
    """A function, or a decorator: `@udf`, `@udf("int")`, `@udf(returnType=IntegerType())`."""
    if f is None or isinstance(f, (str, t.DataType)):
        return functools.partial(make_udf, returnType=returnType if f is None else f)
    return make_udf(f, returnType)


class UDFRegistration:
    """`spark.udf`: functions that SQL text may call."""

    def __init__(self, session):
        self._session = session

    def register(self, name, f, returnType=None):
        if hasattr(f, "func") and hasattr(f, "returnType"):
            f, returnType = f.func, f.returnType
        made = make_udf(f, t.StringType() if returnType is None else returnType, name)
        self._session.functions[name.lower()] = (f, made.returnType)
        return made
