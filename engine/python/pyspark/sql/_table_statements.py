"""SQL statements that make, fill, empty and drop tables."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql import _build as build
from pyspark.sql._analysis import quoted
from pyspark.sql._expressions import Attribute
from pyspark.sql._tables import create_table, fields_of, table_of

#: what CREATE TABLE may say of a table's files, which are not there
_OF_FILES = ("using", "options", "partitioned", "clustered", "comment", "location", "tblproperties", "stored", "row")


def create(parser, session, replace):
    """After CREATE [OR REPLACE] TABLE."""
    tolerant = parser.accept("if", "not", "exists")
    parts = parser.parts()
    fields = None
    if parser.accept("("):
        fields = parser.listed(lambda: _field(parser))
        parser.expect(")")
    while parser.is_(*_OF_FILES):
        _skip_clause(parser)
    plan = None
    if parser.accept("as") or parser.is_("select", "with"):
        plan = build.visible(parser.query())
    parser.end()
    if tolerant and table_of(session, parts) is not None:
        return
    made = create_table(session, parts, fields_of(plan) if fields is None and plan is not None else fields or [], replace)
    if plan is not None:
        made.insert(plan, parts[-1])


def _field(parser):
    name, type_ = parser.name(), parser.type()
    nullable = not parser.accept("not", "null")
    if parser.accept("comment"):
        parser.take()
    return t.StructField(name, type_, nullable)


def _skip_clause(parser):
    parser.take()
    while not parser.is_(*_OF_FILES, "as", "select", "with", ";") and parser.token.kind != "end":
        if parser.accept("("):
            depth = 1
            while depth and parser.token.kind != "end":
                depth += {"(": 1, ")": -1}.get(parser.take().text, 0)
        else:
            parser.take()


def insert(parser, session):
    parser.expect("insert")
    overwrite = parser.accept("overwrite")
    if not overwrite:
        parser.expect("into")
    parser.accept("table")
    first = parser.token
    parts = parser.parts()
    names = None
    if parser.is_("(") and parser.peek().lower not in ("select", "values", "with", "from", "("):
        names = parser._column_names()
    plan = parser.query()
    parser.end()
    found(parser, session, parts, first).insert(plan, parts[-1], overwrite, names)


def truncate(parser, session):
    parser.expect("truncate", "table")
    first = parser.token
    parts = parser.parts()
    parser.end()
    found(parser, session, parts, first).parts = []


def found(parser, session, parts, first):
    """:raises AnalysisException: where there is no such table"""
    table = table_of(session, parts)
    if table is None:
        node = parser.placed(Attribute("", t.NullType()), first)
        raise AnalysisException("TABLE_OR_VIEW_NOT_FOUND", {"relationName": quoted(*parts)}, node.position + ";")
    return table
