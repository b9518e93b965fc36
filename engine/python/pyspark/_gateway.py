"""The way to the engine. A call blocks the script; what the engine asks meanwhile (foreachRDD) is answered on the way."""
import base64
import json
import pickle
import sys

from pyspark._java_errors import exception_of, is_refused

_callbacks = {}
# Numbers of the callbacks that run now, the innermost last: what they ask for belongs to their batches.
_running = []
# Numbers of RDDs whose last object is gone; told to the engine with the next call.
_released = []


def call(method, arguments=None, buffers=()):
    """Asks the engine and waits.

    :returns: the answer, and the bytes that came with it
    """
    import _dstream_bridge

    sys.stdout.flush()
    sys.stderr.flush()
    arguments = dict(arguments or {})
    if _running and _running[-1] is not None:
        arguments["run"] = _running[-1]
    if _released:
        arguments["released"] = _released[:]
        _released.clear()
    text, returned = _dstream_bridge.call(json.dumps([method, arguments]), list(buffers))
    answer = json.loads(text)
    _add(answer["accumulators"])
    if "error" in answer:
        raise exception_of(answer["error"], method, arguments)
    return answer.get("value"), [bytes(data) for data in returned]


def value(method, arguments=None, buffers=()):
    return call(method, arguments, buffers)[0]


def release(number):
    _released.append(number)


def _add(updates):
    from pyspark.accumulators import apply_updates

    for update in updates:
        apply_updates(pickle.loads(base64.b64decode(update)))


def register_callback(function):
    """Makes a function callable by the engine; returns its number."""
    number = len(_callbacks)
    _callbacks[number] = function
    return number


def run_callback(number, told):
    """Called by the engine while the script waits. Returns {value} or {error} as JSON."""
    import traceback

    message = json.loads(told)
    _running.append(message["run"])
    try:
        _add(message["accumulators"])
        return json.dumps({"value": _callbacks[number](*message["args"])})
    except BaseException as error:
        told = traceback.TracebackException(type(error), error, error.__traceback__)
        told.stack = traceback.StackSummary.from_list([frame for frame in told.stack if "/pyspark/" not in frame.filename])
        return json.dumps({"error": {"type": type(error).__name__, "message": str(error), "traceback": "".join(told.format()).rstrip("\n"), "isRefused": is_refused(error)}})
    finally:
        _running.pop()
        sys.stdout.flush()
