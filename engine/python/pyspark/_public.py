"""What tracebacks, TypeErrors and reprs call a class and its methods: PySpark's names, whatever the class is put together from."""
import types

_DESCRIPTORS = (classmethod, staticmethod)


def public(cls=None, *, module=None):
    """A decorator: methods of bases that PySpark does not have, and second names of methods, become the class's own.

    :param module: where PySpark has the class, if that is another module than here
    """
    if cls is None:
        return lambda decorated: public(decorated, module=module)
    if module is not None:
        cls.__module__ = module
    members = {}
    for owner in reversed([cls, *(base for base in cls.__mro__[1:] if _is_private(base))]):
        members.update(vars(owner))
    for name, member in members.items():
        if not name.startswith("_") or name.startswith("__"):
            owned = _owned(member, cls, name)
            if owned is not member or name not in vars(cls) and callable(owned):
                setattr(cls, name, owned)
    return cls


def _is_private(base):
    return base.__name__.startswith("_") or base.__module__.rpartition(".")[2].startswith("_")


def _owned(member, cls, name):
    """The same member, or a copy of it with its name in this class."""
    if isinstance(member, _DESCRIPTORS):
        inner = _owned(member.__func__, cls, name)
        return member if inner is member.__func__ else type(member)(inner)
    qualified = "%s.%s" % (cls.__qualname__, name)
    if not isinstance(member, types.FunctionType) or member.__qualname__ == qualified and member.__module__ == cls.__module__:
        return member
    copy = types.FunctionType(member.__code__, member.__globals__, name, member.__defaults__, member.__closure__)
    copy.__kwdefaults__ = member.__kwdefaults__
    copy.__doc__ = member.__doc__
    copy.__qualname__, copy.__module__ = qualified, cls.__module__
    return copy
