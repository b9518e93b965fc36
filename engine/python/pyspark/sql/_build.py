"""Makes the steps of a query. DataFrames and SQL text both come here, so that both mean the same."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._analysis import MissingAttribute, expand_star, has_aggregate, is_aggregate, named, quoted, resolve, resolve_list, unresolved
from pyspark.sql._casts import upper
from pyspark.sql._coercion import cast_to, common_type
from pyspark.sql._collections import GENERATORS
from pyspark.sql._expressions import Alias, Attribute, Call, Literal, Name, Ordering, Over, Star
from pyspark.sql._grouping_sets import Expand
from pyspark.sql._joins import Join
from pyspark.sql._windows import WINDOWS
from pyspark.sql._plans import Aggregate, Filter, Generate, Limit, Project, Requalified, Sort, Union, Windowed, fresh


def project(child, nodes):
    """SELECT: names, stars, aggregates of all rows, generators, windows."""
    scope = child.scope()
    if any(_is_generator(node) for node in nodes):
        child, nodes = _generated(child, nodes, scope)
        scope = child.scope()
    resolved = resolve_list(nodes, scope)
    if any(has_aggregate(node) for node in resolved):
        return _aggregated(child, [], resolved, by_hand=False)
    return _projected(child, resolved)


def _projected(child, resolved):
    """With functions over windows computed below."""
    child, resolved = _windowed(child, resolved)
    for node in resolved:
        for each in node.walk():
            if isinstance(each, Call) and each.name in WINDOWS:
                raise AnalysisException("WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", {"funcName": '"%s"' % each.sql()}, ";")
    return Project(child, [named(node) for node in resolved])


def _is_generator(node):
    node = node.child if isinstance(node, Alias) else node
    return isinstance(node, Call) and node.name in GENERATORS


def _generated(child, nodes, scope):
    made = []
    for node in nodes:
        if _is_generator(node):
            call, names = (node.child, node.names) if isinstance(node, Alias) else (node, None)
            child, attributes = _generate(child, call, names, scope)
            made += attributes
        elif isinstance(node, Star):
            made += expand_star(node, scope)
        else:
            made.append(node)
    return child, made


def _generate(child, call, names, scope):
    generator = GENERATORS[call.name]
    call = resolve(call, scope)
    attributes = generator.attributes(call, names)
    return Generate(child, generator, call.children[0], attributes), attributes


def lateral_view(child, call, table, names, outer):
    """LATERAL VIEW: a generator beside the rows."""
    if outer and not call.name.endswith("_outer"):
        call = Call(call.name + "_outer", call.children)
    made, attributes = _generate(child, call, names or None, child.scope())
    made.output = [*child.output, *[each.but(qualifier=table) for each in attributes]]
    return made


def _windowed(child, resolved):
    """Windows of one partition and order are computed together."""
    found = {}
    for node in resolved:
        for over in node.walk():
            if isinstance(over, Over):
                found.setdefault(over.key(), over)
    if not found:
        return child, resolved
    columns = {key: Attribute(over.sql(), over.type, over.nullable) for key, over in found.items()}
    groups = {}
    for key, over in found.items():
        spec = tuple(each.key() for each in over.children[1:])
        groups.setdefault(spec, []).append((over, columns[key]))
    for pairs in groups.values():
        child = Windowed(child, pairs)

    def placed(node):
        return columns[node.key()] if isinstance(node, Over) else node

    return child, [_kept_name(node, node.transform(placed)) for node in resolved]


def _kept_name(before, after):
    """What was rewritten keeps the name of what was written."""
    if after is before or isinstance(after, Alias):
        return after
    made = Alias(after, named(before)[1].name)
    made.type, made.nullable = after.type, after.nullable
    return made


# --- Groups -------------------------------------------------------------------------------------------------------------


def aggregate(child, groups, outputs, sets=None):
    """GROUP BY.

    :param outputs: what is selected: groups, functions of groups, and what is made of them
    :param sets: of ROLLUP, CUBE and GROUPING SETS: the places of the groups in each
    """
    scope = child.scope()
    if sets is not None:
        expanded = Expand(child, resolve_list(groups, scope), sets)
        selected = [expanded.outside(node) for node in resolve_list(outputs, scope)]
        return _aggregated(expanded, [*expanded.copies, expanded.number], selected, by_hand=True)
    return _aggregated(child, resolve_list(groups, scope), resolve_list(outputs, scope), by_hand=True)


def _aggregated(child, groups, outputs, by_hand):
    pairs = [named(node) for node in groups]
    core = Aggregate(child, pairs, [])
    rewritten = [_kept_name(node, _regrouped(core, node)) for node in outputs]
    present = {each.id for each in core.output}
    for before, after in zip(outputs, rewritten):
        for node in after.walk():
            if isinstance(node, Attribute) and node.id not in present:
                if not by_hand:
                    raise AnalysisException("MISSING_GROUP_BY", {}, ";")
                told = {"expression": node.name, "expressionAnyValue": "any_value(%s)" % node.name}
                raise AnalysisException("MISSING_AGGREGATION", told, ";")
    return _projected(core, rewritten)


def _regrouped(core, node):
    """The expression over the groups' columns and the functions' values; functions that are new are added."""
    for group, attribute in core.groups:
        if node.key() == group.key():
            return attribute if not isinstance(node, Attribute) else attribute.but(name=node.name)
    if is_aggregate(node):
        for call, attribute in core.calls:
            if call.key() == node.key():
                return attribute
        attribute = Attribute(node.sql(), node.type, node.nullable)
        core.calls.append((node, attribute))
        core.output.append(attribute)
        return attribute
    if isinstance(node, Over):
        # The window's own function is not the groups'.
        function = node.function.with_children([_regrouped(core, child) for child in node.function.children])
        return node.with_children([function, *[_regrouped(core, child) for child in node.children[1:]]])
    children = [_regrouped(core, child) for child in node.children]
    return node if all(a is b for a, b in zip(children, node.children)) else node.with_children(children)


# --- Order, conditions --------------------------------------------------------------------------------------------------


def sort(child, orders, whole=True):
    orders = [order if isinstance(order, Ordering) else Ordering(order) for order in orders]
    resolved, below = _through(child, orders)
    return _narrowed(Sort(below, resolved, whole), child)


def filtered(child, condition, having=False):
    (resolved,), below = _through(child, [condition])
    if not having and has_aggregate(resolved):
        calls = [node.sql() for node in resolved.walk() if is_aggregate(node)]
        raise AnalysisException("INVALID_WHERE_CONDITION", {"condition": resolved.sql(), "expressionList": ", ".join(calls)}, ";")
    if isinstance(resolved.type, (t.StringType, t.NullType)):
        resolved = cast_to(resolved, t.BooleanType())
    if not isinstance(resolved.type, t.BooleanType):
        told = {"sqlExpr": resolved.sql(), "filter": resolved.sql(), "type": upper(resolved.type)}
        raise AnalysisException("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", told, ";")
    return _narrowed(Filter(below, resolved), child)


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
            resolved = _regrouped(core, resolve(node, core.child.scope()))
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


# --- Several tables -----------------------------------------------------------------------------------------------------


def visible(plan):
    """Without hidden columns."""
    return Project(plan, [(each, each) for each in plan.output]) if plan.hidden else plan


def distinct(child):
    child = visible(child)
    return aggregate(child, list(child.output), list(child.output))


def drop_duplicates(child, names):
    """One row for each value of some columns: the first."""
    child = visible(child)
    keys = [resolve(Name((name,)), child.scope()) for name in names]
    ids = {key.id for key in keys}
    outputs = [each if each.id in ids else Alias(Call("first", [each]), each.name) for each in child.output]
    return aggregate(child, keys, outputs)



def union(left, right, by_name=False, allow_missing=False, operator="UNION"):
    left, right = visible(left), visible(right)
    if by_name:
        left, right = _by_name(left, right, allow_missing)
    if len(left.output) != len(right.output):
        told = {"operator": operator, "firstNumColumns": len(left.output), "invalidOrdinalNum": "second", "invalidNumColumns": len(right.output)}
        raise AnalysisException("NUM_COLUMNS_MISMATCH", told, ";")
    types = []
    for i, (a, b) in enumerate(zip(left.output, right.output), 1):
        wide = common_type(a.type, b.type)
        if wide is None:
            told = {"operator": operator, "columnOrdinalNumber": ["first", "second", "third", "fourth", "fifth"][min(i, 5) - 1], "tableOrdinalNumber": "second", "dataType1": upper(b.type), "dataType2": upper(a.type), "hint": ""}
            raise AnalysisException("INCOMPATIBLE_COLUMN_TYPE", told, ";")
        types.append(wide)
    left, right = _widened_to(left, types), _widened_to(right, types)
    output = [a.but(nullable=a.nullable or b.nullable) for a, b in zip(left.output, right.output)]
    return Union(left, right, output)


def _by_name(left, right, allow_missing):
    names = [each.name for each in right.output]
    missing = [each for each in left.output if each.name.lower() not in [name.lower() for name in names]]
    if missing and not allow_missing:
        raise unresolved((missing[0].name,), right.scope())
    theirs = {each.name.lower(): each for each in right.output}
    pairs = []
    for each in left.output:
        found = theirs.pop(each.name.lower(), None)
        pairs.append((found, found) if found is not None else (Literal(None, each.type), Attribute(each.name, each.type)))
    if theirs and not allow_missing:
        raise unresolved((next(iter(theirs.values())).name,), left.scope())
    more = list(theirs.values())
    if more:
        left = Project(left, [*[(each, each) for each in left.output], *[(Literal(None, each.type), Attribute(each.name, each.type)) for each in more]])
    return left, Project(right, [*pairs, *[(each, each) for each in more]])


def _widened_to(plan, types):
    if all(each.type == type_ for each, type_ in zip(plan.output, types)):
        return plan
    pairs = []
    for each, type_ in zip(plan.output, types):
        pairs.append((each, each) if each.type == type_ else (cast_to(each, type_), Attribute(each.name, type_, each.nullable)))
    return Project(plan, pairs)


def set_operation(left, right, kind):
    """INTERSECT and EXCEPT, without ALL: a semi or anti join of distinct rows by all columns."""
    left, right = visible(left), visible(right)
    if len(left.output) != len(right.output):
        told = {"operator": kind.upper(), "firstNumColumns": len(left.output), "invalidOrdinalNum": "second", "invalidNumColumns": len(right.output)}
        raise AnalysisException("NUM_COLUMNS_MISMATCH", told, ";")
    types = [common_type(a.type, b.type) for a, b in zip(left.output, right.output)]
    left, right = _widened_to(left, types), _widened_to(right, types)
    right = _apart(left, right)
    condition = None
    for a, b in zip(left.output, right.output):
        same = resolve(Call("<=>", [a, b]), Join(left, right, "inner", None, [*left.output, *right.output]).scope())
        condition = same if condition is None else resolve(Call("and", [condition, same]), Join(left, right, "inner", None, [*left.output, *right.output]).scope())
    return distinct(Join(left, right, "semi" if kind == "intersect" else "anti", condition, list(left.output)))


def _apart(left, right):
    """The right side with columns of its own: a table joined with itself has them twice."""
    shared = {each.id for each in left.attributes} & {each.id for each in right.attributes}
    return fresh(right, shared) if shared else right


_KINDS = {
    "inner": "inner", "cross": "cross", "left": "left", "leftouter": "left", "right": "right", "rightouter": "right", "outer": "full", "full": "full",
    "fullouter": "full", "semi": "semi", "leftsemi": "semi", "anti": "anti", "leftanti": "anti",
}  # fmt: skip


def join_kind(text):
    kind = _KINDS.get(text.lower().replace("_", "").replace(" ", ""))
    if kind is None:
        supported = "'inner', 'outer', 'full', 'fullouter', 'full_outer', 'leftouter', 'left', 'left_outer', 'rightouter', 'right', 'right_outer', 'leftsemi', 'left_semi', 'semi', 'leftanti', 'left_anti', 'anti', 'cross'"
        raise AnalysisException("UNSUPPORTED_JOIN_TYPE", {"typ": text, "supported": supported})
    return kind


def join(left, right, kind, condition=None, using=None):
    right = _apart(left, right)
    if using is not None:
        return _join_using(left, right, kind, using)
    nullable_left, nullable_right = kind in ("right", "full"), kind in ("left", "full")
    output = [*_outer(left.output, nullable_left), *_outer(right.output, nullable_right)]
    both = Join(left, right, kind, None, output, [*left.hidden, *right.hidden])
    if condition is not None:
        condition = resolve(_own_sides(condition, left, right), both.scope())
        if not isinstance(condition.type, t.BooleanType):
            told = {"joinCondition": condition.sql(), "conditionType": upper(condition.type)}
            raise AnalysisException("JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE", told, ";")
    if kind in ("semi", "anti"):
        return Join(left, right, kind, condition, list(left.output), list(left.hidden))
    return Join(left, right, kind, condition, output, [*left.hidden, *right.hidden])


def _outer(attributes, nullable):
    return [each.but(nullable=True) for each in attributes] if nullable else list(attributes)


def _own_sides(condition, left, right):
    """`df.a == df.a` of a table joined with itself means its two sides."""
    origins = {each.origin: each for each in right.output if hasattr(each, "origin")}

    def apart(node):
        if isinstance(node, Call) and node.name in ("=", "<=>"):
            a, b = node.children
            if isinstance(a, Attribute) and isinstance(b, Attribute) and a.id == b.id and a.id in origins:
                return node.with_children([a, origins[a.id]])
        return node

    return condition.transform(apart) if origins else condition


def _join_using(left, right, kind, using):
    keys = []
    for name in using:
        pair = []
        for side, plan in (("left", left), ("right", right)):
            found = plan.scope().find((name,))
            if found is None:
                listed = ", ".join(sorted(quoted(each.name) for each in plan.output))
                raise AnalysisException("UNRESOLVED_USING_COLUMN_FOR_JOIN", {"colName": quoted(name), "side": side, "suggestion": listed})
            pair.append(found[0])
        keys.append(pair)
    both = Join(left, right, "inner", None, [*left.output, *right.output], [*left.hidden, *right.hidden])
    condition = None
    for a, b in keys:
        same = resolve(Call("=", [a, b]), both.scope())
        condition = same if condition is None else resolve(Call("and", [condition, same]), both.scope())
    left_ids, right_ids = {a.id for a, _ in keys}, {b.id for _, b in keys}
    if kind in ("semi", "anti"):
        kept = [*[a for a, _ in keys], *[each for each in left.output if each.id not in left_ids]]
        return Join(left, right, kind, condition, kept)
    lefts = _outer([each for each in left.output if each.id not in left_ids], kind in ("right", "full"))
    rights = _outer([each for each in right.output if each.id not in right_ids], kind in ("left", "full"))
    if kind == "right":
        shown, hidden = [b for _, b in keys], [a.but(nullable=True) for a, _ in keys]
    else:
        shown, hidden = [a for a, _ in keys], [b.but(nullable=kind == "left" or b.nullable) for _, b in keys]
    if kind != "full":
        return Join(left, right, kind, condition, [*shown, *lefts, *rights], hidden)
    joined = Join(left, right, kind, condition, [*_outer(left.output, True), *_outer(right.output, True)])
    pairs = []
    for a, b in keys:
        merged = resolve(Call("coalesce", [a, b]), joined.scope())
        pairs.append((merged, Attribute(a.name, merged.type, a.nullable and b.nullable)))
    made = Project(joined, [*pairs, *[(each, each) for each in [*lefts, *rights]]])
    return made


def renamed(child, names):
    """The same columns under other names."""
    if len(names) != len(child.output):
        raise AnalysisException("ASSIGNMENT_ARITY_MISMATCH", {"numTarget": len(child.output), "numExpr": len(names)})
    return Project(visible(child), [(each, Attribute(name, each.type, each.nullable)) for each, name in zip(child.output, names)])


def subquery(child, name):
    return Requalified(visible(child), name)


