"""Runs a script as `python script.py` would, in this interpreter."""
import linecache
import os
import sys
import time
import traceback
import types


def run(path, argv, search_path, directory):
    """:returns: the exit status; a traceback goes to standard error"""
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
        with open(path, "rb") as file:
            source = file.read()
        linecache.checkcache(path)
        exec(compile(source, path, "exec"), main.__dict__)
        return 0
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return stop.code or 0
        print(stop.code, file=sys.stderr)
        return 1
    except BaseException as error:
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next
        traceback.print_exception(type(error), error, trace)
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _extend_packages(search_path):
    """Modules of the pyspark package that are not ours may come from --py-files, such as Spark's own tests."""
    import pyspark.streaming
    import pyspark.testing

    for package in (pyspark, pyspark.streaming, pyspark.testing):
        for folder in search_path:
            candidate = os.path.join(folder, *package.__name__.split("."))
            if os.path.isdir(candidate):
                package.__path__.append(candidate)
