def rddToFileName(prefix, suffix, timestamp):
    """`prefix-TIME[.suffix]`; the time is in ms, or a datetime."""
    import time
    from datetime import datetime

    if isinstance(timestamp, datetime):
        timestamp = int(time.mktime(timestamp.timetuple())) * 1000 + timestamp.microsecond // 1000
    return "%s-%d" % (prefix, timestamp) if suffix is None else "%s-%d.%s" % (prefix, timestamp, suffix)
