"""Users' functions, and values that were broadcast: made once from source text or a pickle, looked up by id."""
import ast
import hashlib
import linecache

from pyspark.core.broadcast import loads

from pyspark._pickling import name_classes

from .builtin_functions import builtin
from .function_state import may_change


class BrokenFunction:
    """A function that could not be made; each task that uses it fails with this error."""

    def __init__(self, error):
        self.error = error


class Functions:
    def __init__(self):
        self._functions = {}
        # How to make those anew that may change what they carry, and those that this task has made.
        self._changing = {}
        self._of_task = {}
        # One namespace for each prelude (a pipeline's own code), in which its functions live.
        self._namespaces = {}

    def define(self, function_id, form, filename):
        try:
            made = self._make(form, filename)
        except KeyboardInterrupt:  # The function is not to blame: its next task makes it again.
            raise
        except BaseException as error:  # Whatever user code raises is told by the task that needs it.
            made = BrokenFunction(error)
        self._functions[function_id] = made
        self._changing.pop(function_id, None)
        if self._changes(form, made):
            self._changing[function_id] = form

    def _changes(self, form, made):
        if form["kind"] == "builtin":
            return any(bound in self._changing for bound in form.get("functions", ()))
        return form["kind"] == "pickle" and may_change(made)

    def begin_task(self):
        """As in Spark, what a function changed of itself ends with the task."""
        self._of_task.clear()

    def get(self, function_id):
        form = self._changing.get(function_id)
        if form is None:
            return self._functions[function_id]
        if function_id not in self._of_task:
            self._of_task[function_id] = self._make(form, None)
        return self._of_task[function_id]

    def value(self, number):
        found = self._functions[number]
        if isinstance(found, BrokenFunction):
            raise found.error
        return found

    def forget(self, function_ids):
        for function_id in function_ids:
            self._functions.pop(function_id, None)
            self._changing.pop(function_id, None)

    def _make(self, form, filename):
        kind = form["kind"]
        if kind == "builtin":
            return self._builtin(form)
        if kind == "pickle":
            return loads(form["bytes"], form.get("functions", ()))
        return function_from_source(form["text"], filename, self._namespace(form["prelude"]))

    def _builtin(self, form):
        bound = [self.get(function_id) for function_id in form.get("functions", ())]
        for function in bound:
            if isinstance(function, BrokenFunction):
                raise function.error
        return builtin(form["name"], bound, form.get("args", ()))

    def _namespace(self, prelude):
        namespace = self._namespaces.get(prelude)
        if namespace is None:
            namespace = {"__name__": "__main__"}
            remember_source(prelude, "<code of the pipeline>")
            exec(compile(prelude, "<code of the pipeline>", "exec"), namespace)
            name_classes(namespace, "prelude-" + hashlib.sha256(prelude.encode("utf-8", "surrogatepass")).hexdigest())
            self._namespaces[prelude] = namespace
        return namespace


def compile_source(text, filename):
    """The code of a function's text, and whether it is an expression.

    An expression may span lines without parentheses of its own, as the user sees a field and not a statement.
    """
    try:
        tree = ast.parse("(\n" + text + "\n)", filename, "eval")
        ast.increment_lineno(tree, -1)
        return compile(tree, filename, "eval"), True
    except SyntaxError as error:
        if not text.lstrip().startswith(("def ", "@", "import ", "from ", "async ", "class ", "#")):
            _leave_parentheses(error, text)
            raise
    return compile(text, filename, "exec"), False


def _leave_parentheses(error, text):
    """Places an error in the user's own text: at its end where Python found it in the parenthesis after that."""
    lines = text.split("\n")
    error.lineno = max(1, (error.lineno or 2) - 1)
    if error.end_lineno:
        error.end_lineno = min(max(1, error.end_lineno - 1), len(lines))
    if error.lineno > len(lines):
        error.lineno, error.offset = len(lines), len(lines[-1]) + 1


def function_from_source(text, filename, namespace):
    remember_source(text, filename)
    code, is_expression = compile_source(text, filename)
    if is_expression:
        made = eval(code, namespace)
    else:
        scope = dict(namespace)
        exec(code, scope)
        defined = [value for name, value in scope.items() if name not in namespace and callable(value)]
        made = defined[-1] if defined else None
    if not callable(made):
        raise TypeError("write a function such as lambda x: x; this is %s" % type(made).__name__)
    return made


def remember_source(text, filename):
    """Lets tracebacks show the user's own lines."""
    linecache.cache[filename] = (len(text), None, [line + "\n" for line in text.split("\n")], filename)


def check(text, filename, prelude):
    """None, or (message, line, column) of what keeps the text from being a function."""
    try:
        if prelude:
            compile(prelude, "<code of the pipeline>", "exec")
        code, is_expression = compile_source(text, filename)
        tree = ast.parse(text.strip() if not is_expression else "(\n" + text + "\n)", filename, "exec")
        if is_expression and isinstance(tree.body[0].value, (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.GeneratorExp)):
            return ("Write a function, such as lambda x: x.", 1, 1)
    except SyntaxError as error:
        return ("%s: %s" % (type(error).__name__, error.msg), error.lineno or 1, error.offset or 1)
    except ValueError as error:
        return (str(error), 1, 1)
    return None
