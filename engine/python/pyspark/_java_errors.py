"""Errors of the engine as Spark's: what Spark's Java side tells is a Py4JJavaError, what its Python side checks is not."""
import itertools
import re

from py4j.protocol import JavaException, Py4JError, Py4JJavaError

_PYTHON_CHECKS = re.compile("must be multiple of|Can only zip with|the two DStream should|duration|The engine has no")
# The calls that Spark makes on an object of its own, by ours; others have our name.
_CALLED = {
    "rdd.collect": "z:org.apache.spark.api.python.PythonRDD.collectAndServe",
    # A file that is missing is found here; Spark finds it in the first action.
    "rdd.textFile": "z:org.apache.spark.api.python.PythonRDD.collectAndServe",
    "rdd.binaryRecords": "z:org.apache.spark.api.python.PythonRDD.collectAndServe",
    "rdd.readFiles": "z:org.apache.spark.api.python.PythonRDD.collectAndServe",
    "dstream.pprint": "z:org.apache.spark.streaming.api.python.PythonDStream.callForeachRDD",
    "dstream.foreachRDD": "z:org.apache.spark.streaming.api.python.PythonDStream.callForeachRDD",
    "dstream.saveAsTextFiles": "z:org.apache.spark.streaming.api.python.PythonDStream.callForeachRDD",
    "dstream.narrow": "None.org.apache.spark.streaming.api.python.PythonTransformedDStream",
    "dstream.transform": "None.org.apache.spark.streaming.api.python.PythonTransformedDStream",
    "rdd.runJob": "z:org.apache.spark.api.python.PythonRDD.runJob",
    "context.create": "None.org.apache.spark.api.java.JavaSparkContext",
}
_CLASSES = {"invalid-argument": "java.lang.IllegalArgumentException", "no-output-operations": "java.lang.IllegalArgumentException", "context-state": "java.lang.IllegalStateException"}
# By how the text of an error begins.
_CLASSES_OF_TEXTS = {
    "Input path does not exist": "org.apache.hadoop.mapred.InvalidInputException",
    "Input Pattern": "org.apache.hadoop.mapred.InvalidInputException",
    "Output directory": "org.apache.hadoop.mapred.FileAlreadyExistsException",
    "Path: ": "java.io.IOException",
    "QueueInputDStream": "org.apache.spark.SparkException",
    "Couldn't generate RDD from parent": "org.apache.spark.SparkException",
    "Could not generate RDD from a parent": "org.apache.spark.SparkException",
}
_JAVA_NAMES = {str: "java.lang.String", int: "java.lang.Integer", float: "java.lang.Double", bool: "java.lang.Boolean", list: "java.util.ArrayList", dict: "java.util.HashMap"}
_objects = itertools.count(20)
#: what is raised for a Py4JJavaError: a SparkSession changes it for all of PySpark
handler = None


def java_error(called, java_class, message):
    """:param called: where there is a `%d`, it is the number of an object of Java"""
    if "%d" in called:
        called %= next(_objects)
    return _handled(Py4JJavaError("An error occurred while calling %s.\n" % called, JavaException(java_class, message)))


def _handled(error):
    return handler(error) if handler else error


def no_such_method(name, classes):
    """What py4j tells where Java has no method that takes arguments of these classes."""
    return Py4JError("An error occurred while calling o%d.%s. Trace:\npy4j.Py4JException: Method %s([%s]) does not exist\n" % (next(_objects), name, name, ", ".join(classes)))


def java_class(value):
    """What py4j makes of a value of Python."""
    return "null" if value is None else "class " + _JAVA_NAMES.get(type(value), "java.lang.Object")


def _class_of(kind, message):
    # Without the place of the script's line.
    told = re.sub(r"^\S+\.py, line \d+: ", "", message)
    for beginning, java_class in _CLASSES_OF_TEXTS.items():
        if told.startswith(beginning):
            return java_class
    return _CLASSES.get(kind, "org.apache.spark.SparkException")


def exception_of(error, method, arguments):
    """:param error: {type, message, traceback} of the engine"""
    kind, message, traceback = error["type"], error["message"], error.get("traceback")
    if kind == "invalid-argument" and _PYTHON_CHECKS.search(message) and not message.startswith("requirement failed"):
        return ValueError(message)
    if traceback and not traceback.startswith("Traceback"):
        # All of its lines were ours.
        traceback = "Traceback (most recent call last):\n" + traceback
    if "Can only zip RDDs" in message:
        # Spark's Java side finds it.
        java = JavaException("org.apache.spark.SparkException", message)
    elif traceback and method.startswith("rdd."):
        java = JavaException("org.apache.spark.api.python.PythonException", "[PYTHON_EXCEPTION] An exception was thrown from the Python worker: %s" % traceback, None if "save" in method else traceback)
    elif traceback:
        java = JavaException("org.apache.spark.SparkException", "An exception was raised by Python:\n%s\n" % traceback)
    else:
        java = JavaException(_class_of(kind, message), message)
    told = _handled(Py4JJavaError("An error occurred while calling %s.\n" % _called(method, arguments), java))
    told._is_refused = kind == "no-slots"
    return told


def is_refused(error):
    """Whether this, or what it was raised from, says that a job found no slot: then the function is run again."""
    while error is not None and not getattr(error, "_is_refused", False):
        error = error.__cause__
    return error is not None


def _called(method, arguments):
    if method == "rdd.collect" and arguments["limit"] is not None:
        # RDD.take
        method = "rdd.runJob"
    if method == "streaming.await":
        method = "streaming.awaitTermination" if arguments["timeout"] is None else "streaming.awaitTerminationOrTimeout"
    return _CALLED.get(method) or "o%d.%s" % (next(_objects), method.partition(".")[2])
