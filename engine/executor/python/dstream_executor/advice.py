"""What to do about the mistakes that are made again and again; shown under Python's own words."""

# (exception class, what its text contains, whether it has to come from the call itself and not from the user's lines, advice)
ADVICE = [
    (TypeError, "unhashable type", False, "A key has to be hashable. Make a tuple of a list, frozenset(s) of a set, tuple(sorted(d.items())) of a dict."),
    (TypeError, "cannot unpack non-iterable", True, "This operator works on (key, value) pairs, and this record is none. Make pairs first, such as with map(lambda x: (x, 1))."),
    (TypeError, "is not subscriptable", True, "This operator works on (key, value) pairs, and this record is none. Make pairs first, such as with map(lambda x: (x, 1))."),
    (ValueError, "values to unpack", True, "This operator works on (key, value) pairs, and this record has another length. Put what belongs together into a tuple: (key, (a, b))."),
    (TypeError, "positional argument", True, "The function is called with another number of arguments. One that reduces takes two values and returns one, such as lambda a, b: a + b; map, filter and flatMap give one record."),
    (TypeError, "object is not iterable", True, "The function has to return something to iterate over, such as a list."),
    (TypeError, "not supported between instances", True, "Values of different types have no order. Give a key function that makes them one type, such as keyfunc=str."),
    (TypeError, "cannot pickle", False, "Records go to other executors as bytes, so a generator, an open file or a lock cannot be one. Return a list or another plain value."),
    (MemoryError, "", False, "The executor reached its memory limit. Use more partitions, or do not hold a whole partition in one list."),
]


def advise(error, in_users_lines):
    """Adds a note to an error that has an advice."""
    text = str(error)
    for kind, part, only_call, advice in ADVICE:
        if isinstance(error, kind) and part in text and not (only_call and in_users_lines):
            if advice not in getattr(error, "__notes__", ()):
                error.add_note(advice)
            return
