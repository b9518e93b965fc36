"""Higher-order functions: functions of arrays and maps that take a lambda."""
import functools

from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._casts import upper
from pyspark.sql._expressions import Attribute, Call, Expression, Name
from pyspark.sql._registry import unexpected

_INT, _BOOLEAN = t.IntegerType(), t.BooleanType()


class Lambda(Expression):
    """`(x, y) -> body`; once it is resolved, `variables` are the columns that stand for its parameters."""

    def __init__(self, parameters, body):
        self.parameters = tuple(parameters)
        self.children = (body,)
        self.variables = ()
        #: where its function is called
        self.called = ""

    @property
    def body(self):
        return self.children[0]

    def detail(self):
        return self.parameters

    def sql(self):
        return "lambdafunction(%s)" % ", ".join([self.body.sql(), *(each.sql() for each in self.variables or map(_Parameter, self.parameters))])


class _Parameter:
    """A parameter that is not bound yet."""

    def __init__(self, name):
        self.name = name

    def sql(self):
        return self.name


class _Variable(Attribute):
    def sql(self):
        return "namedlambdavariable()"


class _LambdaScope:
    """The lambda's parameters hide columns of the same name."""

    def __init__(self, outer, parameters, variables):
        self.outer = outer
        self.named = {name.lower(): variable for name, variable in zip(parameters, variables)}
        self.visible, self.all = outer.visible, [*variables, *outer.all]
        self.ids = {each.id for each in self.all}

    def find(self, parts):
        found = self.named.get(parts[0].lower())
        return (found, parts[1:]) if found is not None else self.outer.find(parts)


class HigherOrder:
    """
    :param kinds: what each argument before the lambdas must be: "array", "map" or "any"
    :param parameters: of the arguments, for each lambda the (type, nullable) of each of its parameters; the last of an
        array's lambda may be left out where it is optional
    :param result: of the arguments and the resolved lambdas, the type
    :param make: of the arguments and the lambdas, a function of the arguments' values and the lambdas as functions
    """

    def __init__(self, kinds, parameters, result, make, optional=False, boolean=False, nullable=None):
        self.kinds, self.parameters, self.result, self.make = kinds, parameters, result, make
        self.optional, self.boolean, self.nullable = optional, boolean, nullable

    def resolve(self, call, scope, resolve):
        args = [resolve(each, scope) for each in call.children if not isinstance(each, Lambda)]
        self._check(call, args)
        lambdas = [each for each in call.children if isinstance(each, Lambda)]
        if call.name in ("aggregate", "reduce") and len(lambdas) == 1:
            # The name shows the function that finishes, which gives what it gets.
            lambdas.append(Lambda(["acc"], Name(("acc",))))
        made = []
        for each, wanted in zip(lambdas, self.parameters(args)):
            if self.optional and len(each.parameters) != len(wanted):
                wanted = wanted[:-1]
            if len(each.parameters) != len(wanted):
                told = {"expectedNumArgs": len(each.parameters), "actualNumArgs": len(wanted)}
                raise AnalysisException("INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH", told, each.position)
            made.append(self._bound(each, wanted, scope, resolve))
        if self.boolean:
            for i, each in enumerate(made):
                if not isinstance(each.body.type, (t.BooleanType, t.NullType)):
                    raise unexpected(call.with_children([*args, *made]), len(args) + i, '"BOOLEAN"', each)
        for each in made:
            each.called = call.position
        node = call.with_children([*args, *made])
        node.function, node.type = self, self.result(args, made)
        node.nullable = any(arg.nullable for arg in args) if self.nullable is None else self.nullable(args, made)
        return node

    def _check(self, call, args):
        kinds = {"array": t.ArrayType, "map": t.MapType, "any": object}
        for i, (kind, arg) in enumerate(zip(self.kinds, args)):
            if not isinstance(arg.type, (kinds[kind], t.NullType) if kind != "any" else object):
                raise unexpected(call.with_children([*args, *[each for each in call.children if isinstance(each, Lambda)]]), i, '"%s"' % kind.upper(), arg)

    @staticmethod
    def _bound(node, wanted, scope, resolve):
        variables = [_Variable(name, type_, nullable) for name, (type_, nullable) in zip(node.parameters, wanted)]
        try:
            body = resolve(node.body, _LambdaScope(scope, node.parameters, variables))
        except AnalysisException as error:
            if error.getCondition() == "UNRESOLVED_COLUMN.WITH_SUGGESTION":
                error._place = ";"
            raise
        made = node.with_children([body])
        made.variables = variables
        made.type, made.nullable = made.body.type, made.body.nullable
        return made

    def evaluator(self, node, columns, evaluator):
        width = 1 + max(columns.values(), default=-1)
        values = [evaluator(each, columns) for each in node.children if not isinstance(each, Lambda)]
        bodies = []
        for each in node.children:
            if isinstance(each, Lambda):
                inner = {**columns, **{variable.id: width + i for i, variable in enumerate(each.variables)}}
                bodies.append(evaluator(each.body, inner))
        compute = self.make([each for each in node.children if not isinstance(each, Lambda)], [each for each in node.children if isinstance(each, Lambda)])

        def evaluate(row):
            given = [value(row) for value in values]
            if given[0] is None:
                return None
            base = tuple(row[:width])
            return compute(*given, *[functools.partial(lambda body, *more: body(base + more), body) for body in bodies])

        return evaluate


