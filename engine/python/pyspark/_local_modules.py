"""Modules that lie beside the script, or came with --py-files: executors have no files, so they get the source texts."""
import importlib
import importlib.abc
import importlib.util
import linecache
import sys


# Folders of packages that all interpreters of a run see.
_shared = []


def share(folder):
    sys.path.append(folder)
    _shared.append(folder + "/")


def is_installed(module):
    """Part of every interpreter here: its own library, our packages, and wheels that were added to all."""
    if getattr(module, "__name__", None) in _received:
        return False
    file = getattr(module, "__file__", None)
    return file is None or file.startswith(("/lib/", "<", *_shared))


def sources():
    """{name: (source, file, is a package)} of all local modules that are imported: one may import the other later."""
    found = dict(_received)
    for name, module in list(sys.modules.items()):
        if name == "__main__" or name in found or getattr(module, "__spec__", None) is None or is_installed(module):
            continue
        try:
            source = module.__spec__.loader.get_source(name)
        except (ImportError, AttributeError, OSError):
            continue
        if source is not None:
            found[name] = (source, module.__file__, module.__spec__.submodule_search_locations is not None)
    return found


# What this interpreter was sent.
_received = {}


def import_local(name, texts):
    """In an executor."""
    for each, text in texts.items():
        if _received.get(each) != text:
            _received[each] = text
            sys.modules.pop(each, None)
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())
    return importlib.import_module(name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname, path=None, target=None):
        if fullname not in _received:
            return None
        _, file, is_package = _received[fullname]
        return importlib.util.spec_from_loader(fullname, self, origin=file, is_package=is_package)

    def exec_module(self, module):
        source, file, _ = _received[module.__name__]
        module.__file__ = file
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
        exec(compile(source, file, "exec"), module.__dict__)
