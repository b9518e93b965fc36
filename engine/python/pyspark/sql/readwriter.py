"""`spark.read` and `df.write`: csv, json and text of local files."""
from pyspark._public import public
from pyspark.errors.exceptions.base import PySparkTypeError
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import _build as build
from pyspark.sql import _csv, _json
from pyspark.sql import types as t
from pyspark.sql._analysis import quoted
from pyspark.sql._casts import to_text, upper
from pyspark.sql._expressions import Attribute
from pyspark.sql._files import data_files, packed, prepare, write_parts
from pyspark.sql._plans import Rows
from pyspark.sql._unavailable import method, unavailable

_HERE = ("csv", "json", "text")
_PLAIN = (t.StringType, t.NumericType, t.BooleanType, t.DateType, t.TimestampType, t.TimestampNTZType, t.NullType)


def _text_of(value):
    return ("true" if value else "false") if isinstance(value, bool) else value if value is None else str(value)


class _Options:
    """What reader and writer have in common: options, whose names have no case."""

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


@public
class DataFrameReader(_Options):
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
        if self._format not in _HERE:
            raise unavailable("DataFrameReader." + self._format)
        return getattr(self, self._format)(path if path is not None else self._options["path"])

    def csv(self, path, schema=None, sep=None, encoding=None, quote=None, escape=None, comment=None, header=None, inferSchema=None, **options):
        self.options(sep=sep, encoding=encoding, quote=quote, escape=escape, comment=comment, header=header, inferSchema=inferSchema, **options)
        if schema is not None:
            self.schema(schema)
        chosen = _csv.CsvOptions(self._options)
        from pyspark.core.rdd import RDD

        if isinstance(path, RDD):
            lines = [[record for line in part for record in chosen.records(line)] for part in path.glom().collect()]
            return self._of_csv(chosen, [[part] for part in _with_headers(lines)] if chosen.header else [[part] for part in lines])
        parts = [[list(chosen.records(text)) for text in texts] for texts in self._texts(path, chosen.encoding)]
        return self._of_csv(chosen, parts)

    def _of_csv(self, options, parts):
        files = [records for part in parts for records in part]
        first = next((records[0] for records in files if records), None)
        if first is None and self._schema is None:
            return self._frame(t.StructType([]), lambda: [[]])
        names = _csv_names(first, options.header) if first else []
        for records in files if options.header else ():
            del records[:1]
        schema = self._schema
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
            parts = [[[row for row in records if not broken(row)] for records in part] for part in parts]
        return self._frame(schema, lambda: [[cells(row) for records in part for row in records] for part in parts])

    def json(self, path, schema=None, **options):
        if schema is not None:
            self.schema(schema)
        self.options(**options)
        from pyspark.core.rdd import RDD

        if isinstance(path, RDD):
            parts = [[line if isinstance(line, str) else line.decode("utf-8") if isinstance(line, bytes) else str(line) for line in part] for part in path.glom().collect()]
        elif self._options.get("multiline") == "true":
            parts = self._texts(path, "utf-8")
        else:
            parts = [[line for text in texts for line in text.split("\n") if line.strip()] for texts in self._texts(path, "utf-8")]
        parsed = [[_parsed(line) for line in part] for part in parts]
        if self._options.get("multiline") == "true":
            parsed = [[each for value in part for each in (value if isinstance(value, list) else [value])] for part in parsed]
            parts = [[""] * len(part) for part in parsed]
        return self._of_json(parsed, parts)

    def _of_json(self, parsed, parts):
        schema = self._schema
        corrupt = None
        if schema is None:
            records = [value for part in parsed for value in part if isinstance(value, dict)]
            schema = _json.without_null_types(_json.infer(records)) if records else t.StructType([])
            if any(not isinstance(value, dict) for part in parsed for value in part):
                corrupt = "_corrupt_record"
                schema = t.StructType([t.StructField(corrupt, t.StringType()), *schema.fields])
        readers = [(field.name, _json.reader(field.dataType)) for field in schema.fields]

        def row(value, line):
            if not isinstance(value, dict):
                return tuple(line if name == corrupt else None for name, _ in readers)
            return tuple(read(value.get(name)) if name != corrupt else None for name, read in readers)

        return self._frame(schema, lambda: [[row(*pair) for pair in zip(values, lines)] for values, lines in zip(parsed, parts)])

    def text(self, paths, wholetext=False, lineSep=None):
        whole = wholetext or self._options.get("wholetext") == "true"
        parts = []
        for texts in self._texts(paths, "utf-8"):
            parts.append([(line,) for text in texts for line in ([text] if whole else _lines(text))])
        return self._frame(t.StructType([t.StructField("value", t.StringType())]), lambda: parts)

    def _texts(self, paths, encoding):
        """The texts of the files, by partition."""
        listed = [paths] if isinstance(paths, str) else list(paths)
        made = []
        for files in packed(data_files(listed), self._session.sparkContext.defaultParallelism):
            texts = []
            for path in files:
                with open(path, encoding=encoding, errors="replace", newline="") as file:
                    texts.append(file.read().replace("\r\n", "\n"))
            made.append(texts)
        return made

    def _frame(self, schema, give):
        from pyspark.sql.dataframe import DataFrame

        output = [Attribute(field.name, field.dataType, True) for field in schema.fields]
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



@public
class DataFrameWriter(_Options):
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
        if self._format not in _HERE:
            raise unavailable("DataFrameWriter." + self._format)
        if partitionBy is not None:
            self.partitionBy(partitionBy)
        self.mode(mode).options(**options)
        getattr(self, self._format)(path if path is not None else self._options["path"])

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
                inside = "/".join("%s=%s" % (plan.output[i].name, "__HIVE_DEFAULT_PARTITION__" if row[i] is None else to_text(plan.output[i].type)(row[i])) for i in by)
                texts.setdefault(inside, []).append(line(tuple([row[i] for i in rest])))
            if not texts and number == 0 and not by:
                texts[""] = []
            parts.append([(inside, header + "".join(lines)) for inside, lines in texts.items()])
        write_parts(folder, parts, "-c000" + suffix if not by else ".c000" + suffix)
