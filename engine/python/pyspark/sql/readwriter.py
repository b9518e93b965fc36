"""`df.write`: csv, json and text of local files, and the session's tables; `spark.read` is in _reading."""
from pyspark._public import public
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import _build as build
from pyspark.sql import _csv, _json
from pyspark.sql import types as t
from pyspark.sql._analysis import quoted
from pyspark.sql._casts import upper
from pyspark.sql._files import prepare, write_parts
from pyspark.sql._partition_folders import folder_of
from pyspark.sql._reading import DataFrameReader
from pyspark.sql._source_options import FORMATS, SourceOptions
from pyspark.sql._tables import create_table, fields_of, table_of
from pyspark.sql._unavailable import unavailable

_PLAIN = (t.StringType, t.NumericType, t.BooleanType, t.DateType, t.TimestampType, t.TimestampNTZType, t.NullType)

__all__ = ["DataFrameReader", "DataFrameWriter"]


@public
class DataFrameWriter(SourceOptions):
    def __init__(self, df):
        super().__init__()
        self._df = df
        self._mode = "error"
        self._by = []

    def mode(self, saveMode):
        if saveMode is not None:
            if saveMode.lower() not in ("append", "overwrite", "error", "errorifexists", "ignore", "default"):
                raise AnalysisException("INVALID_SAVE_MODE", {"mode": '"%s"' % saveMode})
            self._mode = saveMode.lower()
        return self

    def partitionBy(self, *cols):
        self._by = list(cols[0]) if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else list(cols)
        return self

    def save(self, path=None, format=None, mode=None, partitionBy=None, **options):
        if format is not None:
            self.format(format)
        if self._format not in FORMATS:
            raise unavailable("DataFrameWriter." + self._format)
        if partitionBy is not None:
            self.partitionBy(partitionBy)
        self.mode(mode).options(**options)
        getattr(self, self._format)(path if path is not None else self._options["path"])

    def saveAsTable(self, name, format=None, mode=None, partitionBy=None, **options):
        self.mode(mode)
        session, parts, plan = self._df.sparkSession, name.split("."), build.visible(self._df._plan)
        if table_of(session, parts) is not None and self._mode == "ignore":
            return
        if table_of(session, parts) is not None and self._mode == "append":
            # By the columns' names, not their places.
            table_of(session, parts).insert(plan, parts[-1], names=[each.name for each in plan.output])
            return
        rows = plan.partitions()
        create_table(session, parts, fields_of(plan), replace=self._mode == "overwrite").parts = rows

    def insertInto(self, tableName, overwrite=None):
        session, parts = self._df.sparkSession, tableName.split(".")
        table = table_of(session, parts)
        if table is None:
            raise AnalysisException("TABLE_OR_VIEW_NOT_FOUND", {"relationName": quoted(*parts)}, ";")
        table.insert(self._df._plan, parts[-1], self._mode == "overwrite" if overwrite is None else overwrite)

    def csv(self, path, mode=None, compression=None, sep=None, quote=None, escape=None, header=None, nullValue=None, **options):
        self.mode(mode).options(sep=sep, quote=quote, escape=escape, header=header, nullValue=nullValue, compression=compression, **options)
        chosen = _csv.CsvOptions(self._options, writes=True)
        plan, inner = self._columns("CSV", _PLAIN)
        line = _csv.writer([each.type for each in inner], chosen)
        self._written(path, plan, line, ".csv", _csv.header([each.name for each in inner], chosen) if chosen.header else "")

    def json(self, path, mode=None, compression=None, **options):
        self.mode(mode).options(compression=compression, **options)
        plan, inner = self._columns("JSON", (t.DataType,))
        text = _json.json_text(t.StructType([t.StructField(each.name, each.type) for each in inner]))

        def line(row):
            return text(row) + "\n"

        self._written(path, plan, line, ".json", "")

    def text(self, path, compression=None, lineSep=None):
        self.options(compression=compression)
        plan, inner = self._columns("Text", (t.StringType,))
        if len(inner) != 1:
            raise AnalysisException("TEXT_NEEDS_ONE_COLUMN", {"columns": len(inner)})
        self._written(path, plan, lambda row: ("" if row[0] is None else row[0]) + "\n", ".txt", "")

    def _columns(self, name, kinds):
        plan = build.visible(self._df._plan)
        by = [each.lower() for each in self._by]
        inner = [each for each in plan.output if each.name.lower() not in by]
        for each in inner:
            if not isinstance(each.type, kinds):
                raise AnalysisException("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", {"format": name, "columnName": quoted(each.name), "columnType": upper(each.type)})
        return plan, inner

    def _written(self, path, plan, line, suffix, header):
        if self._options.get("compression") not in (None, "none", "uncompressed"):
            raise unavailable("Compression of files")
        folder = prepare(path, self._mode)
        if folder is None:
            return
        by = [next(i for i, each in enumerate(plan.output) if each.name.lower() == name.lower()) for name in self._by]
        rest = [i for i in range(len(plan.output)) if i not in by]
        parts = []
        for number, rows in enumerate(plan.partitions()):
            texts = {}
            for row in rows:
                inside = folder_of([plan.output[i].name for i in by], [plan.output[i].type for i in by], [row[i] for i in by])
                texts.setdefault(inside, []).append(line(tuple([row[i] for i in rest])))
            if not texts and number == 0 and not by:
                texts[""] = []
            parts.append([(inside, header + "".join(lines)) for inside, lines in texts.items()])
        write_parts(folder, parts, "-c000" + suffix if not by else ".c000" + suffix)
