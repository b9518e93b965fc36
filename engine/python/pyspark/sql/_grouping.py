"""Groups in the order in which Spark's show up, which scripts print without an ORDER BY.

Each partition makes its groups by itself, in the order of their first rows; they are placed by the hash of their key
over 200 shuffle partitions; then groups of the same key are merged. Where a function's state cannot be changed within a
row (a text), Spark sorts by key instead; where it is an object, it sorts once there are more than 128 groups.
"""
from pyspark.sql._aggregates import AGGREGATES, HASH, OBJECT, SORT, _hashable
from pyspark.sql._evaluation import evaluator
from pyspark.sql._hash import partitioner
from pyspark.sql._operators import nullable_key

#: spark.sql.objectHashAggregate.sortBased.fallbackThreshold
_OBJECTS_AT_MOST = 128


def grouped(parts, columns, groups, calls, together=False):
    """Rows of the groups' values and the functions' values.

    :param together: the rows are in one partition already, and are not moved
    """
    functions = [_Function(call, columns) for call in calls]
    values = [evaluator(node, columns) for node in groups]
    if not groups:
        return [tuple(each.total(parts) for each in functions)]
    types = [node.type for node in groups]
    order = _Order(types, calls, {node.key() for node in groups})
    partial = [order.sorted(_states(part, values, functions)) for part in parts]
    merged = {}
    for states in (partial if together else order.shuffled(partial)):
        for key, (group, made) in states:
            if key in merged:
                there = merged[key][1]
                for i, function in enumerate(functions):
                    there[i] = function.merge(there[i], made[i])
            else:
                merged[key] = (group, made)
    ordered = (None if together else order.by_distinct(parts, values, functions, merged)) or order.sorted(merged)
    return [group + tuple([function.finish(state) for function, state in zip(functions, made)]) for _, (group, made) in ordered]


class _Function:
    """One aggregate of a query; a DISTINCT one gathers its values first."""

    def __init__(self, call, columns):
        self.args = [evaluator(arg, columns) for arg in call.children]
        self.types = [arg.type for arg in call.children]
        self.keys = {arg.key() for arg in call.children}
        self.distinct = call.distinct
        start, add, merge, finish = AGGREGATES[call.name].make(call.children)
        condition = evaluator(call.condition, columns) if call.condition is not None else None
        self.condition = condition
        if call.distinct:
            self.start = dict
            self.add = lambda state, *values: {**state, _key(values): values} if _key(values) not in state else state
            self.merge = lambda a, b: {**a, **b}
            self.finish = lambda state: _folded(state.values(), start, add, finish)
        else:
            self.start, self.add, self.merge, self.finish = start, add, merge, finish

    def update(self, state, row):
        if self.condition is not None and self.condition(row) is not True:
            return state
        return self.add(state, *[arg(row) for arg in self.args])

    def total(self, parts):
        """Over all rows: each partition by itself, then merged."""
        state = None
        for part in parts or [[]]:
            here = self.start()
            for row in part:
                here = self.update(here, row)
            state = here if state is None else self.merge(state, here)
        return self.finish(self.start() if state is None else state)


def _folded(values, start, add, finish):
    state = start()
    for each in values:
        state = add(state, *each)
    return finish(state)


def _key(values):
    try:
        hash(values)
        return values
    except TypeError:
        return tuple(map(_hashable, values))


def _states(rows, values, functions):
    made = {}
    for row in rows:
        group = tuple([value(row) for value in values])
        key = _key(group)
        found = made.get(key)
        if found is None:
            found = made[key] = (group, [function.start() for function in functions])
        states = found[1]
        for i, function in enumerate(functions):
            states[i] = function.update(states[i], row)
    return made


class _Order:
    def __init__(self, types, calls, keys):
        kinds = {AGGREGATES[call.name].kept(call.children) for call in calls if not call.distinct}
        self.kind = OBJECT if OBJECT in kinds else SORT if SORT in kinds else HASH
        self.types = types
        self.keys = keys
        self.place = partitioner(types)
        self._keys = [nullable_key(type_) for type_ in types]

    def sorted(self, states):
        """(key, (group, states)) in the order in which one task gives them."""
        items = list(states.items())
        if self.kind == SORT or self.kind == OBJECT and len(items) > _OBJECTS_AT_MOST:
            items.sort(key=lambda item: [key(value) for key, value in zip(self._keys, item[1][0])])
        return items

    def shuffled(self, partial):
        """Each partition's groups by their shuffle partition."""
        return [sorted(items, key=lambda item: self.place(item[1][0])) for items in partial]

    def by_distinct(self, parts, values, functions, merged):
        """With DISTINCT, rows are placed by key and value first; the groups come in the order that this leaves."""
        distinct = next((function for function in functions if function.distinct), None)
        if distinct is None:
            return None
        place = partitioner([*self.types, *distinct.types])
        first = {}
        for part in parts:
            here = {}
            for row in part:
                group = tuple([value(row) for value in values])
                more = tuple([arg(row) for arg in distinct.args])
                here.setdefault(_key(group + more), (_key(group), group, more))
            for key, group, _ in sorted(here.values(), key=lambda each: place(each[1] + each[2])):
                first.setdefault(key, group)
        # Rows that are placed by the keys alone are not placed again.
        keys = first if distinct.keys <= self.keys else sorted(first, key=lambda key: self.place(first[key]))
        return [(key, merged[key]) for key in keys]
