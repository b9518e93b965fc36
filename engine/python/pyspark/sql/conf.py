"""`spark.conf`: the settings of a session."""
_DEFAULTS = {
    "spark.sql.shuffle.partitions": "200", "spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true", "spark.sql.caseSensitive": "false",
    "spark.sql.adaptive.enabled": "true",
}  # fmt: skip
_NONE = object()


class RuntimeConfig:
    def __init__(self, context):
        self._context = context
        self._settings = {}

    def set(self, key, value):
        self._settings[key] = ("true" if value else "false") if isinstance(value, bool) else str(value)

    def get(self, key, default=_NONE):
        if key in self._settings:
            return self._settings[key]
        found = self._context.getConf().get(key)
        if found is not None:
            return found
        if default is not _NONE:
            return default
        if key in _DEFAULTS:
            return _DEFAULTS[key]
        from pyspark.errors.exceptions.captured import SparkNoSuchElementException

        raise SparkNoSuchElementException("SQL_CONF_NOT_FOUND", {"sqlConf": '"%s"' % key})

    def unset(self, key):
        self._settings.pop(key, None)

    def isModifiable(self, key):
        return key.startswith("spark.sql.")

    @property
    def getAll(self):
        return {**dict(self._context.getConf().getAll()), **self._settings}
