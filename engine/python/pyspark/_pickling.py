"""Functions of a script on their way to the executors, with all that they refer to.

pickle sends a function by its name, which means nothing elsewhere: functions and classes of the script itself are sent
by value, those of installed modules by name, and modules that lie beside the script as their source text.
"""
import builtins
import dataclasses
import dis
import importlib
import io
import linecache
import marshal
import pickle
import random
import sys
import types
import weakref
from enum import Enum
from functools import lru_cache

from pyspark._local_modules import import_local, is_installed, sources
from pyspark.core.broadcast import Broadcast, from_position
from pyspark.core.files import SparkFiles, files_at


def dumps(obj):
    """
    :returns: the bytes, and the numbers of the broadcast variables in it, which it knows by their position
    :raises Exception: for what cannot be sent, with the words of the object that refused
    """
    buffer = io.BytesIO()
    pickler = _Pickler(buffer, 5)
    pickler.dump(obj)
    return buffer.getvalue(), pickler.broadcasts


class _Pickler(pickle.Pickler):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.broadcasts = []

    def reducer_override(self, obj):
        if isinstance(obj, types.FunctionType):
            return NotImplemented if _importable(obj) else _reduce_function(obj)
        if type(obj) is type and obj in _TYPES:
            return getattr, (types, _TYPES[obj])
        if obj is SparkFiles:
            return files_at, (SparkFiles._root,)
        if isinstance(obj, type):
            return NotImplemented if _importable(obj) else _reduce_class(obj)
        if isinstance(obj, types.ModuleType):
            return _reduce_module(obj)
        if isinstance(obj, Broadcast):
            if obj._destroyed:
                raise RuntimeError("Attempted to use Broadcast(%d) after it was destroyed" % obj.number)
            self.broadcasts.append(obj.number)
            return from_position, (len(self.broadcasts) - 1,)
        reduce = _SPECIAL.get(type(obj))
        return NotImplemented if reduce is None else reduce(obj)


def changeable(function):
    """False for a function that means the same whatever the script does next: it refers to nothing of the script."""
    if not isinstance(function, types.FunctionType):
        return not isinstance(function, types.BuiltinFunctionType)
    if _importable(function):
        return False
    if function.__closure__ or function.__defaults__ or function.__kwdefaults__ or function.__dict__:
        return True
    scope = function.__globals__
    return any(name in scope or name not in _BUILTIN_NAMES for name in _global_names(function.__code__))


# Types of Python's own that have no name in a module but in this one.
_TYPES = {value: name for name, value in vars(types).items() if isinstance(value, type) and value.__module__ == "builtins" and not hasattr(builtins, value.__name__)}
_BUILTIN_NAMES = frozenset(dir(builtins))


def _importable(obj):
    module = sys.modules.get(getattr(obj, "__module__", None))
    if module is None or module.__name__ == "__main__" or not is_installed(module):
        return False
    found = module
    for name in obj.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is obj


# --- Functions --------------------------------------------------------------------------------------------------------


def _reduce_function(function):
    code = function.__code__
    cells = function.__closure__ or ()
    scope = function.__globals__
    state = {
        "globals": {name: scope[name] for name in _global_names(code) if name in scope},
        "cells": [_cell_value(cell) for cell in cells],
        "defaults": function.__defaults__,
        "kwdefaults": function.__kwdefaults__,
        "dict": function.__dict__,
        "qualname": function.__qualname__,
    }
    source = "".join(linecache.getlines(code.co_filename))
    # The empty function first, its contents after: a function may refer to itself. Functions of one module share its globals.
    made = (marshal.dumps(code), function.__name__, len(cells), code.co_filename, source, scope.get("__name__", "__main__"))
    return _make_function, made, state, None, None, _fill_function


_EMPTY = "dstream: an empty cell"


def _cell_value(cell):
    try:
        return cell.cell_contents
    except ValueError:
        return _EMPTY


_GLOBAL_OPERATIONS = ("LOAD_GLOBAL", "LOAD_NAME", "STORE_GLOBAL", "DELETE_GLOBAL")


@lru_cache(4096)
def _global_names(code):
    """In their order: a pickle of the same function is the same bytes."""
    names = {instruction.argval: None for instruction in dis.get_instructions(code) if instruction.opname in _GLOBAL_OPERATIONS}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names.update(dict.fromkeys(_global_names(constant)))
    return tuple(names)


def _make_function(code, name, cells, filename, source, module):
    if source:
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    scope = {"__builtins__": __builtins__, "__name__": module}
    return types.FunctionType(marshal.loads(code), scope, name, None, tuple(types.CellType() for _ in range(cells)))


def _fill_function(function, state):
    function.__globals__.update(state["globals"])
    for cell, contents in zip(function.__closure__ or (), state["cells"]):
        if not (isinstance(contents, str) and contents == _EMPTY):
            cell.cell_contents = contents
    function.__defaults__ = state["defaults"]
    function.__kwdefaults__ = state["kwdefaults"]
    function.__dict__.update(state["dict"])
    function.__qualname__ = state["qualname"]


# --- Classes ----------------------------------------------------------------------------------------------------------

