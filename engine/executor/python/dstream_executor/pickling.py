"""Records on their way to another task: bytes."""
import io
import pickle
from pickle import loads

from pyspark import _pickling

from .failures import UserFailure


def dumps(value):
    """Objects of the user's own classes and functions take the long way, by value: nobody else can import them."""
    try:
        return pickle.dumps(value, 5)
    except (pickle.PicklingError, AttributeError):
        return _pickling.dumps(value)[0]


# What is never worth a look whether it was written before.
SINGLE = {type(None), bool, int, float, str, bytes}


def dumps_flat(values):
    """Like `dumps`, in less time for a list of numbers, or of texts of which hardly two are the same object."""
    if type(values) is not list or not set(map(type, values)) <= SINGLE:
        return dumps(values)
    file = io.BytesIO()
    pickler = pickle.Pickler(file, 5)
    pickler.fast = True
    pickler.dump(values)
    return file.getvalue()


def pickled(records, rdd):
    """:raises UserFailure: naming the record that cannot be serialised"""
    try:
        return dumps(records)
    except Exception:
        for record in records:
            try:
                dumps(record)
            except Exception as error:
                # What failed for all records together says the same.
                error.__context__ = None
                raise UserFailure(error, None, rdd, (record,)) from None
        raise
