"""What user code prints goes to the host with its place: the function that was running, and the line."""
import io
import sys


class Prints(io.TextIOBase):
    """sys.stdout or sys.stderr of an executor."""

    def __init__(self, name, original, function_of, told):
        """:param function_of: gives the id of a function in a file, or None"""
        self._name = name
        self._original = original
        self._function_of = function_of
        self._told = told
        self._begun = ""
        self._place = None, None

    @property
    def buffer(self):
        return self._original.buffer

    @property
    def encoding(self):
        return "utf-8"

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not %s" % type(text).__name__)
        if not self._begun:
            self._place = self._place_of(sys._getframe(1))
        self._begun += text
        if "\n" in text or len(self._begun) > 8192:
            self.flush()
        return len(text)

    def flush(self):
        if self._begun:
            text, self._begun = self._begun, ""
            self._told(self._name, text, *self._place)

    def _place_of(self, frame):
        while frame is not None:
            function_id = self._function_of(frame.f_code.co_filename)
            if function_id is not None:
                return function_id, frame.f_lineno
            frame = frame.f_back
        return None, None
