"""The exceptions that Spark's JVM raises. Their text ends with the SQLSTATE, then with the place in the query."""
from pyspark.errors.exceptions import base


class CapturedException(base.PySparkException):
    """
    :param place: what follows the SQLSTATE: a position, a piece of the query
    """

    def __init__(self, errorClass, messageParameters=None, place=""):
        super().__init__(None, errorClass, messageParameters)
        if not errorClass.startswith("_LEGACY_ERROR"):
            self._message = "[%s] %s SQLSTATE: %s" % (errorClass, self._message, self._state)
        self._place = place
        self.args = (str(self),)

    def getMessage(self):
        return self._message

    def __str__(self):
        return self._message + self._place



class AnalysisException(CapturedException, base.AnalysisException):
    pass


class ParseException(AnalysisException, base.ParseException):
    def __str__(self):
        return "\n" + self._message + self._place


class IllegalArgumentException(CapturedException, base.IllegalArgumentException):
    pass


def illegal_argument(text):
    """One that has a text alone."""
    made = IllegalArgumentException.__new__(IllegalArgumentException)
    base.PySparkException.__init__(made, text)
    made._place = ""
    return made


class ArithmeticException(CapturedException, base.ArithmeticException):
    pass


class UnsupportedOperationException(CapturedException, base.UnsupportedOperationException):
    pass


class ArrayIndexOutOfBoundsException(CapturedException, base.ArrayIndexOutOfBoundsException):
    pass


class DateTimeException(CapturedException, base.DateTimeException):
    pass


class NumberFormatException(IllegalArgumentException, base.NumberFormatException):
    pass


class SparkRuntimeException(CapturedException, base.SparkRuntimeException):
    pass


class SparkNoSuchElementException(CapturedException, base.SparkNoSuchElementException):
    pass


class PythonException(CapturedException, base.PythonException):
    """
    :param trace: Python's, of an error in a function of the script
    """

    def __init__(self, trace):
        super().__init__("PYTHON_EXCEPTION", {"trace": trace})

    def __str__(self):
        return "An exception was thrown from the Python worker:\n" + self._messageParameters["trace"]


def of_java(error):
    """What becomes of an error of Spark's Java side once there is a SparkSession (install_exception_handler)."""
    java = error.java_exception
    if java.getName() == "java.lang.IllegalArgumentException":
        return illegal_argument(java.getMessage())
    return error if java.trace is None else PythonException(java.trace.rstrip("\n"))
