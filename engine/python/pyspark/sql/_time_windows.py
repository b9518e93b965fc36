"""window(): each row once for each span of time that it falls into, as a column `window` with a start and an end."""
import datetime

from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._analysis import resolve
from pyspark.sql._coercion import cast_to
from pyspark.sql._evaluation import evaluator
from pyspark.sql._expressions import Alias, Attribute, Call, Literal
from pyspark.sql._intervals import duration, micros
from pyspark.sql._plans import Plan

_EPOCH = datetime.datetime(1970, 1, 1)
SPAN = t.StructType([t.StructField("start", t.TimestampType()), t.StructField("end", t.TimestampType())])


class TimeWindows(Plan):
    """:param size: microseconds, as are `slide` and `start`"""

    def __init__(self, child, time, size, slide, start):
        self.child, self.time = child, time
        self.size, self.slide, self.start = size, slide, start
        self.window = Attribute("window", SPAN, False)
        self.output = [*child.output, self.window]

    def compute(self):
        time = evaluator(self.time, self.child.columns())
        width = len(self.child.output)
        return [[row[:width] + (span,) for row in part for span in self._spans(time(row))] for part in self.child.partitions()]

    def _spans(self, moment):
        """The latest first; none for a row without a time."""
        if moment is None:
            return
        at = micros(moment - _EPOCH)
        begin = at - (at - self.start) % self.slide
        while begin + self.size > at:
            yield _EPOCH + datetime.timedelta(microseconds=begin), _EPOCH + datetime.timedelta(microseconds=begin + self.size)
            begin -= self.slide


def with_time_windows(child, *lists):
    """The child with a column for window() where the expressions call it, and the lists of expressions with that column."""
    found = {each.key(): each for nodes in lists for node in nodes for each in node.walk() if isinstance(each, Call) and each.name == "window"}
    if not found:
        return child, *lists
    if len(found) > 1:
        raise AnalysisException("_LEGACY_ERROR_TEMP_1039")
    (call,) = found.values()
    time = resolve(call.children[0], child.scope())
    if isinstance(time.type, t.StringType):
        time = cast_to(time, t.TimestampType())
    made = TimeWindows(child, time, *_durations(call))

    def placed(node):
        return made.window if isinstance(node, Call) and node.key() == call.key() else node

    return made, *[[node.transform(placed) for node in nodes] for nodes in lists]


def _durations(call):
    given = [_micros(each) for each in call.children[1:]]
    size = given[0]
    slide = given[1] if len(given) > 1 else size
    if slide > size:
        told = {"sqlExpr": '"window(%s, %d, %d, %d)"' % (call.children[0].sql(), size, slide, given[2] if len(given) > 2 else 0), "leftExprName": "`slide_duration`", "leftExprValue": "%dL" % slide, "constraint": "<=", "rightExprName": "`window_duration`", "rightExprValue": "%dL" % size}
        raise AnalysisException("DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION", told, ";")
    return size, slide, given[2] if len(given) > 2 else 0


def _micros(node):
    while isinstance(node, Alias):
        node = node.child
    value = node.value if isinstance(node, Literal) else None
    if isinstance(value, datetime.timedelta):
        return micros(value)
    try:
        return duration(value)
    except (ValueError, TypeError, AttributeError):
        raise AnalysisException("CANNOT_PARSE_INTERVAL", {"intervalString": "'%s'" % value}) from None
