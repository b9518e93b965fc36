"""saveAsPickleFile and pickleFile: Hadoop's sequence files, in which Java's serialisation holds pickled batches of records.

What is written here a Spark reads, and the reverse, as long as it is not compressed.
"""
import pickle
import struct

from pyspark.core._part_files import write_parts

_MAGIC = b"SEQ\x06"
_KEY, _VALUE = b"org.apache.hadoop.io.NullWritable", b"org.apache.hadoop.io.BytesWritable"
#: byte[][] as java.io.ObjectOutputStream begins it: the class with its serialVersionUID, no fields
_OF_ARRAYS = b"\xac\xed\x00\x05\x75\x72\x00\x03[[B\x4b\xfd\x19\x15\x67\x67\xdb\x37\x02\x00\x00\x78\x70"
_FIRST_ARRAY = b"\x75\x72\x00\x02[B\xac\xf3\x17\xf8\x06\x08\x54\xe0\x02\x00\x00\x78\x70"
_NEXT_ARRAY = b"\x75\x71\x00\x7e\x00\x02"
#: batches that Spark puts into one Java array
_TOGETHER = 10
_SYNC = bytes(range(16))


class NotReadable(ValueError):
    """A file of another kind."""


def write(folder, partitions, batch_size):
    """
    :param partitions: lists of records
    :param batch_size: records that are pickled together
    """
    write_parts(folder, (_file(records, batch_size) for records in partitions))


def _file(records, batch_size):
    batches = [pickle.dumps(records[at : at + batch_size], 5) for at in range(0, len(records), batch_size)]
    made = _MAGIC + _text(_KEY) + _text(_VALUE) + b"\0\0" + struct.pack(">i", 0) + _SYNC
    for at in range(0, len(batches), _TOGETHER):
        data = _serialised(batches[at : at + _TOGETHER])
        made += struct.pack(">iii", len(data) + 4, 0, len(data)) + data
    return made


def _text(data):
    return bytes([len(data)]) + data


def _serialised(arrays):
    made = _OF_ARRAYS + struct.pack(">i", len(arrays))
    for i, data in enumerate(arrays):
        made += (_NEXT_ARRAY if i else _FIRST_ARRAY) + struct.pack(">i", len(data)) + data
    return made


def read(data, name):
    """The records of a file.

    :raises NotReadable: for a file of another kind
    """
    head = _MAGIC + _text(_KEY) + _text(_VALUE)
    if not data.startswith(head) or data[len(head) : len(head) + 2] != b"\0\0":
        raise NotReadable("%s is no file that saveAsPickleFile wrote without compression." % name)
    at = len(head) + 2
    (count,) = struct.unpack_from(">i", data, at)
    if count:
        raise NotReadable("%s has metadata, which is not available here; run the script on Spark." % name)
    at += 4 + 16
    records = []
    while at < len(data):
        (length,) = struct.unpack_from(">i", data, at)
        if length == -1:
            at += 4 + 16
            continue
        (size,) = struct.unpack_from(">i", data, at + 8)
        for batch in _arrays(data[at + 12 : at + 12 + size], name):
            found = pickle.loads(batch)
            records += found if isinstance(found, list) else [found]
        at += 8 + length
    return records


def _arrays(data, name):
    if not data.startswith(_OF_ARRAYS):
        raise NotReadable("%s holds other objects than saveAsPickleFile writes." % name)
    at = len(_OF_ARRAYS)
    (count,) = struct.unpack_from(">i", data, at)
    at += 4
    for i in range(count):
        at += len(_NEXT_ARRAY if i else _FIRST_ARRAY)
        (size,) = struct.unpack_from(">i", data, at)
        yield data[at + 4 : at + 4 + size]
        at += 4 + size
