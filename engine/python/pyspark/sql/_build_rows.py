"""Steps that choose and order rows: ORDER BY, WHERE and HAVING, LIMIT, other names."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._analysis import MissingAttribute, has_aggregate, is_aggregate, resolve
from pyspark.sql._build_groups import regrouped
from pyspark.sql._casts import upper
from pyspark.sql._coercion import cast_to
from pyspark.sql._expressions import Attribute, Ordering
from pyspark.sql._group_plans import Aggregate
from pyspark.sql._order_plans import Limit, Sort
from pyspark.sql._plans import Filter, Project, Requalified


def sort(child, orders, whole=True):
    orders = [order if isinstance(order, Ordering) else Ordering(order) for order in orders]
    resolved, below = _through(child, orders)
    return _narrowed(Sort(below, resolved, whole), child)


def filtered(child, condition, having=False):
    (resolved,), below = _through(child, [condition])
    if not having and has_aggregate(resolved):
        calls = [node.transform(_with_table).sql() for node in resolved.walk() if is_aggregate(node)]
        raise AnalysisException("INVALID_WHERE_CONDITION", {"condition": resolved.sql(), "expressionList": ", ".join(calls)}, ";")
    if isinstance(resolved.type, t.NullType):
        resolved = cast_to(resolved, t.BooleanType())
    if not isinstance(resolved.type, t.BooleanType):
        told = {"sqlExpr": resolved.sql(), "filter": resolved.sql(), "type": upper(resolved.type)}
        raise AnalysisException("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", told, ";")
    return _narrowed(Filter(below, resolved), child)


def _with_table(node):
    return node.but(name="%s.%s" % (node.qualifier, node.name)) if isinstance(node, Attribute) and node.qualifier else node


def _narrowed(plan, like):
    """Only the columns that were there before more were needed."""
    if len(plan.attributes) == len(like.attributes):
        return plan
    return Project(plan, [(each, each) for each in like.output])


def _through(child, nodes):
    """Resolves by the child's columns or, as Spark does, by those from which its columns were made.

    :returns: the expressions, and the child with the columns that they need
    """
    try:
        resolved = [resolve(node, child.scope()) for node in nodes]
    except AnalysisException as error:
        if not isinstance(error, MissingAttribute) and error.getCondition() not in ("UNRESOLVED_COLUMN.WITH_SUGGESTION", "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION"):
            raise
        widened = _widened(child, nodes)
        if widened is None:
            raise
        return widened
    if any(has_aggregate(node) for node in resolved):
        widened = _widened(child, nodes)
        if widened is not None:
            return widened
    return resolved, child


def _widened(child, nodes):
    if not isinstance(child, (Project, Filter)) or child.is_kept:
        return None
    if isinstance(child, Filter):
        deeper = _widened(child.child, nodes)
        return deeper and (deeper[0], Filter(deeper[1], child.condition))
    base = child.child
    made = []
    for node in nodes:
        inner, base = _below(child, base, node)
        if inner is None:
            return None
        made.append(inner)
    have = {attribute.id for _, attribute in child.pairs}
    needed = {each.id: each for node in made for each in node.walk() if isinstance(each, Attribute) and each.id not in have}
    return made, Project(base, [*child.pairs, *[(each, each) for each in needed.values()]])


def _below(project_, base, node):
    """The expression over a projection's columns where it has them, over its base's otherwise."""
    try:
        resolved = resolve(node, project_.scope())
        if not has_aggregate(resolved):
            return resolved, base
    except AnalysisException:
        pass
    core = base
    while isinstance(core, Filter):
        core = core.child
    try:
        if isinstance(core, Aggregate):
            resolved = regrouped(core, resolve(node, core.child.scope()))
            if any(isinstance(each, Attribute) and each.id not in {a.id for a in base.attributes} for each in resolved.walk()):
                return None, base
            return resolved, base
        return resolve(node, base.scope()), base
    except AnalysisException:
        return None, base


def limit(child, count):
    if count < 0:
        raise AnalysisException("INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE", {"expr": count, "v": count}, ";")
    return Limit(child, count)


def visible(plan):
    """Without hidden columns."""
    return Project(plan, [(each, each) for each in plan.output]) if plan.hidden else plan


def renamed(child, names):
    """The same columns under other names."""
    if len(names) != len(child.output):
        raise AnalysisException("ASSIGNMENT_ARITY_MISMATCH", {"numTarget": len(child.output), "numExpr": len(names)})
    return Project(visible(child), [(each, Attribute(name, each.type, each.nullable)) for each, name in zip(child.output, names)])


def subquery(child, name):
    return Requalified(visible(child), name)
