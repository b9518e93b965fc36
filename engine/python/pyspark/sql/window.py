"""Windows for functions: `Window.partitionBy("a").orderBy("b")`."""
import sys

from pyspark.sql._expressions import Ordering
from pyspark.sql.column import to_column


class WindowSpec:
    def __init__(self, partitions=(), orderings=(), frame=None):
        self._partitions = list(partitions)
        self._orderings = list(orderings)
        self._frame = frame

    def partitionBy(self, *cols):
        return WindowSpec(_expressions(cols), self._orderings, self._frame)

    def orderBy(self, *cols):
        orderings = [node if isinstance(node, Ordering) else Ordering(node) for node in _expressions(cols)]
        return WindowSpec(self._partitions, orderings, self._frame)

    def rowsBetween(self, start, end):
        return self._between("rows", start, end)

    def rangeBetween(self, start, end):
        return self._between("range", start, end)

    def _between(self, kind, start, end):
        first = None if start <= Window._PRECEDING_THRESHOLD else start
        last = None if end >= Window._FOLLOWING_THRESHOLD else end
        return WindowSpec(self._partitions, self._orderings, (kind, first, last))


def _expressions(cols):
    given = cols[0] if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else cols
    return [to_column(each) for each in given]


class Window:
    _PRECEDING_THRESHOLD = max(-sys.maxsize, -(2**63) + 1)
    _FOLLOWING_THRESHOLD = min(sys.maxsize, 2**63 - 1)
    unboundedPreceding = -(2**63)
    unboundedFollowing = 2**63 - 1
    currentRow = 0

    @staticmethod
    def partitionBy(*cols):
        return WindowSpec().partitionBy(*cols)

    @staticmethod
    def orderBy(*cols):
        return WindowSpec().orderBy(*cols)

    @staticmethod
    def rowsBetween(start, end):
        return WindowSpec().rowsBetween(start, end)

    @staticmethod
    def rangeBetween(start, end):
        return WindowSpec().rangeBetween(start, end)
