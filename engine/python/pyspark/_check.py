"""What `dstream-submit check SCRIPT.py` tells, without running the script."""
import ast
import difflib
import importlib.util
import json
import sys
import warnings

from pyspark._advice import python_2_syntax
from pyspark._python2 import rewrite


def check(source, folder_modules_json):
    """
    :param folder_modules_json: names of modules beside the script
    :returns: JSON of [[line, code, sentence]]
    """
    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            tree = ast.parse(source)
    except SyntaxError as error:
        said = python_2_syntax(error)
        if said is not None:
            return json.dumps([[error.lineno or 1, "python-2", "this is Python 2: %s. `dstream-submit check --fix` shows the rewrite." % said]])
        return json.dumps([[error.lineno or 1, "syntax", "%s: %s." % (type(error).__name__, error.msg)]])
    except ValueError as error:
        return json.dumps([[1, "syntax", str(error)]])
    known = set(json.loads(folder_modules_json))
    problems = [[each.lineno, "warning", "%s." % each.message] for each in heard]
    for node in ast.walk(tree):
        for name in _imported(node):
            if name not in known and name not in sys.stdlib_module_names and importlib.util.find_spec(name) is None:
                problems.append([node.lineno, "missing-module", "there is no module %s: add your file with --py-files, or a package's wheel with --wheels." % name])
    return json.dumps(sorted(problems))


def _imported(node):
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [node.module.partition(".")[0]]
    return []


def fix(source, name):
    """:returns: JSON of {text, diff} or {error}"""
    try:
        text = rewrite(source)
        ast.parse(text)
    except Exception as error:
        return json.dumps({"error": "%s: %s (line %s)" % (type(error).__name__, getattr(error, "msg", error), getattr(error, "lineno", "?"))})
    diff = difflib.unified_diff(source.splitlines(True), text.splitlines(True), name, name)
    return json.dumps({"text": text, "diff": "".join(diff)})