# What a class has of itself, or makes anew when it is made.
_NOT_CLASS_STATE = frozenset(
    ("__dict__", "__weakref__", "__module__", "__doc__", "__static_attributes__", "__firstlineno__", "__slots__", "_abc_impl", "__annotate_func__", "__annotations_cache__", "__classdictcell__")
)


# Classes that were sent or received, each with a name of its own: the same class is the same wherever it comes back to.
_names_of = weakref.WeakKeyDictionary()
_classes = weakref.WeakValueDictionary()
_own = weakref.WeakSet()


def _name_of(cls):
    name = _names_of.get(cls)
    if name is None:
        name = _names_of[cls] = "%x" % random.SystemRandom().getrandbits(96)
        _classes[name] = cls
        _own.add(cls)
    return name


def name_classes(namespace, prefix):
    """Gives the classes that code has just defined names which every interpreter gives them that runs the same code."""
    for name, value in namespace.items():
        if isinstance(value, type) and value.__module__ == "__main__" and value not in _names_of:
            _names_of[value] = "%s.%s" % (prefix, name)
            _classes[_names_of[value]] = value
            _own.add(value)


def _reduce_class(cls):
    slots = cls.__dict__.get("__slots__")
    members = {name: member for name, member in cls.__dict__.items() if name not in _NOT_CLASS_STATE and not isinstance(member, types.MemberDescriptorType)}
    enumerated = None
    if issubclass(cls, Enum):
        enumerated = {name: member.value for name, member in cls.__members__.items()}
        members = {name: member for name, member in members.items() if name not in enumerated and not name.startswith("_") and not _importable_member(member)}
    made = (_name_of(cls), type(cls), cls.__name__, cls.__qualname__, cls.__bases__, cls.__module__, cls.__doc__, slots, enumerated)
    return _make_class, made, members, None, None, _fill_class


def _importable_member(value):
    function = getattr(value, "__func__", getattr(value, "fget", value))
    return isinstance(function, types.FunctionType) and _importable(function)


def _make_class(identity, metaclass, name, qualname, bases, module, doc, slots, enumerated):
    known = _classes.get(identity)
    if known is not None:
        return known
    if enumerated is not None:
        scope = metaclass.__prepare__(name, bases)
        for member, value in {"__module__": module, "__qualname__": qualname, **enumerated}.items():
            scope[member] = value
        cls = metaclass(name, bases, scope)
    else:
        scope = {"__module__": module, "__qualname__": qualname, "__doc__": doc}
        if slots is not None:
            scope["__slots__"] = slots
        cls = types.new_class(name, bases, {"metaclass": metaclass}, lambda namespace: namespace.update(scope))
    _names_of[cls] = identity
    _classes[identity] = cls
    return cls


def _fill_class(cls, members):
    if cls in _own:
        return
    for name, member in members.items():
        if name == "__abstractmethods__":
            cls.__abstractmethods__ = member
            continue
        try:
            setattr(cls, name, member)
        except AttributeError:
            # A metaclass keeps what it made with the class.
            continue


# --- Modules and other things that pickle does not know ----------------------------------------------------------------


def _reduce_module(module):
    if module.__name__ == "__main__":
        raise pickle.PicklingError("Could not serialize the script itself: refer to what you need of it by name.")
    if is_installed(module):
        return importlib.import_module, (module.__name__,)
    return import_local, (module.__name__, sources())


def _reduce_file(file):
    for name in ("stdin", "stdout", "stderr"):
        if file is getattr(sys, name) or file is getattr(sys, "__%s__" % name):
            return getattr, (sys, name)
    if file.closed:
        raise pickle.PicklingError("Cannot pickle closed files")
    if "r" not in file.mode and "+" not in file.mode:
        raise pickle.PicklingError("Cannot pickle files that are not opened for reading: %s" % file.mode)
    position = file.tell()
    file.seek(0)
    contents = file.read()
    file.seek(position)
    return _make_file, (contents, position)


def _make_file(contents, position):
    file = io.StringIO(contents)
    file.seek(position)
    return file


_SPECIAL = {
    io.TextIOWrapper: _reduce_file,
    property: lambda obj: (property, (obj.fget, obj.fset, obj.fdel, obj.__doc__)),
    staticmethod: lambda obj: (staticmethod, (obj.__func__,)),
    classmethod: lambda obj: (classmethod, (obj.__func__,)),
    types.MappingProxyType: lambda obj: (types.MappingProxyType, (dict(obj),)),
    type({}.keys()): lambda obj: (list, (list(obj),)),
    type({}.values()): lambda obj: (list, (list(obj),)),
    type({}.items()): lambda obj: (list, (list(obj),)),
    types.CodeType: lambda obj: (marshal.loads, (marshal.dumps(obj),)),
    # Compared by identity in dataclasses.
    type(dataclasses.MISSING): lambda obj: (getattr, (dataclasses, "MISSING")),
    type(dataclasses._FIELD): lambda obj: (getattr, (dataclasses, obj.name)),
    types.CellType: lambda obj: (types.CellType, () if _cell_value(obj) == _EMPTY else (obj.cell_contents,)),
}
