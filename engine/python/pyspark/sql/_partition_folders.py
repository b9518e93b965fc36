"""The folders `column=value` in which `df.write.partitionBy` puts files, and from which `spark.read` takes columns."""
from urllib.parse import unquote

from pyspark.sql import _csv
from pyspark.sql import types as t
from pyspark.sql._casts import to_text

_NULL = "__HIVE_DEFAULT_PARTITION__"
#: what has a meaning in a path (ExternalCatalogUtils)
_ESCAPED = {code: "%%%02X" % code for code in [*range(1, 32), *b"\"#%'*/:=?\\\x7f{[]^"]}


def folder_of(names, types, values):
    """The folder of a row's file within the output."""
    texts = [_NULL if value is None or value == "" else to_text(type_)(value) for type_, value in zip(types, values)]
    return "/".join("%s=%s" % (name.translate(_ESCAPED), text.translate(_ESCAPED)) for name, text in zip(names, texts))


def columns_of_folders(folders, schema):
    """The columns that files have by their folders.

    :param folders: of each file, within what is read
    :param schema: that which the reader was given, or None; its types win
    :returns: the fields, and for each folder its values
    """
    found = {folder: [part.split("=", 1) for part in folder.split("/") if "=" in part] for folder in folders}
    names = [unquote(name) for name, _ in next(iter(found.values()), ())]
    if any([unquote(name) for name, _ in parts] != names for parts in found.values()):
        return [], {folder: () for folder in folders}
    texts = {folder: [None if text == _NULL else unquote(text) for _, text in parts] for folder, parts in found.items()}
    given = {field.name.lower(): field for field in schema.fields} if schema is not None else {}
    guessed = _csv.inferred([list(column) for column in zip(*texts.values())])
    fields = [given.get(name.lower()) or t.StructField(name, t.StringType() if isinstance(type_, t.BooleanType) else type_) for name, type_ in zip(names, guessed)]
    readers = [_csv.reader(field.dataType, _csv.CsvOptions({})) for field in fields]
    return fields, {folder: tuple(None if text is None else read(text) for read, text in zip(readers, row)) for folder, row in texts.items()}
