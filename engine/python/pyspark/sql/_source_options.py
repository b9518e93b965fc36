"""What reader and writer of files have in common."""
from pyspark.sql._unavailable import method

#: the formats that are here
FORMATS = ("csv", "json", "text")


def _text_of(value):
    return ("true" if value else "false") if isinstance(value, bool) else value if value is None else str(value)


class SourceOptions:
    """Options, whose names have no case."""

    def __init__(self):
        self._options = {}
        self._format = "parquet"

    def option(self, key, value):
        self._options[key.lower()] = _text_of(value)
        return self

    def options(self, **options):
        for key, value in options.items():
            if value is not None:
                self.option(key, value)
        return self

    def format(self, source):
        self._format = source.lower()
        return self

    def __getattr__(self, name):
        made = None if name.startswith("_") else method(type(self).__name__, name)
        if made is None:
            raise AttributeError("'%s' object has no attribute '%s'" % (type(self).__name__, name))
        return made
