class Py4JError(Exception):
    pass


class Py4JNetworkError(Py4JError):
    pass


class Py4JJavaError(Py4JError):
    """An error that Spark tells on its Java side.

    :param msg: what was called, such as "An error occurred while calling o23.start.\\n"
    :param java_exception: see JavaException
    """

    def __init__(self, msg, java_exception):
        self.args = (msg, java_exception)
        self.errmsg = msg
        self.java_exception = java_exception
        self.exception_cmd = ""

    def __str__(self):
        return "%s: %s" % (self.errmsg, self.java_exception.stack_trace())


class JavaException:
    """What scripts ask of a java.lang.Throwable.

    :param trace: Python's, where this is what a function of the script raised in a task
    """

    def __init__(self, java_class, message, trace=None):
        self._class = java_class
        self._message = message
        self.trace = trace

    def stack_trace(self):
        return "%s: %s\n" % (self._class, self._message)

    def toString(self):
        return "%s: %s" % (self._class, self._message)

    __str__ = toString

    def getMessage(self):
        return self._message

    getLocalizedMessage = getMessage

    def getClass(self):
        return self

    def getName(self):
        return self._class

    def getSimpleName(self):
        return self._class.rpartition(".")[2]

    def getCause(self):
        return None

    def printStackTrace(self):
        import sys

        sys.stderr.write(self.stack_trace())
