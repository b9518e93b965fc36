"""Errors of the engine as Spark's: what Spark's Java side tells is a Py4JJavaError, what its Python side checks is not."""
import itertools
import re

from py4j.protocol import JavaException, Py4JJavaError

_PYTHON_CHECKS = re.compile("must be multiple of|Can only zip with|the two DStream should|duration|The engine has no")
# The calls that Spark makes on an object of its own, by ours; others have our name.
_CALLED = {
    "rdd.collect": "z:org.apache.spark.api.python.PythonRDD.collectAndServe",
    # A file that is missing is found here; Spark finds it in the first action.
    "rdd.textFile": "z:org.apache.spark.api.python.PythonRDD.collectAndServe",
    "rdd.runJob": "z:org.apache.spark.api.python.PythonRDD.runJob",
    "context.create": "None.org.apache.spark.api.java.JavaSparkContext",
}
_CLASSES = {"invalid-argument": "java.lang.IllegalArgumentException", "no-output-operations": "java.lang.IllegalArgumentException", "context-state": "java.lang.IllegalStateException"}
_objects = itertools.count(20)


def exception_of(error, method, arguments):
    """:param error: {type, message, traceback} of the engine"""
    kind, message, traceback = error["type"], error["message"], error.get("traceback")
    if kind == "invalid-argument" and _PYTHON_CHECKS.search(message) and not message.startswith("requirement failed"):
        return ValueError(message)
    if traceback and not traceback.startswith("Traceback"):
        # All of its lines were ours.
        traceback = "Traceback (most recent call last):\n" + traceback
    if traceback and method.startswith("rdd."):
        java = JavaException("org.apache.spark.api.python.PythonException", "[PYTHON_EXCEPTION] An exception was thrown from the Python worker: %s" % traceback)
    elif traceback:
        java = JavaException("org.apache.spark.SparkException", "An exception was raised by Python:\n%s\n" % traceback)
    elif message.startswith("Input path does not exist"):
        java = JavaException("org.apache.hadoop.mapred.InvalidInputException", message)
    else:
        java = JavaException(_CLASSES.get(kind, "org.apache.spark.SparkException"), message)
    return Py4JJavaError("An error occurred while calling %s.\n" % _called(method, arguments), java)


def _called(method, arguments):
    if method == "streaming.await":
        method = "streaming.awaitTermination" if arguments["timeout"] is None else "streaming.awaitTerminationOrTimeout"
    return _CALLED.get(method) or "o%d.%s" % (next(_objects), method.partition(".")[2])
