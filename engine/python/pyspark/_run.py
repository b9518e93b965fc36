"""Runs a script as `python script.py` would, in this interpreter."""
import linecache
import os
import sys
import time
import traceback
import types


def run(path, text, argv, search_path, directory):
    """
    :param text: what is run instead of what the file holds; None: the file
    :returns: the exit status; where an exception ended it, the script's line and what it said. The traceback goes to standard error
    """
    from pyspark import _gateway

    os.chdir(directory)
    sys.path[:0] = search_path
    _extend_packages(search_path)
    sys.argv = [path, *argv]
    sys.stdout.reconfigure(line_buffering=True)
    # Sleeping must not keep the engine from calling back.
    time.sleep = lambda seconds: _gateway.value("sleep", {"ms": seconds * 1000})
    main = types.ModuleType("__main__")
    main.__file__ = path
    sys.modules["__main__"] = main
    try:
        exec(compile(_source(path, text), path, "exec"), main.__dict__)
        return 0, None, None
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return stop.code or 0, None, None
        print(stop.code, file=sys.stderr)
        return 1, None, None
    except BaseException as error:
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next
        traceback.print_exception(type(error), error, trace)
        return 1, _line_of(error, path), traceback.format_exception_only(error)[-1].strip()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _source(path, text):
    if text is None:
        with open(path, "rb") as file:
            linecache.checkcache(path)
            return file.read()
    # Tracebacks show the lines that are run.
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    return text


def _line_of(error, path):
    """The innermost line of the script; for a mistake in its syntax that line."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return error.lineno
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == path]
    return lines[-1] if lines else None


def _extend_packages(search_path):
    """Modules of the pyspark package that are not ours may come from --py-files, such as Spark's own tests."""
    import pyspark.streaming
    import pyspark.testing

    for package in (pyspark, pyspark.streaming, pyspark.testing):
        for folder in search_path:
            candidate = os.path.join(folder, *package.__name__.split("."))
            if os.path.isdir(candidate):
                package.__path__.append(candidate)
