"""`spark.read`: csv, json and text of local files."""
from pyspark._public import public
from pyspark.errors.exceptions.base import PySparkTypeError
from pyspark.sql import _csv, _json
from pyspark.sql import types as t
from pyspark.sql._expressions import Attribute
from pyspark.sql._files import data_files, packed
from pyspark.sql._partition_folders import columns_of_folders
from pyspark.sql._plans import Rows
from pyspark.sql._source_options import FORMATS, SourceOptions
from pyspark.sql._unavailable import unavailable


@public
class DataFrameReader(SourceOptions):
    def __init__(self, session):
        super().__init__()
        self._session = session
        self._schema = None

    def schema(self, schema):
        if isinstance(schema, str):
            schema = t.DataType.fromDDL(schema)
        if not isinstance(schema, t.StructType):
            raise PySparkTypeError(errorClass="NOT_EXPECTED_TYPE", messageParameters={"arg_name": "schema", "expected_type": "StructType or str", "arg_type": type(schema).__name__})
        self._schema = schema
        return self

    def load(self, path=None, format=None, schema=None, **options):
        if format is not None:
            self.format(format)
        if schema is not None:
            self.schema(schema)
        self.options(**options)
        if self._format not in FORMATS:
            raise unavailable("DataFrameReader." + self._format)
        return getattr(self, self._format)(path if path is not None else self._options["path"])

    def table(self, tableName):
        return self._session.table(tableName)

    def csv(self, path, schema=None, sep=None, encoding=None, quote=None, escape=None, comment=None, header=None, inferSchema=None, **options):
        self.options(sep=sep, encoding=encoding, quote=quote, escape=escape, comment=comment, header=header, inferSchema=inferSchema, **options)
        if schema is not None:
            self.schema(schema)
        chosen = _csv.CsvOptions(self._options)
        from pyspark.core.rdd import RDD

        if isinstance(path, RDD):
            lines = [[record for line in part for record in chosen.records(line)] for part in path.glom().collect()]
            return self._of_csv(chosen, [[(part, ())] for part in (_with_headers(lines) if chosen.header else lines)], [])
        parts, by = self._texts(path, chosen.encoding)
        return self._of_csv(chosen, [[(list(chosen.records(text)), values) for text, values in texts] for texts in parts], by)

    def _of_csv(self, options, parts, by):
        """:param by: the columns that are not in the files, whose values are beside each file's records"""
        files = [records for part in parts for records, _ in part]
        first = next((records[0] for records in files if records), None)
        if first is None and self._schema is None:
            return self._frame(t.StructType([]), lambda: [[]])
        names = _csv_names(first, options.header) if first else []
        for records in files if options.header else ():
            del records[:1]
        schema = self._inner(by)
        if schema is None:
            width = len(names)
            rows = [row for records in files for row in records] if options.infer else []
            types = _csv.inferred([[row[i] if i < len(row) else None for row in rows] for i in range(width)]) if options.infer else [t.StringType()] * width
            schema = t.StructType([t.StructField(name, type_) for name, type_ in zip(names, types)])
        readers = [_csv.reader(field.dataType, options) for field in schema.fields]

        def cells(row):
            return tuple(read(row[i] if i < len(row) else None) for i, read in enumerate(readers))

        def broken(row):
            return len(row) != len(readers) or any(text is not None and value is None for text, value in zip(row, cells(row)))

        if options.mode == "DROPMALFORMED":
            parts = [[([row for row in records if not broken(row)], values) for records, values in part] for part in parts]
        return self._frame(schema, lambda: [[cells(row) + values for records, values in part for row in records] for part in parts], by)

    def json(self, path, schema=None, **options):
        if schema is not None:
            self.schema(schema)
        self.options(**options)
        from pyspark.core.rdd import RDD

        whole, by = self._options.get("multiline") == "true", []
        if isinstance(path, RDD):
            parts = [[(line if isinstance(line, str) else line.decode("utf-8") if isinstance(line, bytes) else str(line), ()) for line in part] for part in path.glom().collect()]
        else:
            parts, by = self._texts(path, "utf-8")
            if not whole:
                parts = [[(line, values) for text, values in part for line in text.split("\n") if line.strip()] for part in parts]
        parsed = [[(_parsed(line), line, values) for line, values in part] for part in parts]
        if whole:
            parsed = [[(each, "", values) for value, _, values in part for each in (value if isinstance(value, list) else [value])] for part in parsed]
        return self._of_json(parsed, by)

    def _of_json(self, parts, by):
        """:param parts: what was read, from which line, and the values of the columns that are not in the files"""
        schema = self._inner(by)
        corrupt = None
        if schema is None:
            records = [value for part in parts for value, _, _ in part if isinstance(value, dict)]
            schema = _json.without_null_types(_json.infer(records)) if records else t.StructType([])
            if any(not isinstance(value, dict) for part in parts for value, _, _ in part):
                corrupt = "_corrupt_record"
                schema = t.StructType([t.StructField(corrupt, t.StringType()), *schema.fields])
        readers = [(field.name, _json.reader(field.dataType)) for field in schema.fields]

        def row(value, line):
            if not isinstance(value, dict):
                return tuple(line if name == corrupt else None for name, _ in readers)
            return tuple(read(value.get(name)) if name != corrupt else None for name, read in readers)

        return self._frame(schema, lambda: [[row(value, line) + values for value, line, values in part] for part in parts], by)

    def text(self, paths, wholetext=False, lineSep=None):
        whole = wholetext or self._options.get("wholetext") == "true"
        texts, by = self._texts(paths, "utf-8")
        parts = [[(line, *values) for text, values in part for line in ([text] if whole else _lines(text))] for part in texts]
        return self._frame(t.StructType([t.StructField("value", t.StringType())]), lambda: parts, by)

    def _texts(self, paths, encoding):
        """The texts of the files, by partition, each with what its folders say; and the columns that these are."""
        listed = [paths] if isinstance(paths, str) else list(paths)
        folders = data_files(listed)
        by, values = columns_of_folders(set(folders.values()), self._schema)
        made = []
        for files in packed(folders, self._session.sparkContext.defaultParallelism):
            texts = []
            for path in files:
                with open(path, encoding=encoding, errors="replace", newline="") as file:
                    texts.append((file.read().replace("\r\n", "\n"), values[folders[path]]))
            made.append(texts)
        return made, by

    def _inner(self, by):
        """What the given schema says of the files' own columns."""
        return self._schema and t.StructType([field for field in self._schema.fields if field not in by])

    def _frame(self, schema, give, by=()):
        """:param by: the columns behind the schema's"""
        from pyspark.sql.dataframe import DataFrame

        output = [Attribute(field.name, field.dataType, True) for field in [*schema.fields, *by]]
        return DataFrame(Rows(output, give), self._session)


def _lines(text):
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _csv_names(first, has_header):
    """Names from a header: what is missing or there twice gets its place."""
    if not has_header:
        return ["_c%d" % i for i in range(len(first))]
    folded = [(name or "").lower() for name in first]
    return ["_c%d" % i if name is None else name + str(i) if folded.count(name.lower()) > 1 else name for i, name in enumerate(first)]


def _parsed(line):
    try:
        return _json.read_json(line)
    except ValueError:
        return None


def _with_headers(parts):
    """Records of an RDD's lines, of which the first alone is a header: each partition with one, as files have it."""
    first = next((part[0] for part in parts if part), None)
    return [[first, *[record for record in part if record != first]] if part else part for part in parts]
