"""Gives the names in an expression their columns, and each node its type."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._aggregates import AGGREGATES
from pyspark.sql._casts import can_cast, upper
from pyspark.sql._expressions import Alias, Attribute, Call, Cast, Literal, Name, Ordering, OuterReference, Over, Star, Subquery, UdfCall
from pyspark.sql._generators import GENERATORS
from pyspark.sql._interval_arithmetic import rewritten
from pyspark.sql._lambdas import HIGHER_ORDER, has_lambda
from pyspark.sql._registry import SCALARS, unexpected
from pyspark.sql._unavailable import is_spark_function, unavailable
from pyspark.sql._windows import RANKING, WINDOWS
from pyspark.sql import _arithmetic, _arrays_and_maps, _collections, _dates, _json_functions, _moments, _more_aggregates, _ordered_sets, _random, _strings, _texts_and_numbers  # noqa: F401  they declare functions


class Scope:
    """The columns that a name may mean.

    :param hidden: columns that only a qualified name, or `df.column`, finds (the other side's key of a USING join)
    """

    def __init__(self, visible, hidden=()):
        self.visible = visible
        self.all = [*visible, *hidden]
        self.ids = {attribute.id for attribute in self.all}

    def find(self, parts):
        """The column, or None; the rest of the parts are fields of it."""
        for attributes in (self.visible, self.all):
            for used in (2, 1):
                found = self._matching(attributes, parts[:used]) if len(parts) >= used else []
                distinct = list({attribute.id: attribute for attribute in found}.values())
                if len(found) > 1 and (len(distinct) > 1 or attributes is self.visible):
                    raise ambiguous(parts[:used], found)
                if distinct:
                    return distinct[0], parts[used:]
        return None

    def _matching(self, attributes, parts):
        name = parts[-1].lower()
        if len(parts) == 1:
            return [each for each in attributes if each.name.lower() == name]
        qualifier = parts[0].lower()
        return [each for each in attributes if each.name.lower() == name and each.qualifier is not None and each.qualifier.lower() == qualifier]


def quoted(*parts):
    return ".".join("`%s`" % part.replace("`", "``") for part in parts)


def ambiguous(parts, found):
    told = ", ".join(quoted(*([each.qualifier] if each.qualifier else []), each.name) for each in found)
    return AnalysisException("AMBIGUOUS_REFERENCE", {"name": quoted(*parts), "referenceNames": "[%s]" % told})


def unresolved(parts, scope, position="", by_name=True):
    """With the columns whose names are nearest.

    :param by_name: of columns as near, the first by name; else, as for columns that are to be left out or changed, the first of the table
    """
    from pyspark.sql._suggest import nearest

    qualifiers = {attribute.qualifier for attribute in scope.visible}
    with_table = len(qualifiers) > 1 or len(parts) > 1
    names = [([each.qualifier] if each.qualifier and with_table else []) + [each.name] for each in scope.visible]
    proposal = ", ".join(quoted(*name) for name in nearest(parts, sorted(names) if by_name else names))
    told = {"objectName": quoted(*parts), "proposal": proposal}
    return AnalysisException("UNRESOLVED_COLUMN.WITH_SUGGESTION" if proposal else "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", told, position + (";" if by_name else ""))


def resolve(node, scope):
    """The expression with columns and types.

    :raises AnalysisException: for a name that is not there, or types that do not fit
    """
    if isinstance(node, Name):
        return _name(node, scope)
    if isinstance(node, Attribute):
        return _attribute(node, scope)
    if isinstance(node, Over):
        return _over(node, scope)
    if isinstance(node, Star):
        raise AnalysisException("INVALID_USAGE_OF_STAR_OR_REGEX", {"prettyName": "expression `%s`" % "alias"}, node.position)
    if isinstance(node, Call) and node.name == "count" and any(isinstance(child, Star) for child in node.children):
        node = node.with_children([Literal(1, t.IntegerType())])
    if isinstance(node, Call) and node.name in ("struct", "array") and any(isinstance(child, Star) for child in node.children):
        node = node.with_children([each for child in node.children for each in (expand_star(child, scope) if isinstance(child, Star) else [child])])
    if isinstance(node, Call) and has_lambda(node):
        return _higher_order(node, scope)
    children = [resolve(child, scope) for child in node.children]
    made = node.with_children(children) if children else node
    if isinstance(made, Call):
        if made.condition is not None:
            made = made.with_children(made.children)
            made.condition = resolve(made.condition, scope)
        return _call(made)
    if isinstance(made, (Alias, Ordering)):
        if not isinstance(made.child, Call) or made.child.name not in GENERATORS:
            made.type, made.nullable = made.child.type, made.child.nullable
        return made
    if isinstance(made, Cast):
        return _cast(made)
    if isinstance(made, Subquery):
        return _subquery(made, scope)
    if isinstance(made, UdfCall):
        made.nullable = True
    return made


def _higher_order(call, scope):
    if call.name not in HIGHER_ORDER:
        raise AnalysisException("INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", {"class": call.name}, call.position + ";")
    return HIGHER_ORDER[call.name].resolve(call, scope, resolve)


#: around the subquery that is resolved now: each query's columns, and those of them that are used within
_around = []


def _subquery(node, scope):
    made = node.with_children(node.children)
    if callable(node.plan):
        used = {}
        _around.append((scope, used))
        try:
            made.plan = node.plan()
        finally:
            _around.pop()
        made.outer = tuple(used)
        made.children = (*node.children, *[each if each.id in scope.ids else OuterReference(each) for each in used.values()])
    made.type = made.plan.output[0].type if made.kind == "scalar" else t.BooleanType()
    return made


def _of_outer_query(parts):
    """A name of a query around this one, or None."""
    for level in range(len(_around) - 1, -1, -1):
        found = _around[level][0].find(parts)
        if found is not None:
            for _, used in _around[level:]:
                used.setdefault(found[0].id, found[0])
            return OuterReference(found[0]), found[1]
    return None


def _name(node, scope):
    try:
        found = scope.find(node.parts)
    except AnalysisException as error:
        error._place = node.position
        raise
    outer = _of_outer_query(node.parts) if found is None else None
    if found is None and outer is None:
        raise unresolved(node.parts, scope, node.position)
    attribute, fields = found or outer
    # A column keeps the spelling that the query uses.
    made = attribute if outer else attribute.but(name=node.parts[len(node.parts) - len(fields) - 1])
    for field in fields:
        call = Call("element", [made, Literal(field, t.StringType())])
        call.position = node.position
        made = _call(call)
    if fields:
        made = Alias(made, fields[-1])
        made.type, made.nullable = made.child.type, made.child.nullable
    return made


def _attribute(node, scope):
    if node.id in scope.ids:
        return node
    # A column of a DataFrame that this one was made of, under another number: found by its name.
    same = [each for each in scope.all if each.name == node.name]
    if len(same) == 1 and getattr(same[0], "origin", None) == node.id:
        return same[0].but(name=node.name)
    raise MissingAttribute(node, scope)


class MissingAttribute(AnalysisException):
    """A column of another DataFrame, or one that an operation below dropped."""

    def __init__(self, attribute, scope):
        told = {"missingAttributes": '"%s"' % attribute.name, "input": ", ".join('"%s"' % each.name for each in scope.visible)}
        super().__init__("MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_MISSING_FROM_INPUT", told, ";")
        self.attribute = attribute


def _cast(node):
    if not can_cast(node.child.type, node.type):
        told = {"sqlExpr": node.sql(), "srcType": upper(node.child.type), "targetType": upper(node.type)}
        if isinstance(node.child.type, t.DateType) and isinstance(node.type, t.NumericType):
            raise AnalysisException("DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION", {**told, "functionNames": "`UNIX_DATE`"}, node.position + ";")
        raise AnalysisException("DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION", told, node.position + ";")
    from_text = isinstance(node.child.type, t.StringType) and not isinstance(node.type, t.StringType)
    node.nullable = node.child.nullable or node.tolerant or from_text
    return node


def _call(call):
    if any(isinstance(node, Call) and node.name in GENERATORS for node in call.children):
        raise NotImplementedError("A generator such as explode within another expression is not available here; run the script on Spark.")
    if call.name in SCALARS:
        made = rewritten(_of_dates(call))
        if made is not call:
            made.place, made.position = call.place, call.position
            made = made.with_children([_completed(child) for child in made.children])
        return SCALARS[made.name].resolve(made)
    if call.name in AGGREGATES:
        inner = next((node for child in call.children for node in child.walk() if is_aggregate(node)), None)
        if inner is not None:
            raise AnalysisException("NESTED_AGGREGATE_FUNCTION", {}, inner.position + ";")
        return AGGREGATES[call.name].resolve(call)
    if call.name in GENERATORS:
        return call
    if call.name in WINDOWS:
        return WINDOWS[call.name].resolve(call)
    if is_spark_function(call.name):
        raise unavailable("The SQL function " + call.name)
    raise AnalysisException("UNRESOLVED_ROUTINE", {"routineName": quoted(call.name)}, call.position)


def _completed(node):
    """What a call was rewritten to, from the leaves up."""
    if not isinstance(node, Call) or node.type is not None:
        return node
    return _call(node.with_children([_completed(child) for child in node.children]))


def _of_dates(call):
    """A date and a number of days: + and - are date_add and date_sub, which the column is called after, too."""
    types = [child.type for child in call.children]
    if call.name == "+" and len(types) == 2 and isinstance(types[0], t.DateType) and isinstance(types[1], t.TimestampType):
        made = Call("date_add", call.children)
        made.position = call.position
        raise unexpected(made, 1, '("INT" or "SMALLINT" or "TINYINT")', call.children[1])
    days = (t.ByteType, t.ShortType, t.IntegerType)
    if call.name not in ("+", "-") or len(types) != 2:
        return call
    if isinstance(types[0], t.DateType) and isinstance(types[1], days):
        return Call("date_add" if call.name == "+" else "date_sub", call.children)
    if call.name == "+" and isinstance(types[1], t.DateType) and isinstance(types[0], days):
        return Call("date_add", call.children[::-1])
    return call


def _over(node, scope):
    function = node.function
    if isinstance(function, Call) and function.name in AGGREGATES:
        # Its arguments may be aggregates: the window is over their groups.
        if function.distinct:
            told = {"windowExpr": '"%s"' % node.sql()}
            raise AnalysisException("DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", told, node.position + ";")
        args = [Literal(1, t.IntegerType()) if isinstance(child, Star) else resolve(child, scope) for child in function.children]
        resolved = AGGREGATES[function.name].resolve(function.with_children(args))
    else:
        resolved = resolve(function, scope)
    made = node.with_children([resolved, *[resolve(child, scope) for child in node.children[1:]]])
    made.type, made.nullable = made.function.type, made.function.nullable
    if isinstance(resolved, Call) and resolved.name in RANKING and not made.orderings:
        told = {"wf": resolved.name, "example": resolved.sql().upper()}
        raise AnalysisException("WINDOW_FUNCTION_FRAME_NOT_ORDERED", told, node.position)
    return made


def is_aggregate(node):
    return isinstance(node, Call) and node.name in AGGREGATES


def has_aggregate(node):
    """An aggregate that is not a window's."""
    if isinstance(node, Over):
        return any(has_aggregate(child) for each in node.children for child in each.children)
    return is_aggregate(node) or any(has_aggregate(child) for child in node.children)


def expand_star(star, scope):
    found = _starred(star, scope)
    for name in star.excluded:
        if not any(each.name.lower() == name.lower() for each in found):
            raise unresolved((name,), scope, star.position, by_name=False)
    excluded = {name.lower() for name in star.excluded}
    return [each for each in found if each.name.lower() not in excluded]


def _starred(star, scope):
    if star.qualifier is None:
        return list(scope.visible)
    wanted = star.qualifier.lower()
    found = [each for each in scope.visible if (each.qualifier or "").lower() == wanted]
    if found:
        return found
    struct = scope.find((star.qualifier,))
    if struct is None or not isinstance(struct[0].type, t.StructType):
        raise unresolved((star.qualifier,), scope, star.position)
    made = []
    for name in struct[0].type.names:
        made.append(Alias(_call(Call("element", [struct[0], Literal(name, t.StringType())])), name))
    return [resolve(each, scope) for each in made]


def resolve_list(nodes, scope):
    """A select list, its stars spelled out."""
    made = []
    for node in nodes:
        if isinstance(node, Star):
            made += expand_star(node, scope)
        else:
            made.append(resolve(node, scope))
    return made


def named(node):
    """The node as a column of an output: what has no name gets that of its text.

    :returns: the expression, and the attribute that stands for it
    """
    if isinstance(node, Attribute):
        return node, node
    if isinstance(node, Alias):
        child = node.child
        return child, Attribute(node.name, child.type, child.nullable)
    if isinstance(node, Call) and node.name == "from_json" and isinstance(node.type, t.MapType):
        return node, Attribute("entries", node.type, node.nullable)
    if isinstance(node, Cast) and node.written and isinstance(node.child, (Attribute, Alias)):
        return node, Attribute(node.child.name, node.type, node.nullable)
    return node, Attribute(node.sql(), node.type, node.nullable)
