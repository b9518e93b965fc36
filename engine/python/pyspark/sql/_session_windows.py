"""session_window(): spans of a group's rows with no gap of a given length between them, as a column with a start and an end."""
import datetime

from pyspark.errors.exceptions.captured import AnalysisException
from pyspark.sql import types as t
from pyspark.sql._analysis import resolve
from pyspark.sql._coercion import cast_to
from pyspark.sql._evaluation import evaluator
from pyspark.sql._expressions import Attribute, Call
from pyspark.sql._grouping import _key
from pyspark.sql._intervals import duration
from pyspark.sql._operators import nullable_key
from pyspark.sql._plans import Plan
from pyspark.sql._time_windows import SPAN


class SessionWindows(Plan):
    """The rows of each group by time, each with the span of its session; rows without a time or with no gap are left out.

    :param keys: what the rows are grouped by besides
    :param gap: a text such as `5 minutes`, for each row
    """

    def __init__(self, child, time, gap, keys):
        self.child, self.time, self.gap, self.keys = child, time, gap, keys
        self.window = Attribute("session_window", SPAN, False)
        self.output = [*child.output, self.window]

    def compute(self):
        columns, width = self.child.columns(), len(self.child.output)
        time, gap = evaluator(self.time, columns), evaluator(self.gap, columns)
        keys = [evaluator(node, columns) for node in self.keys]
        groups = {}
        for part in self.child.partitions():
            for row in part:
                start, size = time(row), gap(row)
                if start is None or size is None or _gap(size) <= datetime.timedelta():
                    continue
                group = tuple([key(row) for key in keys])
                groups.setdefault(_key(group), (group, []))[1].append((start, start + _gap(size), row[:width]))
        order = [nullable_key(node.type) for node in self.keys]
        ordered = sorted(groups.values(), key=lambda item: [key(value) for key, value in zip(order, item[0])])
        return [[row + (span,) for _, rows in ordered for span, members in _sessions(rows) for row in members]]


def _sessions(rows):
    """The span and the rows of each session."""
    made = []
    for start, end, row in sorted(rows, key=lambda each: each[0]):
        if made and start <= made[-1][1]:
            made[-1][1] = max(made[-1][1], end)
            made[-1][2].append(row)
        else:
            made.append([start, end, [row]])
    return [((start, end), members) for start, end, members in made]


def _gap(text):
    if isinstance(text, datetime.timedelta):
        return text
    try:
        return datetime.timedelta(microseconds=duration(text))
    except ValueError:
        raise AnalysisException("CANNOT_PARSE_INTERVAL", {"intervalString": "'%s'" % text}) from None


def with_session_windows(child, groups, outputs):
    """The child with a column for session_window() where the groups have it, and both lists with that column."""
    found = {each.key(): each for node in groups for each in node.walk() if isinstance(each, Call) and each.name == "session_window"}
    if not found:
        return child, groups, outputs
    if len(found) > 1:
        raise AnalysisException("_LEGACY_ERROR_TEMP_1039")
    ((key, call),) = found.items()
    scope = child.scope()
    time, gap = (resolve(node, scope) for node in call.children)
    if isinstance(time.type, t.StringType):
        time = cast_to(time, t.TimestampType())
    keys = [resolve(node, scope) for node in groups if all(each.key() != key for each in node.walk())]
    made = SessionWindows(child, time, gap, keys)

    def placed(node):
        return made.window if isinstance(node, Call) and node.key() == key else node

    return made, *[[node.transform(placed) for node in nodes] for nodes in (groups, outputs)]
