import pickle

from pyspark.errors.exceptions.base import PySparkRuntimeError

# In an executor, while a function is unpickled: the numbers of the broadcast variables that it has.
_positions = []
_NOTHING = object()


class Broadcast:
    """A read-only value that functions may refer to. It is sent once, as it was when it was made, to each executor that needs it."""

    def __init__(self, number, data=None):
        self.number = number
        # The driver, too, has a copy: what becomes of the original is not seen.
        self._data = data
        self._value = _NOTHING
        self._on_driver = data is not None
        self._destroyed = False

    @property
    def value(self):
        if self._data is not None:
            self._value, self._data = pickle.loads(self._data), None
        if self._value is _NOTHING:
            from dstream_executor.tasks import executor

            # Looked up, not kept: it lives as long as the executor knows it.
            return executor.value(self.number)
        return self._value

    def unpersist(self, blocking=False):
        """The executors' copies: they are few, and go with the context."""
        self._only_on_driver("unpersisted")

    def destroy(self, blocking=False):
        self._only_on_driver("destroyed")
        self._destroyed = True

    def _only_on_driver(self, operation):
        if not self._on_driver:
            raise PySparkRuntimeError(errorClass="INVALID_BROADCAST_OPERATION", messageParameters={"operation": operation})

    def dump(self, value, f):
        pickle.dump(value, f, 5)
        f.close()

    def load(self, file):
        return pickle.load(file)

    def load_from_path(self, path):
        with open(path, "rb") as file:
            return self.load(file)

    def __reduce__(self):
        raise PySparkRuntimeError(errorClass="INVALID_BROADCAST_OPERATION", messageParameters={"operation": "serialized"})


def from_position(position):
    """A broadcast variable of a function that is being unpickled."""
    if position >= len(_positions):
        raise PySparkRuntimeError(errorClass="BROADCAST_VARIABLE_NOT_LOADED", messageParameters={"variable": position})
    return Broadcast(_positions[position])


def loads(data, numbers):
    """In an executor: a function with the broadcast variables of these numbers."""
    _positions[:] = numbers
    try:
        return pickle.loads(data)
    finally:
        _positions.clear()
