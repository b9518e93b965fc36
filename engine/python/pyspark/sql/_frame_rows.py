"""What asks for the rows of a DataFrame."""
from pyspark.sql import _build as build
from pyspark.sql._evaluation import python_exception
from pyspark.sql._json import json_text
from pyspark.sql._records import row_maker
from pyspark.sql._show import show_string
from pyspark.sql.column import not_expected


def _called(function, argument):
    try:
        function(argument)
    except Exception as error:
        raise python_exception(error) from error


class FrameRows:
    def _partitions(self):
        """Row objects, by partition."""
        plan = build.visible(self._plan)
        make = row_maker(self.schema)
        return [[make(row) for row in part] for part in plan.partitions()]

    def collect(self):
        return [row for part in self._partitions() for row in part]

    def take(self, num):
        return self.limit(num).collect()

    def tail(self, num):
        return self.collect()[-num:] if num > 0 else []

    def first(self):
        return self.head()

    def head(self, n=None):
        if n is not None:
            return self.take(n)
        rows = self.take(1)
        return rows[0] if rows else None

    def count(self):
        return sum(len(part) for part in self._plan.partitions())

    def isEmpty(self):
        return not self.take(1)

    def toLocalIterator(self, prefetchPartitions=False):
        return iter(self.collect())

    def show(self, n=20, truncate=True, vertical=False):
        print(self._show_string(n, truncate, vertical))

    def _show_string(self, n=20, truncate=True, vertical=False):
        if not isinstance(n, int) or isinstance(n, bool):
            raise not_expected("n", "int", n)
        if not isinstance(vertical, bool):
            raise not_expected("vertical", "bool", vertical)
        try:
            letters = 20 if truncate is True else int(truncate)
        except ValueError:
            raise not_expected("truncate", "bool", truncate) from None
        n = max(0, n)
        plan = build.limit(build.visible(self._plan), n + 1)
        rows = [row for part in plan.partitions() for row in part]
        return show_string(plan.output, rows, n, letters, vertical)

    def foreach(self, f):
        for row in self.collect():
            _called(f, row)

    def foreachPartition(self, f):
        for part in self._partitions():
            _called(f, iter(part))

    @property
    def rdd(self):
        from pyspark.core.rdd import RDD

        context = self.sparkSession.sparkContext
        return RDD._made("rdd.parallelize", {}, context, [context._pickled(part) for part in self._partitions()])

    def toJSON(self, use_unicode=True):
        line = json_text(self.schema)
        plan = build.visible(self._plan)
        context = self.sparkSession.sparkContext
        from pyspark.core.rdd import RDD

        return RDD._made("rdd.parallelize", {}, context, [context._pickled([line(row) for row in part]) for part in plan.partitions()])

    def toPandas(self):
        try:
            import pandas
        except ImportError:
            from pyspark.errors.exceptions.base import PySparkImportError

            raise PySparkImportError(errorClass="PACKAGE_NOT_INSTALLED", messageParameters={"package_name": "Pandas", "minimum_version": "2.2.0"}) from None
        return pandas.DataFrame.from_records([tuple(row) for row in self.collect()], columns=self.columns)
