"""What a failing function tells: Python's own words, cut to the user's lines, and the record that did it."""
import traceback

import pyspark

from pyspark.resultiterable import ResultIterable

from .advice import advise

# Frames of these say nothing to whoever wrote the script.
OWN_FILES = (__file__.rpartition("/")[0] + "/", pyspark.__file__.rpartition("/")[0] + "/")
RECORD_LENGTH = 200


class UserFailure(Exception):
    """A user's function failed. `record` is a one-element tuple, or None where there was no single record."""

    def __init__(self, error, function_id, rdd, record):
        super().__init__(error)
        self.error = error
        self.function_id = function_id
        self.rdd = rdd
        self.record = record


def stop_iteration(error=None):
    """Swallowed, a StopIteration would silently cut the stream short; Spark fails the task (fail_on_stopiteration)."""
    failure = RuntimeError("[STOP_ITERATION_OCCURRED] Caught StopIteration thrown from user's code; failing the task: %s" % (error or ""))
    failure.__cause__ = error
    return failure


def describe(failure, filename_of):
    """The failure as the plain data of core/task's TaskError."""
    error = failure.error if isinstance(failure, UserFailure) else failure
    function_id = getattr(failure, "function_id", None)
    filename = filename_of(function_id) if function_id is not None else None
    advise(error, any(not frame.f_code.co_filename.startswith(OWN_FILES) for frame, _ in traceback.walk_tb(error.__traceback__)))
    told = traceback.TracebackException(type(error), error, error.__traceback__, lookup_lines=False)
    _keep_user_frames(told)
    lines = [frame.lineno for frame in told.stack if frame.filename == filename]
    line = lines[-1] if lines else error.lineno if isinstance(error, SyntaxError) and error.filename == filename else None
    record = getattr(failure, "record", None)
    return {
        "type": type(error).__name__,
        "message": error.msg if isinstance(error, SyntaxError) else str(error),
        "traceback": "".join(told.format()).rstrip("\n"),
        "functionId": function_id,
        "line": line,
        "rdd": getattr(failure, "rdd", None),
        "record": None if record is None else safe_repr(record[0], RECORD_LENGTH),
    }


def _keep_user_frames(told):
    if told is None:
        return
    told.stack = traceback.StackSummary.from_list(
        [frame for frame in told.stack if not frame.filename.startswith(OWN_FILES)]
    )
    _keep_user_frames(told.__cause__)
    _keep_user_frames(told.__context__)


def shown(value):
    """repr, even of an object whose own repr fails; a group's values instead of where it lies in memory."""
    ResultIterable.shows_values = True
    try:
        return repr(value)
    except BaseException as error:
        return "<%s whose repr failed: %s>" % (type(value).__name__, error)
    finally:
        ResultIterable.shows_values = False


def safe_repr(value, length):
    text = shown(value)
    return text if len(text) <= length else text[: length - 1] + "…"
