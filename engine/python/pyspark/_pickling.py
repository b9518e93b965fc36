"""Functions of a script on their way to the executors, with all that they refer to.

pickle sends a function by its name, which means nothing elsewhere: functions and classes of the script itself are sent
by value, those of installed modules by name.
"""
import importlib
import io
import linecache
import marshal
import pickle
import sys
import types


def dumps(obj):
    """:raises Exception: for what cannot be sent, with the words of the object that refused"""
    buffer = io.BytesIO()
    _Pickler(buffer, 5).dump(obj)
    return buffer.getvalue()


class _Pickler(pickle.Pickler):
    def reducer_override(self, obj):
        if isinstance(obj, types.FunctionType) and not _importable(obj):
            return _reduce_function(obj)
        if isinstance(obj, types.ModuleType):
            return importlib.import_module, (obj.__name__,)
        if isinstance(obj, type) and not _importable(obj):
            return _reduce_class(obj)
        return NotImplemented


def _importable(obj):
    module = sys.modules.get(getattr(obj, "__module__", None))
    if module is None or module.__name__ == "__main__" or not _installed(module):
        return False
    found = module
    for name in obj.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is obj


def _installed(module):
    """Modules beside the script are unknown to the executors."""
    file = getattr(module, "__file__", None)
    return file is None or file.startswith("/lib/") or file.startswith("<")


def _reduce_function(function):
    code = function.__code__
    cells = function.__closure__ or ()
    state = {
        "globals": {name: function.__globals__[name] for name in sorted(_global_names(code)) if name in function.__globals__},
        "cells": [_cell_value(cell) for cell in cells],
        "defaults": function.__defaults__,
        "kwdefaults": function.__kwdefaults__,
        "dict": function.__dict__,
        "qualname": function.__qualname__,
    }
    source = "".join(linecache.getlines(code.co_filename))
    # The empty function first, its contents after: a function may refer to itself.
    return _make_function, (marshal.dumps(code), function.__name__, len(cells), code.co_filename, source), state, None, None, _fill_function


_EMPTY = "dstream: an empty cell"


def _cell_value(cell):
    try:
        return cell.cell_contents
    except ValueError:
        return _EMPTY


def _global_names(code):
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _global_names(constant)
    return names


def _make_function(code, name, cells, filename, source):
    if source:
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    return types.FunctionType(
        marshal.loads(code), {"__builtins__": __builtins__, "__name__": "__main__"}, name, None, tuple(types.CellType() for _ in range(cells))
    )


def _fill_function(function, state):
    function.__globals__.update(state["globals"])
    for cell, contents in zip(function.__closure__ or (), state["cells"]):
        if not (isinstance(contents, str) and contents == _EMPTY):
            cell.cell_contents = contents
    function.__defaults__ = state["defaults"]
    function.__kwdefaults__ = state["kwdefaults"]
    function.__dict__.update(state["dict"])
    function.__qualname__ = state["qualname"]


_NOT_CLASS_STATE = ("__dict__", "__weakref__", "__module__", "__doc__", "__static_attributes__", "__firstlineno__")


def _reduce_class(cls):
    members = {name: member for name, member in cls.__dict__.items() if name not in _NOT_CLASS_STATE and not isinstance(member, types.MemberDescriptorType)}
    return _make_class, (type(cls), cls.__name__, cls.__bases__, cls.__doc__), members, None, None, _fill_class


def _make_class(metaclass, name, bases, doc):
    return metaclass(name, bases, {"__module__": "__main__", "__doc__": doc})


def _fill_class(cls, members):
    for name, member in members.items():
        setattr(cls, name, member)
