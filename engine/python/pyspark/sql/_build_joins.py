"""Joins of two tables: ON, USING, and a table with itself."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._analysis import quoted, resolve
from pyspark.sql._casts import upper
from pyspark.sql._expressions import Attribute, Call
from pyspark.sql._joins import Join
from pyspark.sql._plans import Project, fresh


def apart(left, right):
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
    right = apart(left, right)
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


def natural_join(left, right, kind):
    """By all columns that both have."""
    names = {each.name.lower() for each in right.output}
    shared = [each.name for each in left.output if each.name.lower() in names]
    return join(left, right, kind, using=shared) if shared else join(left, right, "cross" if kind == "inner" else kind)


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
