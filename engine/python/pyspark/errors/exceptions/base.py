"""The exceptions of PySpark. Each has a condition, Spark's name for what went wrong."""
import warnings

from pyspark.errors.texts import CONDITIONS


class PySparkException(Exception):
    """The base of all of them.

    :param message: the text; made of the condition and its parameters where it is not given
    """

    def __init__(self, message=None, errorClass=None, messageParameters=None, contexts=None):
        self._errorClass = errorClass
        self._messageParameters = messageParameters
        self._contexts = contexts or []
        self._state = None
        if message is None:
            text, self._state = CONDITIONS[errorClass]
            message = text.format_map({name: str(value) for name, value in (messageParameters or {}).items()})
        self._message = message
        super().__init__(message)

    def getCondition(self):
        return self._errorClass

    def getErrorClass(self):
        warnings.warn("Deprecated in 4.0.0, use getCondition instead.", FutureWarning)
        return self._errorClass

    def getMessageParameters(self):
        return self._messageParameters

    def getSqlState(self):
        return self._state

    def getMessage(self):
        return "[%s] %s" % (self._errorClass, self._message)

    def getQueryContext(self):
        return self._contexts

    def __str__(self):
        return self._message if self._errorClass is None else self.getMessage()


class AnalysisException(PySparkException):
    """A query that means nothing."""


class SessionNotSameException(PySparkException):
    pass


class TempTableAlreadyExistsException(AnalysisException):
    pass


class ParseException(AnalysisException):
    """SQL text that is not SQL."""


class IllegalArgumentException(PySparkException):
    pass


class ArithmeticException(PySparkException):
    pass


class UnsupportedOperationException(PySparkException):
    pass


class ArrayIndexOutOfBoundsException(PySparkException):
    pass


class DateTimeException(PySparkException):
    pass


class NumberFormatException(IllegalArgumentException):
    pass


class StreamingQueryException(PySparkException):
    pass


class StreamingPythonRunnerInitializationException(PySparkException):
    pass


class QueryExecutionException(PySparkException):
    pass


class PythonException(PySparkException):
    """An error in a function of the script."""

    def __str__(self):
        return self._message


class SparkRuntimeException(PySparkException):
    pass


class SparkUpgradeException(PySparkException):
    pass


class SparkNoSuchElementException(PySparkException):
    pass


class UnknownException(PySparkException):
    pass


class PickleException(PySparkException):
    pass


class PySparkValueError(PySparkException, ValueError):
    pass


class PySparkTypeError(PySparkException, TypeError):
    pass


class PySparkIndexError(PySparkException, IndexError):
    pass


class PySparkAttributeError(PySparkException, AttributeError):
    pass


class PySparkRuntimeError(PySparkException, RuntimeError):
    pass


class PySparkAssertionError(PySparkException, AssertionError):
    pass


class PySparkNotImplementedError(PySparkException, NotImplementedError):
    pass


class PySparkPicklingError(PySparkException):
    pass


class PySparkKeyError(PySparkException, KeyError):
    __str__ = PySparkException.__str__


class PySparkImportError(PySparkException, ImportError):
    pass
