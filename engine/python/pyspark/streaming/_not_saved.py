import contextlib
import re


@contextlib.contextmanager
def told_as_not_saved(function):
    """Says below the error why a function had to be pickled, where it is, and what in it could not be."""
    try:
        yield
    except Exception as error:
        error.add_note(_sentence(function, error))
        raise


def _sentence(function, error):
    code = getattr(function, "__code__", None)
    where = "" if code is None else " (%s, line %d)" % (code.co_filename.rpartition("/")[2], code.co_firstlineno)
    # Python's own notes lead from the value outwards: "when serializing dict item 'lock'".
    notes = getattr(error.__cause__, "__notes__", ())
    names = [found[1] for note in notes for found in [re.search(r"dict item '(\w+)'", note)] if found]
    what = "refers to %s, which cannot be" % names[0] if names else "refers to something that cannot be"
    return (
        "ssc.checkpoint() is set, so start() saves the streams with their functions: %s%s %s. Nothing was started. "
        "Make such a value inside the function, or keep what the function needs of it in a plain value." % (getattr(function, "__name__", "a function"), where, what)
    )
