import pickle


class Broadcast:
    """A read-only value that functions may refer to; it travels with them."""

    def __init__(self, value):
        self._value = value
        self._destroyed = False

    @property
    def value(self):
        if self._destroyed:
            raise Exception("Attempted to use Broadcast after it was destroyed")
        return self._value

    def unpersist(self, blocking=False):
        """The executors' copies; they have none of their own."""

    def destroy(self, blocking=False):
        self._destroyed = True
        self._value = None

    def dump(self, value, f):
        pickle.dump(value, f, 5)
        f.close()

    def load(self, file):
        return pickle.load(file)

    def load_from_path(self, path):
        with open(path, "rb") as file:
            return self.load(file)
