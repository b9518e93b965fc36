"""Where in the script a stream was made: the first frame outside of this package."""
import ast
import itertools
import linecache
import os
import sys

PACKAGE = os.path.dirname(os.path.abspath(__file__))
# What the texts that were read say, by file: the assignments, by where their values end.
_assignments = {}
_CODE_LENGTH = 300
_SEVERAL = (ast.Tuple, ast.List)
_SAME_STREAM = {"checkpoint"}


def call_site():
    """:returns: file, lines, the arguments' text and the variable that gets the value; None outside of any script"""
    _, frame = _entry()
    if frame is None:
        return None
    file = frame.f_code.co_filename
    # A call that goes on over several lines begins at its own name, not at the chain's.
    positions = next(itertools.islice(frame.f_code.co_positions(), frame.f_lasti // 2, None))
    first, last, _, end = positions
    if first is None or last is None or end is None:
        return {"file": file, "line": frame.f_lineno, "endLine": frame.f_lineno, "code": "", "name": None}
    variable, code = _read(file).get((last, end), (None, ""))
    return {"file": file, "line": first, "endLine": last, "code": code[:_CODE_LENGTH], "name": variable}


def first_call():
    """:returns: the function of this package that the script called, and the file and line of that call"""
    name, frame = _entry()
    return (name, None, None) if frame is None else (name, frame.f_code.co_filename, frame.f_lineno)


def _entry():
    """The name of the function by which the script came in here, and the frame it came from."""
    frame = sys._getframe(1)
    name = None
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        name, frame = frame.f_code.co_name, frame.f_back
    return name, frame


def _read(file):
    """For each call of a file, by its end: the variable it is assigned to, and the text of its arguments."""
    if file not in _assignments:
        _assignments[file] = {}
        source = "".join(linecache.getlines(file))
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            return {}
        found = {}
        lines = source.split("\n")
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found[_end(node)] = (None, _arguments(node, lines))
        for target, value in _assigned(tree):
            call, name = _maker(value), _variable(target)
            if call is not None and name is not None and found[_end(call)][0] is None:
                found[_end(call)] = (name, found[_end(call)][1])
        _assignments[file] = found
    return _assignments[file]


def _assigned(tree):
    """Each target of an assignment with its value: `x = v`, `x: T = v`, `(x := v)`, and the parts of `x, y = v, w`."""
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, (ast.AnnAssign, ast.NamedExpr)) else []
        for target in targets:
            if isinstance(target, _SEVERAL) and isinstance(node.value, _SEVERAL) and len(target.elts) == len(node.value.elts):
                yield from zip(target.elts, node.value.elts)
            else:
                yield target, node.value


def _variable(target):
    if isinstance(target, ast.Name):
        return target.id
    is_own = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
    return target.attr if is_own else None


def _maker(value):
    """The call that makes the stream of an expression: checkpoint() gives the stream that it was called on."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _SAME_STREAM and isinstance(value.func.value, ast.Call):
        value = value.func.value
    return value if isinstance(value, ast.Call) else None


def _end(node):
    return (node.end_lineno, node.end_col_offset)


def _arguments(call, lines):
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not given:
        return ""
    first, last = given[0], given[-1]
    text = [line.encode() for line in lines[first.lineno - 1 : last.end_lineno]]
    text[-1] = text[-1][: last.end_col_offset]
    text[0] = text[0][first.col_offset :]
    return " ".join(line.decode(errors="replace").strip() for line in text)
