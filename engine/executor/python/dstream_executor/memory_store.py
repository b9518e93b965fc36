"""What an executor keeps between tasks: shuffle buckets and partitions of persisted RDDs."""


class MemoryStore:
    """Blocks by (kind, owner, part, reducer), as core/kept-block has it. Those that are bytes can be taken out again."""

    def __init__(self):
        # A dict keeps the order of use: what is used goes to the end.
        self._blocks = {}
        self.bytes = 0

    def put(self, key, value):
        self._drop(key)
        self._blocks[key] = value
        if type(value) is bytes:
            self.bytes += len(value)

    def get(self, key):
        value = self._blocks.pop(key, None)
        if value is not None:
            self._blocks[key] = value
        return value

    def forget(self, kind, owners):
        gone = set(owners)
        if gone:
            for key in [key for key in self._blocks if key[1] in gone and key[0] == kind]:
                self._drop(key)

    def clear(self):
        self._blocks.clear()
        self.bytes = 0

    def overflow(self, limit):
        """Takes out what was used least recently, until no more than `limit` bytes are left.

        :returns: (key, bytes) of each
        """
        out = []
        for key, value in self._blocks.items():
            if self.bytes <= limit:
                break
            if type(value) is bytes and value:
                out.append((key, value))
                self.bytes -= len(value)
        for key, _ in out:
            del self._blocks[key]
        return out

    def _drop(self, key):
        value = self._blocks.pop(key, None)
        if type(value) is bytes:
            self.bytes -= len(value)
