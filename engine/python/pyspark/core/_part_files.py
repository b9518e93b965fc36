"""Folders of part files, as Hadoop leaves them."""
import os
import shutil

from pyspark._java_errors import java_error

#: Hadoop's codecs of text files, by the names of their classes: how the files' names end
SUFFIXES = {None: "", **{"org.apache.hadoop.io.compress.%sCodec" % name: suffix for name, suffix in (("Gzip", ".gz"), ("BZip2", ".bz2"), ("Default", ".deflate"), ("Deflate", ".deflate"))}}
_ELSEWHERE = {"org.apache.hadoop.io.compress.%sCodec" % name for name in ("Snappy", "Lz4", "ZStandard", "Passthrough")}


def suffix_of(codec):
    """
    :raises NotImplementedError: for one that Spark has
    :raises Py4JJavaError: for none
    """
    if codec in _ELSEWHERE:
        raise NotImplementedError("Text files are packed with GzipCodec, BZip2Codec or DeflateCodec here, or not at all; for %s run the script on Spark." % codec)
    if codec not in SUFFIXES:
        raise java_error("z:java.lang.Class.forName", "java.lang.ClassNotFoundException", str(codec))
    return SUFFIXES[codec]


def write_parts(folder, contents, suffix=""):
    """
    :param contents: bytes of each part
    """
    temporary = os.path.join(folder, "_temporary")
    os.makedirs(temporary)
    for number, data in enumerate(contents):
        name = "part-%05d%s" % (number, suffix)
        with open(os.path.join(temporary, name), "wb") as file:
            file.write(data)
        os.rename(os.path.join(temporary, name), os.path.join(folder, name))
    shutil.rmtree(temporary)
    with open(os.path.join(folder, "_SUCCESS"), "wb"):
        pass
