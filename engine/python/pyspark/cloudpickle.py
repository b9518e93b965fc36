"""Pickles of functions and classes of a script, under the name that scripts import."""
import pickle

from pyspark._pickling import dumps as _dumps

loads, load = pickle.loads, pickle.load
PicklingError = pickle.PicklingError


def dumps(obj, protocol=None, buffer_callback=None):
    return _dumps(obj)[0]


def dump(obj, file, protocol=None, buffer_callback=None):
    file.write(dumps(obj))


def register_pickle_by_value(module):
    """Modules that lie beside the script are sent anyway."""


unregister_pickle_by_value = register_pickle_by_value
