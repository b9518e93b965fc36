"""Serializers that scripts name. The engine has its own way with records; these serve who calls them."""
import marshal
import pickle

from pyspark import _pickling


class Serializer:
    def dumps(self, obj):
        raise NotImplementedError

    def loads(self, obj, encoding="utf-8"):
        raise NotImplementedError

    def __eq__(self, other):
        return isinstance(other, self.__class__) and vars(self) == vars(other)

    def __hash__(self):
        return hash(str(self))

    def __repr__(self):
        return "%s()" % type(self).__name__


FramedSerializer = Serializer


class PickleSerializer(Serializer):
    def dumps(self, obj):
        return pickle.dumps(obj, 5)

    def loads(self, obj, encoding="bytes"):
        return pickle.loads(obj, encoding=encoding)


class CloudPickleSerializer(PickleSerializer):
    """For functions, too."""

    def dumps(self, obj):
        try:
            return _pickling.dumps(obj)[0]
        except pickle.PicklingError:
            raise
        except Exception as error:
            raise pickle.PicklingError("Could not serialize object: %s: %s" % (type(error).__name__, error)) from error


CPickleSerializer = CloudPickleSerializer


class MarshalSerializer(Serializer):
    def dumps(self, obj):
        return marshal.dumps(obj)

    def loads(self, obj, encoding=None):
        return marshal.loads(obj)


class NoOpSerializer(Serializer):
    def dumps(self, obj):
        return obj

    def loads(self, obj, encoding=None):
        return obj


class _Wrapping(Serializer):
    def __init__(self, serializer, *settings):
        self.serializer = serializer
        self.settings = settings

    def dumps(self, obj):
        return self.serializer.dumps(obj)

    def loads(self, obj, encoding="utf-8"):
        return self.serializer.loads(obj)


class BatchedSerializer(_Wrapping):
    pass


class AutoBatchedSerializer(_Wrapping):
    pass


class UTF8Deserializer(Serializer):
    def __init__(self, use_unicode=True):
        self.use_unicode = use_unicode

    def loads(self, obj, encoding=None):
        return obj.decode("utf-8") if self.use_unicode else obj


def read_int(stream):
    data = stream.read(4)
    if len(data) < 4:
        raise EOFError
    return int.from_bytes(data, "big", signed=True)


def write_int(value, stream):
    stream.write(value.to_bytes(4, "big", signed=True))
