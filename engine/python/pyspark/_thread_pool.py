"""Pools of threads on threads that take turns: each call is a thread of its own."""
import threading

from pyspark import _threads
from pyspark._when_imported import when_imported


def install():
    when_imported("concurrent.futures", _replace)
    when_imported("multiprocessing.pool", _replace_pool)


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


def _replace_pool(module):
    """multiprocessing.pool.ThreadPool, whose own one needs locks between processes."""
    from concurrent.futures import ThreadPoolExecutor

    class AsyncResult:
        def __init__(self, futures, listed, callback=None, error_callback=None):
            self._futures = futures
            self._listed = listed
            for future in futures[-1:]:
                future.add_done_callback(lambda _: self._tell(callback, error_callback))

        def _tell(self, callback, error_callback):
            error = next((future.exception() for future in self._futures if future.exception()), None)
            told = callback if error is None else error_callback
            if told is not None:
                told(self.get() if error is None else error)

        def get(self, timeout=None):
            try:
                results = [future.result(timeout) for future in self._futures]
            except TimeoutError:
                raise module.TimeoutError from None
            return results if self._listed else results[0]

        def wait(self, timeout=None):
            try:
                self.get(timeout)
            except Exception:  # noqa: S110  get() tells it
                pass

        def ready(self):
            return all(future.done() for future in self._futures)

        def successful(self):
            if not self.ready():
                raise ValueError("%r not ready" % (self,))
            return all(future.exception() is None for future in self._futures)

    class ThreadPool:
        def __init__(self, processes=None, initializer=None, initargs=()):
            if processes is not None and processes < 1:
                raise ValueError("Number of processes must be at least 1")
            self._executor = ThreadPoolExecutor(processes, "ThreadPool", initializer, initargs)

        def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
            return AsyncResult([self._executor.submit(func, *args, **kwds)], False, callback, error_callback)

        def apply(self, func, args=(), kwds={}):
            return self.apply_async(func, args, kwds).get()

        def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
            return AsyncResult([self._executor.submit(func, *args) for args in iterable], True, callback, error_callback)

        def starmap(self, func, iterable, chunksize=None):
            return self.starmap_async(func, iterable).get()

        def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
            return self.starmap_async(func, ((each,) for each in iterable), chunksize, callback, error_callback)

        def map(self, func, iterable, chunksize=None):
            return self.map_async(func, iterable).get()

        def imap(self, func, iterable, chunksize=1):
            return iter(self.map(func, iterable))

        imap_unordered = imap

        def close(self):
            self._executor.shutdown(wait=False)

        terminate = close

        def join(self):
            self._executor.shutdown()

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.terminate()

    module.ThreadPool = ThreadPool
