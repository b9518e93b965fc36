class SparkConf:
    """A Spark application's settings."""

    def __init__(self, loadDefaults=True, _jvm=None, _jconf=None):
        self._settings = {}

    def set(self, key, value):
        self._settings[key] = str(value)
        return self

    def setIfMissing(self, key, value):
        if key not in self._settings:
            self.set(key, value)
        return self

    def setMaster(self, value):
        return self.set("spark.master", value)

    def setAppName(self, value):
        return self.set("spark.app.name", value)

    def setSparkHome(self, value):
        return self.set("spark.home", value)

    def setExecutorEnv(self, key=None, value=None, pairs=None):
        if (key is not None and pairs is not None) or (key is None and pairs is None):
            raise RuntimeError("Either pass one key-value pair or a list of pairs")
        for name, each in [(key, value)] if pairs is None else pairs:
            self.set("spark.executorEnv.%s" % name, each)
        return self

    def setAll(self, pairs):
        for key, value in pairs:
            self.set(key, value)
        return self

    def get(self, key, defaultValue=None):
        return self._settings.get(key, defaultValue)

    def getAll(self):
        return list(self._settings.items())

    def contains(self, key):
        return key in self._settings

    def toDebugString(self):
        return "\n".join("%s=%s" % pair for pair in sorted(self._settings.items()))
