"""What Spark's reprs tell of the Java RDD behind an RDD: its class, and where it was made."""
import re

_PYTHON = "PythonRDD", "RDD at PythonRDD.scala:59"
_NATIVE = "%s at NativeMethodAccessorImpl.java:0"
_JAVA = {
    "rdd.parallelize": ("ParallelCollectionRDD", "readRDDFromFile at PythonRDD.scala:326"),
    "rdd.textFile": ("MapPartitionsRDD", _NATIVE % "textFile"),
    "rdd.union": ("UnionRDD", _NATIVE % "union"),
    "rdd.coalesce": ("CoalescedRDD", _NATIVE % "coalesce"),
    "rdd.repartition": ("MapPartitionsRDD", _NATIVE % "coalesce"),
    "rdd.partitionBy": ("MapPartitionsRDD", "mapPartitions at PythonRDD.scala:197"),
    "rdd.cartesian": ("CartesianRDD", _NATIVE % "cartesian"),
    "rdd.zip": ("ZippedPartitionsRDD2", _NATIVE % "zip"),
}
# By the engine's names.
_OF_KINDS = {
    "ParallelCollectionRDD": _JAVA["rdd.parallelize"],
    "HadoopRDD": ("HadoopRDD", _NATIVE % "textFile"),
    "UnionRDD": _JAVA["rdd.union"],
    "CoalescedRDD": _JAVA["rdd.coalesce"],
    "CartesianRDD": _JAVA["rdd.cartesian"],
    "ZippedPartitionsRDD2": _JAVA["rdd.zip"],
    "ShuffledRDD": ("ShuffledRDD", _NATIVE % "partitionBy"),
}


def java_rdd(method):
    """Of the RDD that a call of the engine makes."""
    return _JAVA.get(method, _PYTHON)


def debug_string(lineage, rdd):
    """What RDD.toDebugString tells: an RDD a line, stages indented.

    :param lineage: of the engine, [{id, kind, numPartitions, parents}]
    """
    known = {each["id"]: each for each in lineage}
    lines = []

    def parents(number):
        # Operators within partitions are one RDD in Spark.
        each = known[number]
        if each["kind"] == "MapPartitionsRDD":
            while len(each["parents"]) == 1 and known[each["parents"][0][0]]["kind"] == "MapPartitionsRDD":
                each = known[each["parents"][0][0]]
        return each["parents"]

    def told(number):
        kind, made_at = rdd._java if number == rdd._id else _OF_KINDS.get(known[number]["kind"], _PYTHON)
        name = rdd.name() + " " if number == rdd._id and rdd.name() is not None else ""
        return "%s%s[%d] at %s []" % (name, kind, number, made_at)

    def tell_parents(number, prefix):
        found = parents(number)
        for index, (parent, how) in enumerate(found):
            if how == "shuffle":
                tell_stage(parent, re.sub(r"\|\s+$", "", prefix) + "+-", re.sub(r"\|\s+$", "", prefix) + ("  " if index == len(found) - 1 else "| "))
            else:
                lines.append(prefix + told(parent))
                tell_parents(parent, prefix)

    def tell_stage(number, prefix, below):
        count = "(%d)" % known[number]["numPartitions"]
        left = (len(count) - 1) // 2
        lines.append("%s%s %s" % (prefix, count, told(number)))
        tell_parents(number, below + " " * left + "|" + " " * (len(count) - left))

    tell_stage(rdd._id, "", "")
    return "\n".join(lines)
