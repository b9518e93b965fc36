"""PIVOT: the values of an expression become columns."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._analysis import named, resolve
from pyspark.sql._build_groups import aggregate
from pyspark.sql._casts import to_text
from pyspark.sql._coercion import cast_to
from pyspark.sql._evaluation import evaluator
from pyspark.sql._expressions import Alias, Attribute, Call, Literal
from pyspark.sql._plans import Rows


def pivoted(plan, groups, by, values, calls):
    """Groups by the keys and the pivot's values; then one row a key, with a column a value.

    :param values: each with its column's name, None for that of its text
    """
    by = resolve(by, plan.scope())
    inner = aggregate(plan, [*groups, by], [*groups, Alias(by, "__pivot"), *calls])
    count = len(groups)
    keys, pivot, made = inner.output[:count], inner.output[count], inner.output[count + 1 :]
    outputs = list(keys)
    for value, name in values:
        constant = Literal(value, pivot.type)
        shown = name if name is not None else "null" if value is None else to_text(pivot.type)(value)
        for each in made:
            chosen = Call("case", [Call("<=>", [pivot, constant]), each])
            # Null for other rows: the one that is not null is that of this value. Lists of nothing are empty ones.
            found = Call("first", [chosen, Literal(True, t.BooleanType())])
            found = Call("coalesce", [found, Literal([], each.type)]) if isinstance(each.type, t.ArrayType) else found
            outputs.append(Alias(found, shown if len(made) == 1 else "%s_%s" % (shown, each.name)))
    return aggregate(inner, list(keys), outputs)


def pivoted_table(plan, columns, values, calls):
    """PIVOT of SQL: the groups are the columns that it does not name.

    :param columns: one, or several that make a struct
    """
    by = columns[0] if len(columns) == 1 else Call("struct", columns)
    resolved = resolve(by, plan.scope())
    used = {each.id for node in [resolved, *[resolve(call, plan.scope()) for call in calls]] for each in node.walk() if isinstance(each, Attribute)}
    groups = [each for each in plan.output if each.id not in used]
    return pivoted(plan, groups, by, [_constant(node, resolved.type) for node in values], calls)


def _constant(node, type_):
    name = node.name if isinstance(node, Alias) else None
    try:
        plain = resolve(node.child if isinstance(node, Alias) else node, Rows([], None).scope())
    except AnalysisException:
        raise AnalysisException("NON_LITERAL_PIVOT_VALUES", {"expression": '"%s"' % node.sql()}, ";") from None
    if isinstance(type_, t.StructType) and isinstance(plain, Call):
        return tuple([_constant(each, field.dataType)[0] for each, field in zip(plain.children, type_)]), name
    return evaluator(cast_to(plain, type_), {})(()), name


def pivot_values(plan, by):
    """All values of an expression, in order."""
    from pyspark.sql import _build as build

    distinct = build.distinct(build.project(plan, [by]))
    name = named(resolve(by, plan.scope()))[1].name
    ordered = build.sort(distinct, [next(each for each in distinct.output if each.name == name)])
    return [(row[0], None) for part in ordered.partitions() for row in part]