def _of_array(args):
    type_ = args[0].type
    if isinstance(type_, t.NullType):
        type_ = t.ArrayType(type_)
    return [[(type_.elementType, type_.containsNull), (_INT, False)]]


def _of_map(args):
    type_ = args[0].type
    return [[(type_.keyType, False), (type_.valueType, type_.valueContainsNull)]]


def _indexed(lambdas):
    """Calls with an index where the lambda asks for one."""
    return (lambda f, value, i: f(value, i)) if len(lambdas[0].parameters) == 2 else (lambda f, value, i: f(value))


def _transform(args, lambdas):
    call = _indexed(lambdas)
    return lambda values, f: [call(f, value, i) for i, value in enumerate(values)]


def _filter(args, lambdas):
    call = _indexed(lambdas)
    return lambda values, f: [value for i, value in enumerate(values) if call(f, value, i) is True]


def _any_of(wanted):
    """exists and forall: what is not known stays unknown, unless it does not matter."""

    def compute(values, f):
        unknown = False
        for value in values:
            found = f(value)
            if found is wanted:
                return wanted
            unknown = unknown or found is None
        return None if unknown else not wanted

    return lambda args, lambdas: compute


def _aggregate_parameters(args):
    element = _of_array(args)[0][0]
    state = (args[1].type, True)
    return [[state, element], [state]]


def _aggregate_result(args, lambdas):
    if lambdas[0].type != args[1].type:
        shown = Call("aggregate", [*args, *lambdas])
        shown.position = lambdas[0].called
        raise unexpected(shown, 2, '"%s"' % upper(args[1].type), lambdas[0])
    return lambdas[-1].type if len(lambdas) > 1 else args[1].type


def _aggregate(args, lambdas):
    def compute(values, state, step, finish=lambda state: state):
        for value in values:
            state = step(state, value)
        return finish(state)

    return compute


def _zip_with(args, lambdas):
    def compute(a, b, f):
        if b is None:
            return None
        size = max(len(a), len(b))
        return [f(a[i] if i < len(a) else None, b[i] if i < len(b) else None) for i in range(size)]

    return compute


def _map_zip_with(args, lambdas):
    def compute(a, b, f):
        return None if b is None else {key: f(key, a.get(key), b.get(key)) for key in {**a, **b}}

    return compute


def _sorted_by(args, lambdas):
    def compute(values, f=None):
        return sorted(values, key=functools.cmp_to_key(lambda x, y: f(x, y)))

    return compute


def _element(args):
    return args[0].type.elementType, True


HIGHER_ORDER = {
    "transform": HigherOrder(["array"], _of_array, lambda args, fs: t.ArrayType(fs[0].type, fs[0].nullable), _transform, optional=True),
    "filter": HigherOrder(["array"], _of_array, lambda args, fs: args[0].type, _filter, optional=True, boolean=True),
    "exists": HigherOrder(["array"], lambda args: [_of_array(args)[0][:1]], lambda args, fs: _BOOLEAN, _any_of(True), boolean=True, nullable=lambda args, fs: args[0].nullable or fs[0].nullable),
    "forall": HigherOrder(["array"], lambda args: [_of_array(args)[0][:1]], lambda args, fs: _BOOLEAN, _any_of(False), boolean=True, nullable=lambda args, fs: args[0].nullable or fs[0].nullable),
    "aggregate": HigherOrder(["array", "any"], _aggregate_parameters, _aggregate_result, _aggregate, nullable=lambda args, fs: args[0].nullable or fs[-1].nullable),
    "zip_with": HigherOrder(["array", "array"], lambda args: [[_element(args), _element(args[1:])]], lambda args, fs: t.ArrayType(fs[0].type, fs[0].nullable), _zip_with),
    "map_filter": HigherOrder(["map"], _of_map, lambda args, fs: args[0].type, lambda args, fs: lambda value, f: {k: v for k, v in value.items() if f(k, v) is True}, boolean=True),
    "transform_keys": HigherOrder(["map"], _of_map, lambda args, fs: t.MapType(fs[0].type, args[0].type.valueType, args[0].type.valueContainsNull), lambda args, fs: lambda value, f: {f(k, v): v for k, v in value.items()}),
    "transform_values": HigherOrder(["map"], _of_map, lambda args, fs: t.MapType(args[0].type.keyType, fs[0].type, fs[0].nullable), lambda args, fs: lambda value, f: {k: f(k, v) for k, v in value.items()}),
    "map_zip_with": HigherOrder(["map", "map"], lambda args: [[(args[0].type.keyType, False), (args[0].type.valueType, True), (args[1].type.valueType, True)]], lambda args, fs: t.MapType(args[0].type.keyType, fs[0].type, fs[0].nullable), _map_zip_with),
    "array_sort": HigherOrder(["array"], lambda args: [[_of_array(args)[0][0]] * 2], lambda args, fs: args[0].type, _sorted_by),
}
HIGHER_ORDER["reduce"] = HIGHER_ORDER["aggregate"]


def has_lambda(call):
    return any(isinstance(child, Lambda) for child in call.children)
