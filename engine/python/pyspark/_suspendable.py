"""Functions of a script that can stop in the middle and go on later, so that several threads take turns.

This interpreter has one thread. A function that a threading.Thread runs is compiled once more as a generator: each call
in it becomes `yield from call(...)`, and what blocks (sleep, a lock, a queue) yields until it may go on.
"""
import ast
import inspect
import textwrap
import types

# Calls that mean something only where they are written.
_AS_WRITTEN = frozenset(("super", "locals", "globals", "vars", "dir", "eval", "exec"))
_GENERATOR_KINDS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_made = {}


def suspendable(function, call, enter):
    """
    :param call: generator function that calls what it is given
    :param enter: generator function that waits until a context manager can be entered
    :returns: the function as a generator function; None for one that is not the script's, or cannot be made so
    """
    if not isinstance(function, types.FunctionType) or function.__code__.co_filename.startswith(("/lib/", "<")):
        return None
    code = function.__code__
    if code not in _made:
        _made[code] = _compiled(function)
    made = _made[code]
    if made is None:
        return None
    scope = _Scope(function.__globals__, {"__dstream_call__": call, "__dstream_enter__": enter})
    cells = dict(zip(code.co_freevars, function.__closure__ or ()))
    closure = tuple(cells.get(name) or types.CellType(scope.extra[name]) for name in made.co_freevars)
    result = types.FunctionType(made, function.__globals__, function.__name__, function.__defaults__, closure)
    result.__kwdefaults__ = function.__kwdefaults__
    return result


class _Scope:
    def __init__(self, script, extra):
        self.script = script
        self.extra = extra


def _compiled(function):
    code = function.__code__
    if code.co_flags & _GENERATOR_KINDS or code.co_name == "<lambda>":
        return None
    try:
        lines, first = inspect.getsourcelines(function)
        definition = ast.parse(textwrap.dedent("".join(lines))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        return None
    if not isinstance(definition, ast.FunctionDef):
        return None
    definition.decorator_list = []
    definition.returns = None
    for argument in ast.walk(definition.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    # Defaults are the function's own; here they only have to be as many.
    definition.args.defaults = [ast.Constant(None) for _ in definition.args.defaults]
    definition.args.kw_defaults = [default and ast.Constant(None) for default in definition.args.kw_defaults]
    definition.body = _Suspending().block(definition.body)
    # What it closes over comes from a function around it; so do the two helpers.
    names = [*code.co_freevars, "__dstream_call__", "__dstream_enter__"]
    around = ast.FunctionDef(name="around", args=_arguments(names), body=[definition], decorator_list=[], type_params=[])
    module = ast.fix_missing_locations(ast.Module([around], []))
    ast.increment_lineno(module, first - 1)
    outer = next(each for each in compile(module, code.co_filename, "exec").co_consts if isinstance(each, types.CodeType))
    return next(each for each in outer.co_consts if isinstance(each, types.CodeType) and each.co_name == definition.name)


def _arguments(names):
    return ast.arguments(posonlyargs=[], args=[ast.arg(name) for name in names], kwonlyargs=[], kw_defaults=[], defaults=[])


class _Suspending(ast.NodeTransformer):
    def block(self, statements):
        # At least one yield makes it a generator function.
        pause = ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
        result = [pause]
        for statement in statements:
            changed = self.visit(statement)
            result += changed if isinstance(changed, list) else [changed]
        return result

    def _leave(self, node):
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_ClassDef = _leave
    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _leave

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in _AS_WRITTEN:
            return node
        call = ast.Call(ast.Name("__dstream_call__", ast.Load()), [node.func, *node.args], node.keywords)
        return ast.copy_location(ast.YieldFrom(ast.copy_location(call, node)), node)

    def visit_With(self, node):
        self.generic_visit(node)
        for item in node.items:
            entered = ast.Call(ast.Name("__dstream_enter__", ast.Load()), [item.context_expr], [])
            item.context_expr = ast.copy_location(ast.YieldFrom(ast.copy_location(entered, node)), node)
        return node
