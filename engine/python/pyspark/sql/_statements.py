"""SQL statements: queries, and the few that change or show what the session has."""
from pyspark.errors.exceptions.captured import AnalysisException, ParseException
from pyspark.sql import _table_statements
from pyspark.sql import types as t
from pyspark.sql._analysis import quoted
from pyspark.sql._explained import explained
from pyspark.sql._expressions import Attribute
from pyspark.sql._plans import Rows
from pyspark.sql._queries import QueryParser

_QUERIES = ("select", "with", "values", "(", "from", "table")
_ELSEWHERE = {"update", "delete", "merge", "alter", "load", "analyze", "refresh", "grant", "msck", "add", "call"}


def run_statement(text, session):
    """:returns: the plan of the answer"""
    if not text.strip().rstrip(";").strip():
        raise ParseException("PARSE_EMPTY_STATEMENT", {}, " (line 1, pos %d)\n\n== SQL ==\n%s\n%s^^^\n" % (len(text), text, "-" * len(text)))
    parser = QueryParser(text, session)
    word = parser.token.lower
    if word in _QUERIES:
        # The whole text has to be SQL before a name in it is looked up.
        syntax = QueryParser(text, session, dry=True)
        syntax.query()
        syntax.end()
        plan = parser.query()
        parser.end()
        return plan
    statement = _STATEMENTS.get(word)
    if statement is not None:
        return statement(parser, session)
    if word in _ELSEWHERE:
        raise NotImplementedError("The SQL statement %s is not available here; run the script on Spark." % word.upper())
    raise parser.error()


def table(columns, rows):
    """The answer of a command."""
    output = [Attribute(name, type_, nullable) for name, type_, nullable in columns]
    return Rows(output, lambda: [rows])


def _nothing():
    return table([], [])


def _create(parser, session):
    parser.expect("create")
    replace = parser.accept("or", "replace")
    if parser.accept("table"):
        _table_statements.create(parser, session, replace)
        return _nothing()
    shared = parser.accept("global")
    if not (parser.accept("temporary") or parser.accept("temp")) or not parser.accept("view"):
        raise NotImplementedError("CREATE %s is not available here (CREATE TABLE and CREATE TEMPORARY VIEW are); run the script on Spark." % parser.token.text.upper())
    missing_only = parser.accept("if", "not", "exists")
    name = parser.parts()[-1]
    if not parser.accept("as"):
        raise NotImplementedError("CREATE TEMPORARY VIEW ... USING is not available here; use spark.read, or run the script on Spark.")
    plan = parser.query()
    parser.end()
    views = session.global_views if shared else session.views
    if name.lower() in views and missing_only:
        return _nothing()
    session.set_view(name, plan, replace, shared)
    return _nothing()


def _drop(parser, session):
    parser.expect("drop")
    of_table = parser.accept("table")
    if not of_table and not parser.accept("view"):
        raise parser.error()
    tolerant = parser.accept("if", "exists")
    first = parser.token
    parts = parser.parts()
    parser.end()
    if not session.drop_view(parts) and not session.drop_table(parts) and not tolerant:
        if of_table:
            raise AnalysisException("TABLE_OR_VIEW_NOT_FOUND", {"relationName": quoted(*["spark_catalog", "default"][: 3 - len(parts)], *parts)})
        node = parser.placed(Attribute("", t.NullType()), first)
        raise AnalysisException("TABLE_OR_VIEW_NOT_FOUND", {"relationName": quoted(*parts)}, node.position + ";")
    return _nothing()


def _show(parser, session):
    parser.expect("show")
    if parser.accept("views"):
        return table([("namespace", t.StringType(), False), ("viewName", t.StringType(), False), ("isTemporary", t.BooleanType(), False)], [("", name, True) for name in sorted(session.views)])
    if parser.accept("tables"):
        tables = [("default", name, False) for name in sorted(session.tables)]
        views = [*tables, *[("", name, True) for name in sorted(session.views)]]
        return table([("namespace", t.StringType(), False), ("tableName", t.StringType(), False), ("isTemporary", t.BooleanType(), False)], views)
    if parser.accept("databases") or parser.accept("schemas"):
        return table([("namespace", t.StringType(), False)], [("default",)])
    if parser.accept("columns"):
        if not (parser.accept("from") or parser.accept("in")):
            raise parser.error()
        return table([("col_name", t.StringType(), False)], [(each.name,) for each in parser._table().output])
    raise NotImplementedError("SHOW %s is not available here; run the script on Spark." % parser.token.text.upper())


def _describe(parser, session):
    parser.take()
    parser.accept("table")
    plan = parser._table()
    parser.end()
    columns = [("col_name", t.StringType(), False), ("data_type", t.StringType(), False), ("comment", t.StringType(), True)]
    return table(columns, [(each.name, each.type.simpleString(), None) for each in plan.output])


def _cache(parser, session):
    parser.take()
    parser.expect("table")
    parser.accept("if", "exists")
    parser.parts()
    parser.end()
    return _nothing()


def _set(parser, session):
    text = parser.text.strip().rstrip(";")[3:].strip()
    key, given, value = text.partition("=")
    key, value = key.strip(), value.strip()
    if given:
        session.conf.set(key, value)
    return table([("key", t.StringType(), False), ("value", t.StringType(), False)], [(key, value if given else str(session.conf.get(key, "<undefined>")))])


def _use(parser, session):
    return _nothing()


def _explain(parser, session):
    parser.expect("explain")
    for word in ("extended", "formatted", "codegen", "cost"):
        parser.accept(word)
    plan = parser.query()
    parser.end()
    return table([("plan", t.StringType(), False)], [(explained(plan),)])


def _insert(parser, session):
    _table_statements.insert(parser, session)
    return _nothing()


def _truncate(parser, session):
    _table_statements.truncate(parser, session)
    return _nothing()


_STATEMENTS = {"create": _create, "drop": _drop, "show": _show, "describe": _describe, "desc": _describe, "cache": _cache, "uncache": _cache, "set": _set, "use": _use, "explain": _explain, "insert": _insert, "truncate": _truncate}
