"""What a script asks of its computer, where this interpreter cannot give it by itself: sleep, standard input, signals."""
import io
import os
import signal
import sys
import time

from pyspark import _gateway
from pyspark._when_imported import when_imported


def install():
    time.sleep = sleep
    os._exit = leave
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BufferedReader(_StandardInput()), encoding="utf-8")
    set_handler = signal.signal

    def handled(number, handler):
        before = set_handler(number, handler)
        if callable(handler):
            _gateway.value("signal.handled")
        return before

    signal.signal = handled
    refuse("subprocess", "Popen", "A script cannot start programs here. To put records through a program, use RDD.pipe; else start it beside the script.")
    refuse("os", "system", "A script cannot start programs here; start them beside the script.")
    refuse("os", "popen", "A script cannot start programs here; start them beside the script.")
    refuse("socket", "socket", "A script has no network of its own here. Streams have: ssc.socketTextStream reads from a server; `nc -lk PORT` beside the script is one.")
    refuse("socket", "create_connection", "A script has no network of its own here; ssc.socketTextStream reads from a server.")
    refuse("concurrent.futures", "ProcessPoolExecutor", "A script cannot start processes here. Work that should run in parallel belongs into an RDD: sc.parallelize(items).map(work).")
    refuse("multiprocessing", "Process", "A script cannot start processes here. Work that should run in parallel belongs into an RDD: sc.parallelize(items).map(work).")
    refuse("multiprocessing", "Pool", "A script cannot start processes here. Work that should run in parallel belongs into an RDD: sc.parallelize(items).map(work).")


def sleep(seconds):
    """Sleeping must not keep the engine from calling back."""
    from pyspark import _threads

    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    _threads.wait("sleep", {"ms": seconds * 1000})


def leave(status):
    """os._exit: at once, whatever is under way."""
    sys.stdout.flush()
    sys.stderr.flush()
    _gateway.value("exit", {"status": status})


class _StandardInput(io.RawIOBase):
    def __init__(self):
        self._left = b""

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self._left:
            self._left = (_gateway.value("stdin.line") or "").encode("utf-8")
        taken = self._left[: len(buffer)]
        self._left = self._left[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def refuse(module, name, sentence):
    when_imported(module, lambda imported: _put(imported, name, sentence))


def _put(module, name, sentence):
    known = getattr(module, name, None)

    def refuse(*_arguments, **_named):
        raise OSError(sentence)

    # A class stays one: other modules have subclasses of it.
    setattr(module, name, type(name, (known,), {"__init__": refuse}) if isinstance(known, type) else refuse)
