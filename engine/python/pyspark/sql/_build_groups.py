"""Steps of a select list: columns, aggregates, generators, functions over windows."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql._analysis import expand_star, has_aggregate, is_aggregate, named, resolve, resolve_list
from pyspark.sql._expressions import Alias, Attribute, Call, Over, Star
from pyspark.sql._generators import GENERATORS
from pyspark.sql._grouping_sets import Expand
from pyspark.sql._group_plans import Aggregate, Windowed
from pyspark.sql._plans import Generate, Project
from pyspark.sql._session_windows import with_session_windows
from pyspark.sql._time_windows import with_time_windows
from pyspark.sql._windows import WINDOWS


def project(child, nodes):
    """SELECT: names, stars, aggregates of all rows, generators, windows."""
    child, nodes = with_time_windows(child, nodes)
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
    return Generate(child, generator, call.children, attributes), attributes


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
    child, groups, outputs = with_time_windows(child, groups, outputs)
    child, groups, outputs = with_session_windows(child, groups, outputs)
    scope = child.scope()
    if sets is not None:
        expanded = Expand(child, resolve_list(groups, scope), sets)
        selected = [expanded.outside(node) for node in resolve_list(outputs, scope)]
        return _aggregated(expanded, [*expanded.copies, expanded.number], selected, by_hand=True)
    return _aggregated(child, resolve_list(groups, scope), resolve_list(outputs, scope), by_hand=True)


def _aggregated(child, groups, outputs, by_hand):
    pairs = [named(node) for node in groups]
    core = Aggregate(child, pairs, [])
    rewritten = [_kept_name(node, regrouped(core, node)) for node in outputs]
    present = {each.id for each in core.output}
    for before, after in zip(outputs, rewritten):
        for node in after.walk():
            if isinstance(node, Attribute) and node.id not in present:
                if not by_hand:
                    raise AnalysisException("MISSING_GROUP_BY", {}, ";")
                told = {"expression": node.name, "expressionAnyValue": "any_value(%s)" % node.name}
                raise AnalysisException("MISSING_AGGREGATION", told, ";")
    return _projected(core, rewritten)


def regrouped(core, node):
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
        function = node.function.with_children([regrouped(core, child) for child in node.function.children])
        return node.with_children([function, *[regrouped(core, child) for child in node.children[1:]]])
    children = [regrouped(core, child) for child in node.children]
    return node if all(a is b for a, b in zip(children, node.children)) else node.with_children(children)
