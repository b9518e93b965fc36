"""What a query does, told step by step: these are the steps of this engine, which are fewer than Spark's."""
from pyspark.sql._plans import Plan


def explained(plan):
    return "== Physical Plan ==\n" + "\n".join(_lines(plan)) + "\n"


def _lines(plan):
    """A step, and below it those that give it rows."""
    inner = [each for each in vars(plan).values() if isinstance(each, Plan)]
    made = ["%s [%s]" % (type(plan).__name__, ", ".join("%s#%d" % (each.name, each.id) for each in plan.output))]
    for i, each in enumerate(inner):
        first, *rest = _lines(each)
        last = i == len(inner) - 1
        made += ["%s %s" % ("+-" if last else ":-", first), *["%s  %s" % (" " if last else ":", line) for line in rest]]
    return made
