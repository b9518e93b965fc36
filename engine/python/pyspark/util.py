"""What scripts and Spark's tests import from pyspark.util."""
import functools
import re
import sys
import threading

from py4j.protocol import Py4JJavaError


class VersionUtils:
    @staticmethod
    def majorMinorVersion(sparkVersion):
        found = re.search(r"^(\d+)\.(\d+)(\..*)?$", sparkVersion)
        if found is None:
            raise ValueError("Spark tried to parse '%s' as a Spark version string, but it could not find the major and minor version numbers." % sparkVersion)
        return int(found.group(1)), int(found.group(2))


def print_exec(stream):
    import traceback

    traceback.print_exception(*sys.exc_info()[:2], None, None, stream)


def fail_on_stopiteration(f):
    """A StopIteration of a user's function fails the task instead of cutting a stream short."""

    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        try:
            return f(*args, **kwargs)
        except StopIteration as error:
            raise RuntimeError("Caught StopIteration thrown from user's code; failing the task", error)

    return wrapper


def inheritable_thread_target(f=None):
    return f if callable(f) else lambda function: function


InheritableThread = threading.Thread


def is_remote_only():
    return False


def try_remote(f):
    return f


def _parse_memory(s):
    """Megabytes of a text such as 2g."""
    units = {"g": 1024, "m": 1, "t": 1 << 20, "k": 1.0 / 1024}
    if s[-1].lower() not in units:
        raise ValueError("invalid format: " + s)
    return int(float(s[:-1]) * units[s[-1].lower()])


def _exception_message(excp):
    if isinstance(excp, Py4JJavaError):
        return str(excp)
    return str(getattr(excp, "message", excp))
