"""Runs a script as `python script.py` would, in this interpreter."""
import atexit
import importlib
import io
import json
import linecache
import os
import sys
import time
import traceback
import types
import zipfile

from pyspark import _event_loop, _host, _thread_pool, _threads
from pyspark._advice import advice_for, advice_in_window
from pyspark._local_modules import share

OWN = os.path.dirname(os.path.dirname(__file__)) + os.sep
OWN_PACKAGES = tuple(OWN + name for name in ("pyspark", "py4j", "dstream_executor"))


def run(start):
    """
    :param start: JSON of DriverStart in driver-protocol.ts
    :returns: the exit status; where an exception ended it, the script's line and what it said. The traceback goes to standard error
    """
    start = json.loads(start)
    path = start["script"]
    os.environ.clear()
    os.environ.update(start["environment"], PYTHONHASHSEED="0")
    _set_time_zone()
    os.chdir(start["directory"])
    sys.path[:0] = start["searchPath"]
    if start["wheelFolder"]:
        _unpack(start["wheels"], start["wheelFolder"], shared=not start["inWindow"])
    # The snapshot knows of no folder that was mounted since.
    sys.path_importer_cache.clear()
    importlib.invalidate_caches()
    _extend_packages(start["searchPath"])
    sys.argv = [path, *start["args"]]
    sys.stdout.reconfigure(line_buffering=True)
    _host.install()
    _threads.install()
    _thread_pool.install()
    _event_loop.install()
    try:
        return _main(path, start["text"], advice_in_window if start["inWindow"] else advice_for)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _unpack(wheels, folder, shared):
    """:param shared: executors see the folder, too: modules of theirs are sent by name, else as texts"""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    if shared:
        share(folder)
    else:
        sys.path.append(folder)


def _set_time_zone():
    """The snapshot was made in another place, perhaps."""
    year = time.localtime().tm_year
    january, july = (time.localtime(time.mktime((year, month, 1, 12, 0, 0, 0, 0, -1))) for month in (1, 7))
    winter, summer = sorted((january, july), key=lambda moment: moment.tm_gmtoff)
    time.timezone, time.altzone = -winter.tm_gmtoff, -summer.tm_gmtoff
    time.daylight = int(winter.tm_gmtoff != summer.tm_gmtoff)
    time.tzname = (winter.tm_zone, summer.tm_zone)


def _main(path, text, advise):
    main = types.ModuleType("__main__")
    main.__file__ = path
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main
    status, *exception = _guarded(lambda: exec(compile(_source(path, text), path, "exec"), main.__dict__), path, advise)
    # As Python ends: threads first, then what atexit knows.
    status = _guarded(_threads.finish, path, advise)[0] or status
    _guarded(atexit._run_exitfuncs, path, advise)
    return status, *exception


def _source(path, text):
    if text is None:
        with open(path, "rb") as file:
            linecache.checkcache(path)
            return file.read()
    # Python skips the mark in a file, not in a text.
    text = text.removeprefix("\ufeff")
    # Tracebacks show the lines that are run: Python's, which do not end at a form feed.
    linecache.cache[path] = (len(text), None, io.StringIO(text, newline=None).readlines(), path)
    return text


def _line_of(error, path):
    """The innermost line of the script; for a mistake in its syntax that line."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return error.lineno
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == path]
    return lines[-1] if lines else None


def _guarded(work, path, advise):
    try:
        work()
        return 0, None, None
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return (stop.code or 0) & 0xFF, None, None
        print(stop.code, file=sys.stderr)
        return 1, None, None
    except BaseException as error:
        sys.stdout.flush()
        told = users_traceback(error)
        print("".join(told.format()), end="", file=sys.stderr)
        for sentence in advise(error, path):
            print(sentence, file=sys.stderr)
        return 130 if isinstance(error, KeyboardInterrupt) else 1, _line_of(error, path), traceback.format_exception_only(error)[-1].strip()


def users_traceback(error):
    """Python's traceback without our own lines."""
    told = traceback.TracebackException(type(error), error, error.__traceback__)
    _keep_users(told, set())
    return told


def _keep_users(told, seen):
    if told is None or id(told) in seen:
        return
    seen.add(id(told))
    told.stack = traceback.StackSummary.from_list([frame for frame in told.stack if not frame.filename.startswith(OWN_PACKAGES)])
    for other in (told.__cause__, told.__context__, *(told.exceptions or ())):
        _keep_users(other, seen)


def _extend_packages(search_path):
    """Modules of the pyspark package that are not ours may come from --py-files, such as Spark's own tests."""
    import pyspark.streaming
    import pyspark.testing

    for package in (pyspark, pyspark.streaming, pyspark.testing):
        for folder in search_path:
            candidate = os.path.join(folder, *package.__name__.split("."))
            if os.path.isdir(candidate):
                package.__path__.append(candidate)
