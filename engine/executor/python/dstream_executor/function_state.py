"""Whether a function can change what it carries: closures, globals, objects.

Spark unpickles a function for each task, so that such changes end with the task. Here a function is made once and kept,
unless it may change something.
"""
import functools
import opcode
import re
import sys
import types

from pyspark.accumulators import Accumulator
from pyspark.core.broadcast import Broadcast

_STORES = frozenset(opcode.opmap[name] for name in ("STORE_GLOBAL", "DELETE_GLOBAL", "STORE_ATTR", "DELETE_ATTR", "STORE_SUBSCR", "DELETE_SUBSCR", "STORE_SLICE") if name in opcode.opmap)
#: operands of BINARY_OP such as that of `+=`, which changes a list or a set itself
_BINARY = opcode.opmap["BINARY_OP"]
_IN_PLACE = frozenset(number for number, (name, _) in enumerate(opcode._nb_ops) if name.startswith("NB_INPLACE"))
_STORE_FREE = opcode.opmap["STORE_DEREF"]
#: what changes the container that it is called on, or is given; and what can call any of these by a text
_CHANGES = frozenset(
    """add append appendleft clear discard extend extendleft heapify heappop heappush heapreplace heappushpop insert insort insort_left insort_right next pop
    popitem popleft remove reverse rotate send setdefault shuffle sort subtract symmetric_difference_update difference_update intersection_update update
    __next__ __setitem__ __delitem__ move_to_end setattr delattr setitem delitem iadd iand iconcat imul ior isub ixor
    __iadd__ __iand__ __imul__ __ior__ __isub__ __ixor__ getattr methodcaller attrgetter globals vars exec eval""".split()
)
_FIXED = (type(None), bool, int, float, complex, str, bytes, range, type(...), re.Pattern, types.ModuleType, Accumulator, Broadcast)
_CONTAINERS = (tuple, frozenset, list, set, dict)


def may_change(function):
    """Whether a call of the function may leave something of it changed."""
    return isinstance(function, (types.FunctionType, types.MethodType, types.BuiltinFunctionType, functools.partial)) and not _Fixed().holds(function) or not _is_plain(function)


def _is_plain(function):
    """A function of Python or of a library; other callable objects are the user's, and may change themselves."""
    return isinstance(function, (types.FunctionType, types.MethodType, functools.partial, types.BuiltinFunctionType, type)) or not callable(function) or _importable(type(function))


def _importable(kind):
    module = sys.modules.get(kind.__module__)
    return kind.__module__ != "__main__" and getattr(module, kind.__name__, None) is kind


class _Fixed:
    """Looks at each object once."""

    def __init__(self):
        self._seen = set()
        # What is carried and could be changed in place, under whatever name; without it, `total += x` is the function's own.
        self._has_containers = False
        self._in_place = False

    def holds(self, function):
        return self.value(function) and not (self._has_containers and self._in_place)

    def value(self, value):
        if isinstance(value, _FIXED):
            return True
        if id(value) in self._seen:
            return True
        self._seen.add(id(value))
        if type(value) in _CONTAINERS:
            self._has_containers |= type(value) in (list, set, dict)
            return all(map(self.value, value)) and (type(value) is not dict or all(map(self.value, value.values())))
        if isinstance(value, types.FunctionType):
            return self._function(value)
        if isinstance(value, functools.partial):
            return self.value(value.func) and self.value(value.args) and self._values(value.keywords)
        if isinstance(value, types.BuiltinFunctionType):
            # A module's or a type's, or a method of something that is carried, such as `seen.add`.
            return value.__name__ not in _CHANGES and self.value(value.__self__)
        if isinstance(value, types.MethodType):
            return isinstance(value.__self__, type) and self.value(value.__self__) and self.value(value.__func__)
        return isinstance(value, type) and _importable(value)

    def _function(self, function):
        if _importable_function(function):
            return True
        names = set()
        if not _only_reads(function.__code__, names):
            return False
        self._in_place |= _has_in_place(function.__code__)
        carried = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
        carried += [function.__globals__[name] for name in names if name in function.__globals__]
        return all(map(self.value, carried)) and self.value(function.__defaults__) and self._values(function.__kwdefaults__) and self._values(function.__dict__)

    def _values(self, named):
        """Of a dict that the function itself does not see."""
        return all(map(self.value, (named or {}).values()))


def _importable_function(function):
    module = sys.modules.get(function.__module__)
    return function.__module__ != "__main__" and getattr(module, function.__qualname__, None) is function


def _is_filled(cell):
    try:
        cell.cell_contents
        return True
    except ValueError:
        return False


def _has_in_place(code):
    pairs = zip(code.co_code[::2], code.co_code[1::2])
    return any(operation == _BINARY and operand in _IN_PLACE for operation, operand in pairs) or any(_has_in_place(const) for const in code.co_consts if isinstance(const, types.CodeType))


def _only_reads(code, names):
    """Whether the code, and that in it, stores nothing outside of its own variables; gathers the names that it uses."""
    operations = set(code.co_code[::2])
    if operations & _STORES or _STORE_FREE in operations and code.co_freevars or not _CHANGES.isdisjoint(code.co_names):
        return False
    names.update(code.co_names)
    return all(_only_reads(const, names) for const in code.co_consts if isinstance(const, types.CodeType))
