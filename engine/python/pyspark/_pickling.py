"""Functions of a script on their way to the executors, with all that they refer to.

pickle sends a function by its name, which means nothing elsewhere: functions and classes of the script itself are sent
by value, those of installed modules by name.
"""
import dataclasses
import enum
import importlib
import io
import linecache
import marshal
import pickle
import sys
import types
import uuid
import weakref


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
        if isinstance(obj, (staticmethod, classmethod)):
            return type(obj), (obj.__func__,)
        if isinstance(obj, property):
            return property, (obj.fget, obj.fset, obj.fdel, obj.__doc__)
        if isinstance(obj, types.MappingProxyType):
            return _read_only, (dict(obj),)
        # What dataclasses compare by identity.
        if isinstance(obj, dataclasses._FIELD_BASE):
            return getattr, (dataclasses, obj.name)
        if obj is dataclasses.MISSING:
            return getattr, (dataclasses, "MISSING")
        return NotImplemented


def _read_only(members):
    return types.MappingProxyType(members)


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


_NOT_CLASS_STATE = ("__dict__", "__weakref__", "__module__", "__doc__", "__slots__", "__static_attributes__", "__firstlineno__", "__annotate_func__", "__annotations_cache__")


def _reduce_class(cls):
    members = {name: member for name, member in cls.__dict__.items() if name not in _NOT_CLASS_STATE and not isinstance(member, types.MemberDescriptorType)}
    class_id = _class_ids.get(cls)
    if class_id is None:
        class_id = _remember_class(cls, uuid.uuid4().hex)
    about = (class_id, type(cls), cls.__name__, cls.__bases__, cls.__doc__)
    if issubclass(cls, enum.Enum):
        # An enumeration is closed when it is made.
        methods = {name: member for name, member in members.items() if isinstance(member, (types.FunctionType, property, classmethod, staticmethod)) and not name.startswith("__")}
        return _make_enum, (*about, {**methods, **{name: member.value for name, member in cls.__members__.items()}})
    return _make_class, (*about, cls.__dict__.get("__slots__")), members, None, None, _fill_class


# A class that comes back, or comes twice, is the same class again: isinstance and == of its objects hold.
_class_ids = weakref.WeakKeyDictionary()
_classes = weakref.WeakValueDictionary()


def _remember_class(cls, class_id):
    _class_ids[cls] = class_id
    _classes[class_id] = cls
    return class_id


def name_classes(namespace, prefix):
    """Gives the classes that code has just defined ids which every interpreter gives them that runs the same code."""
    for name, value in namespace.items():
        if isinstance(value, type) and value.__module__ == "__main__" and value not in _class_ids:
            _remember_class(value, "%s.%s" % (prefix, name))


def _make_class(class_id, metaclass, name, bases, doc, slots):
    known = _classes.get(class_id)
    if known is not None:
        return known
    members = {"__module__": "__main__", "__doc__": doc}
    if slots is not None:
        members["__slots__"] = slots
    made = metaclass(name, bases, members)
    _remember_class(made, class_id)
    _empty_classes.add(made)
    return made


_empty_classes = weakref.WeakSet()


def _fill_class(cls, members):
    if cls in _empty_classes:
        _empty_classes.discard(cls)
        for name, member in members.items():
            setattr(cls, name, member)


def _make_enum(class_id, metaclass, name, bases, doc, values):
    known = _classes.get(class_id)
    if known is not None:
        return known
    members = metaclass.__prepare__(name, bases)
    for key, value in {"__module__": "__main__", "__doc__": doc, **values}.items():
        members[key] = value
    made = metaclass(name, bases, members)
    _remember_class(made, class_id)
    return made
