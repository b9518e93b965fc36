"""The first n of an order. Equal rows come in the order in which Spark's own selection leaves them: it is not stable."""
import functools


def top(rows, n, compare):
    """The n first rows of one partition: a buffer of 2n rows, halved by quickselect whenever it is full."""
    key = functools.cmp_to_key(compare)
    if n == 0 or not rows:
        return []
    buffer, threshold = [], None
    for row in rows:
        if not buffer:
            threshold = row
            buffer.append(row)
        elif len(buffer) < n:
            buffer.append(row)
            if compare(row, threshold) > 0:
                threshold = row
        elif compare(row, threshold) < 0:
            buffer.append(row)
            if len(buffer) == 2 * n:
                threshold = _halve(buffer, n, compare)
    return sorted(buffer, key=key)[:n]


def _halve(buffer, n, compare):
    left, right, lowest = 0, 2 * n - 1, 0
    rounds, most = 0, max(1, (right - left - 1).bit_length()) * 3
    while left < right:
        at = _partition(buffer, left, right, (left + right + 1) >> 1, compare)
        if at > n:
            right = at - 1
        elif at < n:
            left = max(at, left + 1)
            lowest = at
        else:
            break
        rounds += 1
        if rounds >= most:
            buffer[left : right + 1] = sorted(buffer[left : right + 1], key=functools.cmp_to_key(compare))
            break
    del buffer[n:]
    threshold = buffer[lowest]
    for row in buffer[lowest + 1 :]:
        if compare(row, threshold) > 0:
            threshold = row
    return threshold


def _partition(buffer, left, right, pivot, compare):
    value = buffer[pivot]
    buffer[pivot] = buffer[right]
    at = left
    for i in range(left, right):
        if compare(buffer[i], value) < 0:
            buffer[at], buffer[i] = buffer[i], buffer[at]
            at += 1
    buffer[right] = buffer[at]
    buffer[at] = value
    return at


def merge(first, second, n, compare):
    """The n first of two ordered lists. Of equal rows, the other list's comes next, as in a heap of two."""
    made, current, other = [], first, second
    if second and (not first or compare(second[0], first[0]) < 0):
        current, other = second, first
    i, j = 0, 0
    while len(made) < n and i < len(current):
        made.append(current[i])
        i += 1
        if j < len(other) and (i >= len(current) or compare(current[i], other[j]) >= 0):
            current, other, i, j = other, current, j, i
    return made
