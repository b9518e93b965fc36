"""sqlite3 in several interpreters: SQLite's usual locks hold within one of them only, so files are locked by a file
beside them (SQLite's own "unix-dotfile"), which all interpreters of this computer see."""
import functools
import os
from urllib.parse import quote

from pyspark._when_imported import when_imported


def install():
    when_imported("sqlite3.dbapi2", _change)


def _change(module):
    module.connect = _locking(module.connect)


def _locking(connect):
    @functools.wraps(connect)
    def locking(database, *arguments, **named):
        name = os.fspath(database)
        if isinstance(name, bytes):
            name = os.fsdecode(name)
        uri = named.get("uri") or len(arguments) > 6 and arguments[6]
        if name and name != ":memory:" and not uri:
            return connect("file:%s?vfs=unix-dotfile" % quote(os.path.abspath(name)), *arguments, **named, uri=True)
        return connect(database, *arguments, **named)

    return locking
