"""The tables of a session: rows with a name, kept as long as the script runs."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import _build as build
from pyspark.sql import types as t
from pyspark.sql._analysis import quoted
from pyspark.sql._coercion import cast_to
from pyspark.sql._expressions import Alias, Attribute
from pyspark.sql._plans import Rows


class StoredTable:
    """
    :param fields: StructFields
    """

    def __init__(self, fields):
        self.fields = fields
        self.parts = []

    def plan(self):
        return Rows([Attribute(field.name, field.dataType, True) for field in self.fields], lambda parts=list(self.parts): parts or [[]])

    def insert(self, plan, name, overwrite=False, names=None):
        """
        :param names: of the columns that the plan gives, in its order; the others become null
        """
        plan = build.visible(plan)
        targets = [each.lower() for each in names or [field.name for field in self.fields]]
        if len(plan.output) != len(targets):
            few = len(plan.output) < len(targets)
            told = {"tableName": quoted("spark_catalog", "default", name), "tableColumns": _listed(targets), "dataColumns": _listed(each.name for each in plan.output)}
            raise AnalysisException("INSERT_COLUMN_ARITY_MISMATCH.%s_DATA_COLUMNS" % ("NOT_ENOUGH" if few else "TOO_MANY"), told)
        given = dict(zip(targets, plan.output))
        present = [field for field in self.fields if field.name.lower() in given]
        rows = build.project(plan, [Alias(cast_to(given[field.name.lower()], field.dataType), field.name) for field in present]).partitions()
        places = [present.index(field) if field in present else None for field in self.fields]
        made = [[tuple(None if at is None else row[at] for at in places) for row in part] for part in rows]
        self.parts = made if overwrite else [*self.parts, *made]


def _listed(names):
    return ", ".join(quoted(name) for name in names)


def table_of(session, parts):
    """The table that a name means, or None: `name`, `default.name`, `spark_catalog.default.name`."""
    before = [part.lower() for part in parts[:-1]]
    return session.tables.get(parts[-1].lower()) if before in ([], ["default"], ["spark_catalog", "default"]) else None


def fields_of(plan):
    return [t.StructField(each.name, each.type) for each in plan.output]


def create_table(session, parts, fields, replace=False):
    if table_of(session, parts) is not None and not replace:
        raise AnalysisException("TABLE_OR_VIEW_ALREADY_EXISTS", {"relationName": quoted("spark_catalog", "default", parts[-1])})
    made = session.tables[parts[-1].lower()] = StoredTable(fields)
    return made
