"""Records on their way to another task: bytes."""
import pickle

from pyspark import _pickling

from .failures import UserFailure


def dumps(value):
    """Objects of the user's own classes and functions take the long way, by value: nobody else can import them."""
    try:
        return pickle.dumps(value, 5)
    except (pickle.PicklingError, AttributeError):
        return _pickling.dumps(value)[0]


def pickled(records, rdd):
    """:raises UserFailure: naming the record that cannot be serialised"""
    try:
        return dumps(records)
    except Exception:
        for record in records:
            try:
                dumps(record)
            except Exception as error:
                raise UserFailure(error, None, rdd, (record,)) from None
        raise
