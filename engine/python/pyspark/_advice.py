"""One more sentence below a traceback, where an error has a usual cause and a usual remedy."""
import linecache
import re
import sys
import traceback

from pyspark._python2 import MODULES

_PYTHON_2_NAMES = {"xrange": "range", "unicode": "str", "raw_input": "input", "basestring": "str", "long": "int", "unichr": "chr", "reduce": "functools.reduce", "execfile": "exec(open(...).read())"}
_PYTHON_2_METHODS = {"iteritems": "items", "iterkeys": "keys", "itervalues": "values", "has_key": "key in dict"}
_PYTHON_2_SYNTAX = (
    ("Missing parentheses in call to 'print'", "print is a function in Python 3"),
    ("Missing parentheses in call to 'exec'", "exec is a function in Python 3"),
    ("Lambda expression parameters cannot be parenthesized", "parameters that are tuples are gone in Python 3"),
    ("Function parameters cannot be parenthesized", "parameters that are tuples are gone in Python 3"),
    ("multiple exception types must be parenthesized", "it is `except Error as name` in Python 3"),
    ("leading zeros in decimal integer literals", "it is 0o17 instead of 017 in Python 3"),
    ("'u' and 'r' prefixes are incompatible", 'it is r"text" instead of ur"text" in Python 3'),
    ("invalid decimal literal", "long numbers have no L in Python 3"),
)


def advice_for(error, path):
    """:returns: sentences, mostly none"""
    found = _first(error)
    return [] if found is None else ["dstream-submit: " + found.replace("FILE", path)]


def advice_in_window(error, path):
    """The same for a script that runs in the app."""
    name = (getattr(error, "name", None) or "").partition(".")[0]
    if isinstance(error, ModuleNotFoundError) and name not in ("", "pyspark", *MODULES) and name not in sys.stdlib_module_names:
        return ["There is no module %s. If it is a file of yours, put it beside the script; if it is a package, download its wheel (py3-none-any) and add it: Settings, \"Add a package…\", or drop the .whl onto the window." % name]
    return [sentence.removeprefix("dstream-submit: ") for sentence in advice_for(error, path)]


def _first(error):
    for advise in (_python_2, _missing_argument, _missing_module, _missing_package, _missing_file):
        found = advise(error)
        if found is not None:
            return found
    return None


def _python_2(error):
    said = python_2_syntax(error) if isinstance(error, SyntaxError) else _python_2_name(error)
    if said is None:
        return None
    line = error.lineno if isinstance(error, SyntaxError) else _last_line(error)
    return "this is Python 2: %s, line %s. `dstream-submit check --fix FILE` shows the rewrite." % (said, line)


def python_2_syntax(error):
    for message, said in _PYTHON_2_SYNTAX:
        if message in (error.msg or ""):
            return said
    if re.match(r"\s*raise\s+\w+\s*,", error.text or ""):
        return "it is raise Error(text) in Python 3"
    if "<>" in (error.text or ""):
        return "<> is != in Python 3"
    return None


def _python_2_name(error):
    if isinstance(error, NameError) and getattr(error, "name", None) in _PYTHON_2_NAMES:
        return "%s is %s in Python 3" % (error.name, _PYTHON_2_NAMES[error.name])
    if isinstance(error, AttributeError) and getattr(error, "name", None) in _PYTHON_2_METHODS and isinstance(getattr(error, "obj", None), dict):
        return "%s is %s in Python 3" % (error.name, _PYTHON_2_METHODS[error.name])
    if isinstance(error, ModuleNotFoundError) and error.name in MODULES:
        return "the module %s is %s in Python 3" % (error.name, MODULES[error.name])
    if isinstance(error, TypeError) and "for >>: 'builtin_function_or_method'" in str(error):
        return "print is a function in Python 3"
    if isinstance(error, NameError) and _is_caught_by_name(error):
        return "it is `except Error as name` in Python 3"
    return None


def _is_caught_by_name(error):
    """`except Error, name`: Python since 3.14 reads two errors."""
    frames = traceback.extract_tb(error.__traceback__)
    pattern = re.compile(r"\s*except\s+[\w.]+\s*,\s*%s\s*:" % re.escape(getattr(error, "name", None) or "?"))
    return any(pattern.match(line) for line in linecache.getlines(frames[-1].filename)) if frames else False


def _last_line(error):
    frames = traceback.extract_tb(error.__traceback__)
    return frames[-1].lineno if frames else "?"


def _missing_argument(error):
    if not isinstance(error, (IndexError, ValueError)):
        return None
    frames = traceback.extract_tb(error.__traceback__)
    if not frames or "argv[" not in (frames[-1].line or "") or isinstance(error, ValueError) and "not enough values to unpack" not in str(error):
        return None
    given = len(sys.argv) - 1
    return "the script wants more arguments than %s: write them after its name, as in `dstream-submit FILE localhost 9999`." % ("the one that it got" if given == 1 else "the %d that it got" % given if given else "none")


def _missing_module(error):
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    name = error.name.partition(".")[0]
    if name == "pyspark":
        return "%s is not available here; run the script on Spark." % error.name
    if name in sys.stdlib_module_names:
        return "%s is a part of Python that is not there in this interpreter." % name
    return (
        "there is no module %s. If it is a file of yours, add it with --py-files; if it is a package, download its wheel (a pure one, py3-none-any, or one for Pyodide) and add it with "
        "--wheels FOLDER or --py-files PACKAGE.whl." % name
    )


def _missing_package(error):
    """What PySpark itself imports only when it is used."""
    if getattr(error, "_errorClass", None) != "PACKAGE_NOT_INSTALLED":
        return None
    name = error.getMessageParameters()["package_name"].lower()
    return "%s is not part of DStream Studio: do without, as with collect(), or add its wheel with --wheels FOLDER." % name


def _missing_file(error):
    if not isinstance(error, FileNotFoundError) or error.filename is None:
        return None
    import os

    return "there is no %s. Relative names are looked for in %s." % (error.filename, os.getcwd())
