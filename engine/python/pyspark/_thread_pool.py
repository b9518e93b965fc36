"""concurrent.futures.ThreadPoolExecutor on threads that take turns: each call is a thread of its own."""
import threading

from pyspark import _threads
from pyspark._when_imported import when_imported


def install():
    when_imported("concurrent.futures", _replace)


def _replace(futures):
    class ThreadPoolExecutor(futures.Executor):
        """As many calls at once as there are: `max_workers` is not looked at."""

        def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=()):
            if max_workers is not None and max_workers <= 0:
                raise ValueError("max_workers must be greater than 0")
            self._prefix = thread_name_prefix or "ThreadPoolExecutor"
            self._prepare = initializer, initargs
            self._threads = []
            self._closed = False

        def submit(self, fn, /, *args, **kwargs):
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            initializer, initargs = self._prepare
            if initializer is not None and not self._threads:
                initializer(*initargs)
            future = futures.Future()
            thread = threading.Thread(target=work, args=(future, fn, args, kwargs), name="%s_%d" % (self._prefix, len(self._threads)))
            self._threads.append(thread)
            thread.start()
            return future

        def shutdown(self, wait=True, *, cancel_futures=False):
            self._closed = True
            for thread in self._threads if wait else ():
                thread.join()

    def steps(future, fn, args, kwargs):
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = yield from _threads.call(fn, *args, **kwargs)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    def work(*given):
        return _threads.block(steps(*given))

    _threads.suspends(work, steps)
    futures.ThreadPoolExecutor = ThreadPoolExecutor
