"""Steps over whole rows: DISTINCT, UNION, INTERSECT, EXCEPT."""
from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._analysis import named, quoted, resolve, unresolved
from pyspark.sql._build_groups import aggregate
from pyspark.sql._build_joins import apart
from pyspark.sql._build_rows import visible
from pyspark.sql._casts import upper
from pyspark.sql._coercion import cast_to, common_type, common_type_of
from pyspark.sql._expressions import Alias, Attribute, Call, Literal, Name
from pyspark.sql._joins import Join
from pyspark.sql._plans import Filter, Plan, Project, Union, Unpivoted


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


def _of_same_types(left, right, operator):
    left, right = visible(left), visible(right)
    if len(left.output) != len(right.output):
        told = {"operator": operator, "firstNumColumns": len(left.output), "invalidOrdinalNum": "second", "invalidNumColumns": len(right.output)}
        raise AnalysisException("NUM_COLUMNS_MISMATCH", told, ";")
    types = [common_type(a.type, b.type) for a, b in zip(left.output, right.output)]
    left, right = _widened_to(left, types), _widened_to(right, types)
    return left, apart(left, right)


def unpivoted(child, ids, values, variable, value):
    """Columns as rows.

    :param values: None for all columns but the ids
    """
    scope = child.scope()
    kept = [resolve(node, scope) for node in ids]
    known = {node.key() for node in kept}
    chosen = [resolve(node, scope) for node in values] if values is not None else [each for each in child.output if each.key() not in known]
    wide = common_type_of([node.type for node in chosen])
    texts = [isinstance(node.type, (t.StringType, t.NullType)) for node in chosen]
    if wide is None or any(texts) and not all(texts):
        names = {}
        for node in chosen:
            names.setdefault(upper(node.type), []).append(quoted(named(node)[1].name))
        shown = ", ".join('"%s" (%s)' % (type_, ", ".join(sorted(each))) for type_, each in sorted(names.items()))
        raise AnalysisException("UNPIVOT_VALUE_DATA_TYPE_MISMATCH", {"types": shown}, ";")
    output = [*[named(node)[1] for node in kept], Attribute(variable, t.StringType(), False), Attribute(value, wide)]
    return Unpivoted(child, kept, [(named(node)[1].name, cast_to(node, wide)) for node in chosen], output)


def unpivoted_table(child, columns, variable, value, with_nulls):
    """UNPIVOT of SQL: the other columns stay."""
    scope = child.scope()
    plain = [resolve(each.child if isinstance(each, Alias) else each, scope) for each in columns]
    chosen = {node.key() for node in plain}
    made = unpivoted(child, [each for each in child.output if each.key() not in chosen], columns, variable, value)
    return made if with_nulls else Filter(made, resolve(Call("isnotnull", [made.output[-1]]), made.scope()))


def set_operation_all(left, right, kind):
    """INTERSECT ALL and EXCEPT ALL: rows as often as both have them, or as one has them more often."""
    left, right = _of_same_types(left, right, kind.upper() + " ALL")
    sides = [Project(plan, [*[(each, each) for each in plan.output], *[(Literal(n, t.LongType()), Attribute(name, t.LongType(), False)) for name, n in (("mine", mine), ("theirs", 1 - mine))]]) for plan, mine in ((left, 1), (right, 0))]
    both = union(*sides)
    *columns, mine, theirs = both.output
    counted = aggregate(both, columns, [*columns, Alias(Call("sum", [mine]), "mine"), Alias(Call("sum", [theirs]), "theirs")])
    return Repeated(counted, (lambda a, b: min(a, b)) if kind == "intersect" else (lambda a, b: a - b))


class Repeated(Plan):
    """Each row as often as a function of its last two columns says, without these."""

    def __init__(self, child, times):
        self.child, self.times = child, times
        self.output = child.output[:-2]

    def compute(self):
        return [[row[:-2] for row in part for _ in range(self.times(*row[-2:]))] for part in self.child.partitions()]


def set_operation(left, right, kind):
    """INTERSECT and EXCEPT, without ALL: a semi or anti join of distinct rows by all columns."""
    left, right = _of_same_types(left, right, kind.upper())
    condition = None
    for a, b in zip(left.output, right.output):
        same = resolve(Call("<=>", [a, b]), Join(left, right, "inner", None, [*left.output, *right.output]).scope())
        condition = same if condition is None else resolve(Call("and", [condition, same]), Join(left, right, "inner", None, [*left.output, *right.output]).scope())
    return distinct(Join(left, right, "semi" if kind == "intersect" else "anti", condition, list(left.output)))
