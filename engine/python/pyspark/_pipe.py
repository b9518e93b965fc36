import shlex

from pyspark.errors.exceptions.base import PySparkRuntimeError


def piped(command, env, checkCode):
    """:returns: a function for mapPartitions"""
    arguments = shlex.split(command)

    def run(records):
        try:
            from _dstream_host import runProgram
        except ImportError:
            raise NotImplementedError("RDD.pipe starts programs, which the app does not let lambdas do; run the script with dstream-submit or on Spark.") from None
        from pyodide.ffi import to_js

        text = "".join(str(record).rstrip("\n") + "\n" for record in records)
        environment = to_js(env, dict_converter=_plain_object) if env else None
        status, output, errors, failure = runProgram(to_js(arguments), text, environment).to_py()
        _tell(errors.encode("latin-1"))
        if failure:
            raise FileNotFoundError(2, "RDD.pipe cannot start the program: %s" % failure, arguments[0])
        if checkCode and status:
            raise PySparkRuntimeError(errorClass="PIPE_FUNCTION_EXITED", messageParameters={"func_name": command, "error_code": status})
        return output.encode("latin-1").decode("utf-8").splitlines()

    return run


def _plain_object(entries):
    from js import Object

    return Object.fromEntries(entries)


def _tell(errors):
    import sys

    if errors:
        sys.stderr.write(errors.decode("utf-8", "replace"))
