"""Records as rows of a table, see `TableRow` in core/task."""
import base64
import math

SAFE_INTEGER = (1 << 53) - 1


def table_row(record):
    fields = getattr(type(record), "_fields", None)
    if isinstance(record, tuple) and fields is not None:
        return [list(fields), [_cell(value) for value in record]]
    if isinstance(record, tuple) and len(record) > 0:
        names = ["key", "value"] if len(record) == 2 else ["_%d" % (index + 1) for index in range(len(record))]
        return [names, [_cell(value) for value in record]]
    if isinstance(record, dict) and record:
        return [[str(name) for name in record], [_cell(value) for value in record.values()]]
    return [["value"], [_cell(record)]]


def _cell(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value) if -SAFE_INTEGER <= value <= SAFE_INTEGER else {"i": str(int(value))}
    if isinstance(value, float):
        return value if math.isfinite(value) else {"r": repr(value)}
    if isinstance(value, (bytes, bytearray)):
        return {"b": base64.b64encode(value).decode("ascii")}
    return {"r": repr(value)}
