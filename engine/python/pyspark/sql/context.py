"""SQLContext and HiveContext: the old ways to a session."""
import warnings

from pyspark.sql.session import SparkSession
from pyspark.sql.udf import UDFRegistration


class SQLContext:
    _instantiatedContext = None

    def __init__(self, sparkContext, sparkSession=None, jsqlContext=None):
        if sparkSession is None:
            warnings.warn("Deprecated in 3.0.0. Use SparkSession.builder.getOrCreate() instead.", FutureWarning)
        self._sc = sparkContext
        self.sparkSession = sparkSession or SparkSession.builder.getOrCreate()
        SQLContext._instantiatedContext = self

    @classmethod
    def getOrCreate(cls, sc):
        warnings.warn("Deprecated in 3.0.0. Use SparkSession.builder.getOrCreate() instead.", FutureWarning)
        made = cls._instantiatedContext
        if made is None or made._sc is not sc:
            made = cls(sc, SparkSession.builder.getOrCreate())
        return made

    def newSession(self):
        return type(self)(self._sc, self.sparkSession.newSession())

    def setConf(self, key, value):
        self.sparkSession.conf.set(key, value)

    def getConf(self, key, *default):
        return self.sparkSession.conf.get(key, *default)

    @property
    def udf(self):
        return UDFRegistration(self.sparkSession)

    @property
    def read(self):
        return self.sparkSession.read

    @property
    def readStream(self):
        return self.sparkSession.readStream

    def range(self, start, end=None, step=1, numPartitions=None):
        return self.sparkSession.range(start, end, step, numPartitions)

    def createDataFrame(self, data, schema=None, samplingRatio=None, verifySchema=True):
        return self.sparkSession.createDataFrame(data, schema, samplingRatio, verifySchema)

    def registerDataFrameAsTable(self, df, tableName):
        df.createOrReplaceTempView(tableName)

    def registerFunction(self, name, f, returnType=None):
        return self.sparkSession.udf.register(name, f, returnType)

    def dropTempTable(self, tableName):
        self.sparkSession.catalog.dropTempView(tableName)

    def sql(self, sqlQuery):
        return self.sparkSession.sql(sqlQuery)

    def table(self, tableName):
        return self.sparkSession.table(tableName)

    def tables(self, dbName=None):
        return self.sparkSession.sql("show tables")

    def tableNames(self, dbName=None):
        return sorted(self.sparkSession.views)

    def cacheTable(self, tableName):
        self.sparkSession.catalog.cacheTable(tableName)

    def uncacheTable(self, tableName):
        self.sparkSession.catalog.uncacheTable(tableName)

    def clearCache(self):
        self.sparkSession.catalog.clearCache()


class HiveContext(SQLContext):
    """A session; there is no Hive."""
