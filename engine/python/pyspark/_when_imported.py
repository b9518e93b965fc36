"""Changes a module when a script imports it: most scripts import none of those that need it."""
import sys


def when_imported(name, change):
    """:param change: gets the module"""
    if name in sys.modules:
        change(sys.modules[name])
        return
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    _finder.changes.setdefault(name, []).append(change)


class _Finder:
    def __init__(self):
        self.changes = {}

    def find_spec(self, fullname, path=None, target=None):
        changes = self.changes.pop(fullname, None)
        if changes is None:
            return None
        found = (finder.find_spec(fullname, path, target) for finder in sys.meta_path if finder is not self)
        spec = next((spec for spec in found if spec is not None), None)
        if spec is not None:
            spec.loader = _Changing(spec.loader, changes)
        return spec


_finder = _Finder()


class _Changing:
    def __init__(self, loader, changes):
        self._loader = loader
        self._changes = changes

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        for change in self._changes:
            change(module)
