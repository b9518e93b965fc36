"""`spark.catalog`: the views of a session."""
from collections import namedtuple

from pyspark.sql._unavailable import method

Table = namedtuple("Table", "name catalog namespace description tableType isTemporary")
Column = namedtuple("Column", "name description dataType nullable isPartition isBucket isCluster")
Database = namedtuple("Database", "name catalog description locationUri")


class Catalog:
    def __init__(self, session):
        self._session = session

    def currentDatabase(self):
        return "default"

    def currentCatalog(self):
        return "spark_catalog"

    def databaseExists(self, dbName):
        return dbName.lower() == "default"

    def listDatabases(self, pattern=None):
        return [Database("default", "spark_catalog", "default database", "")]

    def listTables(self, dbName=None, pattern=None):
        tables = [Table(name, "spark_catalog", ["default"], None, "MANAGED", False) for name in sorted(self._session.tables)]
        return tables + [Table(name, None, [], None, "TEMPORARY", True) for name in sorted(self._session.views)]

    def tableExists(self, tableName, dbName=None):
        return self._session.find_table(tableName.split(".")) is not None

    def listColumns(self, tableName, dbName=None):
        return [Column(each.name, None, each.type.simpleString(), each.nullable, False, False, False) for each in self._session.table(tableName)._plan.output]

    def dropTempView(self, viewName):
        return self._session.views.pop(viewName.lower(), None) is not None

    def dropGlobalTempView(self, viewName):
        return self._session.global_views.pop(viewName.lower(), None) is not None

    def registerFunction(self, name, f, returnType=None):
        return self._session.udf.register(name, f, returnType)

    def cacheTable(self, tableName, storageLevel=None):
        self._session.table(tableName).cache()

    def uncacheTable(self, tableName):
        self._session.table(tableName).unpersist()

    def clearCache(self):
        """Rows are kept by the DataFrames themselves."""

    def refreshTable(self, tableName):
        """A view is computed each time it is read."""

    def __getattr__(self, name):
        made = None if name.startswith("_") else method("Catalog", name)
        if made is None:
            raise AttributeError("'Catalog' object has no attribute '%s'" % name)
        return made
