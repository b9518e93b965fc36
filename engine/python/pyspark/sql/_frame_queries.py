"""What makes another DataFrame of one: columns and rows chosen, groups, several DataFrames."""
from pyspark.errors.exceptions.base import PySparkValueError
from pyspark.sql import _build as build
from pyspark.sql import _grouping_sets, _sampling
from pyspark.sql import types as t
from pyspark.sql._expressions import Alias, Attribute, Call, Cast, Literal, Name, Ordering
from pyspark.sql._parser import parse_expression
from pyspark.sql._order_plans import Offset
from pyspark.sql._plans import Hinted, Project
from pyspark.sql.column import Column, not_expected, to_column
from pyspark.sql.group import GroupedData


def flat(cols):
    return list(cols[0]) if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else list(cols)


class FrameQueries:
    # --- Columns chosen -------------------------------------------------------------------------------------------------------

    def select(self, *cols):
        return self._with(build.project(self._plan, [to_column(each) for each in flat(cols)]))

    def selectExpr(self, *expr):
        return self._with(build.project(self._plan, [parse_expression(each, self.sparkSession) for each in flat(expr)]))

    def withColumn(self, colName, col):
        if not isinstance(col, Column):
            raise not_expected("col", "Column", col)
        return self.withColumns({colName: col})

    def withColumns(self, *colsMap):
        nodes = {name.lower(): Alias(col._expression, name) for name, col in colsMap[0].items()}
        kept = [nodes.pop(each.name.lower(), each) for each in self._plan.output]
        return self._with(build.project(self._plan, [*kept, *nodes.values()]))

    def withColumnRenamed(self, existing, new):
        return self.withColumnsRenamed({existing: new})

    def withColumnsRenamed(self, colsMap):
        names = {old.lower(): new for old, new in colsMap.items()}
        return self._with(Project(build.visible(self._plan), [(each, _renamed(each, names.get(each.name.lower()))) for each in self._plan.output]))

    def drop(self, *cols):
        names = {each.lower() for each in cols if isinstance(each, str)}
        ids = {each._expression.id for each in cols if isinstance(each, Column) and isinstance(each._expression, Attribute)}
        names |= {each._expression.parts[-1].lower() for each in cols if isinstance(each, Column) and isinstance(each._expression, Name)}
        kept = [each for each in self._plan.output if each.name.lower() not in names and each.id not in ids]
        return self._with(Project(self._plan, [(each, each) for each in kept]))

    def toDF(self, *cols):
        return self._with(build.renamed(self._plan, cols))

    def alias(self, alias):
        return self._with(build.subquery(self._plan, alias))

    def transform(self, func, *args, **kwargs):
        result = func(self, *args, **kwargs)
        assert isinstance(result, FrameQueries), "Func returned an instance of type [%s], should have been DataFrame." % type(result)
        return result

    # --- Rows chosen ------------------------------------------------------------------------------------------------------------

    def filter(self, condition):
        if isinstance(condition, str):
            node = parse_expression(condition, self.sparkSession)
        elif isinstance(condition, Column):
            node = condition._expression
        else:
            raise not_expected("condition", "Column or str", condition)
        return self._with(build.filtered(self._plan, node))

    where = filter

    def limit(self, num):
        return self._with(build.limit(self._plan, num))

    def offset(self, num):
        return self._with(Offset(self._plan, num))

    def distinct(self):
        return self._with(build.distinct(self._plan))

    def dropDuplicates(self, subset=None, *more):
        if subset is None:
            return self.distinct()
        if isinstance(subset, str):
            subset = [subset, *more]
        if not isinstance(subset, (list, tuple)):
            raise not_expected("subset", "list or tuple", subset)
        return self._with(build.drop_duplicates(self._plan, list(subset)))

    drop_duplicates = dropDuplicates

    def sort(self, *cols, **kwargs):
        return self._with(build.sort(self._plan, self._orders(cols, kwargs)))

    orderBy = sort

    def sortWithinPartitions(self, *cols, **kwargs):
        return self._with(build.sort(self._plan, self._orders(cols, kwargs), whole=False))

    def _orders(self, cols, kwargs):
        if not flat(cols):
            raise PySparkValueError(errorClass="CANNOT_BE_EMPTY", messageParameters={"item": "cols"})
        nodes = [self._plan.output[abs(each) - 1] if isinstance(each, int) else to_column(each) for each in flat(cols)]
        nodes = [Ordering(node, False) if isinstance(each, int) and each < 0 else node for each, node in zip(flat(cols), nodes)]
        ascending = kwargs.get("ascending", True)
        if isinstance(ascending, (bool, int)):
            ascending = [ascending] * len(nodes)
        if not isinstance(ascending, list):
            raise not_expected("ascending", "bool or list", ascending)
        made = []
        for node, up in zip(nodes, ascending):
            inner = node.child if isinstance(node, Ordering) and not up else node
            made.append(inner if up else Ordering(inner, False))
        return made

    def sample(self, withReplacement=None, fraction=None, seed=None):
        return self._with(_sampling.sampled(self._plan, withReplacement, fraction, seed))

    def randomSplit(self, weights, seed=None):
        return [self._with(plan) for plan in _sampling.split(self._plan, weights, seed)]

    def replace(self, to_replace, value=None, subset=None):
        return self.na.replace(to_replace, value, subset)

    def unpivot(self, ids, values, variableColumnName, valueColumnName):
        chosen = [None if cols is None else [to_column(each) for each in ([cols] if isinstance(cols, (str, Column)) else cols)] for cols in (ids, values)]
        return self._with(build.unpivoted(self._plan, *chosen, variableColumnName, valueColumnName))

    melt = unpivot

    def corr(self, col1, col2, method=None):
        return self.stat.corr(col1, col2, method)

    def cov(self, col1, col2):
        return self.stat.cov(col1, col2)

    def crosstab(self, col1, col2):
        return self.stat.crosstab(col1, col2)

    def hint(self, name, *parameters):
        """What Spark takes as advice: only `broadcast` shows, in the order of a join's rows."""
        return self._with(Hinted(self._plan)) if name.lower() in ("broadcast", "broadcastjoin", "mapjoin") else self

    def withWatermark(self, eventTime, delayThreshold):
        """Of no effect on rows that are all here."""
        return self

    def approxQuantile(self, col, probabilities, relativeError):
        """Exact, whatever error is allowed: for each column a list."""
        names = [col] if isinstance(col, str) else list(col)
        shares = Literal([float(each) for each in probabilities], t.ArrayType(t.DoubleType(), False))
        calls = [Call("percentile_approx", [Call("case", [Call("isnotnull", [Name((name,))]), Cast(Name((name,)), t.DoubleType())]), shares]) for name in names]
        (row,) = [row for part in build.aggregate(self._plan, [], calls).partitions() for row in part]
        found = [list(values or []) for values in row]
        return found[0] if isinstance(col, str) else found

    # --- Groups and several DataFrames ------------------------------------------------------------------------------------------

    def groupBy(self, *cols):
        return GroupedData(self, self._group_nodes(cols))

    def rollup(self, *cols):
        nodes = self._group_nodes(cols)
        return GroupedData(self, nodes, sets=_grouping_sets.rollup(len(nodes)))

    def cube(self, *cols):
        nodes = self._group_nodes(cols)
        return GroupedData(self, nodes, sets=_grouping_sets.cube(len(nodes)))

    def _group_nodes(self, cols):
        return [self._plan.output[each - 1] if isinstance(each, int) else to_column(each) for each in flat(cols)]

    groupby = groupBy

    def agg(self, *exprs):
        return self.groupBy().agg(*exprs)

    def join(self, other, on=None, how=None):
        kind = build.join_kind(how or "inner")
        if on is not None and not isinstance(on, list):
            on = [on]
        if on is None:
            return self._with(build.join(self._plan, other._plan, kind))
        if isinstance(on[0], str):
            return self._with(build.join(self._plan, other._plan, kind, using=on))
        condition = on[0]._expression
        for each in on[1:]:
            condition = Call("and", [condition, each._expression])
        return self._with(build.join(self._plan, other._plan, kind, condition))

    def crossJoin(self, other):
        return self._with(build.join(self._plan, other._plan, "cross"))

    def union(self, other):
        return self._with(build.union(self._plan, other._plan))

    unionAll = union

    def unionByName(self, other, allowMissingColumns=False):
        return self._with(build.union(self._plan, other._plan, True, allowMissingColumns))

    def intersect(self, other):
        return self._with(build.set_operation(self._plan, other._plan, "intersect"))

    def subtract(self, other):
        return self._with(build.set_operation(self._plan, other._plan, "except"))

    def exceptAll(self, other):
        return self._with(build.set_operation_all(self._plan, other._plan, "except"))

    def intersectAll(self, other):
        return self._with(build.set_operation_all(self._plan, other._plan, "intersect"))

    def _missing(self, name):
        from pyspark.sql._unavailable import unavailable

        return unavailable("DataFrame." + name)


def _renamed(attribute, name):
    return attribute if name is None else Attribute(name, attribute.type, attribute.nullable)
