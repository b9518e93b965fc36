"""Threads that take turns: one runs until it blocks, then the next one. See _suspendable for how a function blocks.

While the main program blocks (sleep, join, awaitTermination, a queue), the threads run.
"""
import queue as queues
import sys
import threading
import time
import traceback
import types

from pyspark import _gateway
from pyspark._suspendable import suspendable

# Seconds between two looks at something that another thread may have changed.
_POLL = 0.01
_READY = 0.0
_threads = []
_current = []
_primitives = {}


class _Running:
    def __init__(self, thread):
        self.thread = thread
        self.steps = call(thread.run)
        self.wake_at = _READY


# --- Turns ------------------------------------------------------------------------------------------------------------


def _turn():
    """Each thread whose time has come runs until it blocks."""
    for running in list(_threads):
        if running not in _threads or running in _current or running.wake_at > time.monotonic():
            continue
        _current.append(running)
        try:
            running.wake_at = next(running.steps)
        except StopIteration:
            _threads.remove(running)
        except BaseException as error:
            _threads.remove(running)
            _told(running.thread, error)
        finally:
            _current.pop()


def _told(thread, error):
    from pyspark._run import users_traceback

    if isinstance(error, SystemExit):
        return
    print("Exception in thread %s:" % thread.name, file=sys.stderr)
    print("".join(users_traceback(error).format()), end="", file=sys.stderr)


def block(steps):
    """For the main program, and for code that cannot be suspended: blocks until the steps are done, and lets threads run."""
    while True:
        try:
            until = next(steps)
        except StopIteration as stop:
            return stop.value
        _turn()
        others = [running.wake_at for running in _threads if running not in _current]
        pause = min([until, *others]) - time.monotonic()
        _gateway.value("sleep", {"ms": max(pause, 0) * 1000})


def wait(method, arguments):
    """A call to the engine that may take long."""
    steps = _asked(method, arguments)
    return block(steps) if _threads else _gateway.value(method, arguments)


def _asked(method, arguments):
    if method == "sleep":
        end = time.monotonic() + arguments["ms"] / 1000
        yield end
        while not _over(end):
            yield end
        return None
    timeout = arguments["timeout"]
    end = None if timeout is None or timeout < 0 else time.monotonic() + timeout / 1000
    while True:
        stopped = _gateway.value(method, {**arguments, "timeout": 0})
        if stopped or _over(end):
            return stopped
        yield _next_look(end)


def call(function, /, *args, **kwargs):
    """Calls it so that it can be suspended, as far as it is the script's."""
    target, bound = (function.__func__, (function.__self__,)) if isinstance(function, types.MethodType) else (function, ())
    primitive = _primitives.get(target) if isinstance(target, types.FunctionType) else None
    steps = primitive or suspendable(target, call, _entered)
    if steps is None:
        return function(*args, **kwargs)
    return (yield from steps(*bound, *args, **kwargs))


def _entered(manager):
    if isinstance(manager, _Lock):
        while manager.locked() and not manager.mine():
            yield time.monotonic() + _POLL
    return manager
    yield


def _over(end):
    return end is not None and time.monotonic() >= end


def _next_look(end):
    look = time.monotonic() + _POLL
    return look if end is None else min(look, end)


def _until(ready, timeout):
    """Waits until ready() is true; its value, or false if the time is up."""
    end = None if timeout is None or timeout < 0 else time.monotonic() + timeout
    while True:
        found = ready()
        if found or _over(end):
            return found
        yield _next_look(end)


def _running_of(thread):
    return next((running for running in _threads if running.thread is thread), None)


def finish():
    """At the end of the script: threads that are no daemons run to their end."""
    if any(not running.thread.daemon for running in _threads):
        block(_until(lambda: all(running.thread.daemon for running in _threads), None))


# --- What blocks --------------------------------------------------------------------------------------------------------


class _Lock:
    """threading.Lock and RLock."""

    def __init__(self, again=False):
        self._again = again
        self._owner = None
        self._count = 0

    def __reduce_ex__(self, protocol):
        raise TypeError("cannot pickle '_thread.%s' object" % ("RLock" if self._again else "lock"))

    def mine(self):
        return self._again and self._owner == _identity()

    def _is_owned(self):
        """What threading.Condition asks of its lock."""
        return self._count > 0 and self._owner == _identity()

    def _try(self):
        if self._count and not self.mine():
            return False
        self._owner = _identity()
        self._count += 1
        return True

    def acquire(self, blocking=True, timeout=-1):
        return self._try() or (block(_until(self._try, timeout)) if blocking else False)

    def release(self):
        if not self._count:
            raise RuntimeError("release unlocked lock")
        self._count -= 1

    def locked(self):
        return self._count > 0

    def __enter__(self):
        self.acquire()
        return True

    def __exit__(self, *_error):
        self.release()


def _identity():
    return id(_current[-1]) if _current else 0


def _acquire(lock, blocking=True, timeout=-1):
    return (yield from _until(lock._try, timeout if blocking else 0))


def _event_wait(event, timeout=None):
    return (yield from _until(event.is_set, timeout))


def _condition_wait(condition, timeout=None):
    waiter = _Lock()
    waiter.acquire()
    condition._waiters.append(waiter)
    condition.release()
    notified = yield from _until(waiter._try, timeout)
    if not notified and waiter in condition._waiters:
        condition._waiters.remove(waiter)
    yield from _until(condition._lock._try, None)
    return notified


def _condition_wait_for(condition, predicate, timeout=None):
    end = None if timeout is None else time.monotonic() + timeout
    result = predicate()
    while not result and not _over(end):
        yield from _condition_wait(condition, None if end is None else end - time.monotonic())
        result = predicate()
    return result


def _semaphore_acquire(semaphore, blocking=True, timeout=None):
    def taken():
        if semaphore._value == 0:
            return False
        semaphore._value -= 1
        return True

    return (yield from _until(taken, timeout if blocking else 0))


def _queue_get(queue, block=True, timeout=None):
    if not (yield from _until(lambda: queue._qsize() > 0, timeout if block else 0)):
        raise queues.Empty
    return queue._get()


def _queue_put(queue, item, block=True, timeout=None):
    if not (yield from _until(lambda: not 0 < queue.maxsize <= queue._qsize(), timeout if block else 0)):
        raise queues.Full
    queue._put(item)
    queue.unfinished_tasks += 1


def _queue_join(queue):
    yield from _until(lambda: queue.unfinished_tasks == 0, None)


def _queue_task_done(queue):
    if queue.unfinished_tasks <= 0:
        raise ValueError("task_done() called too many times")
    queue.unfinished_tasks -= 1
    return None
    yield


def _thread_run(thread):
    if thread._target is not None:
        yield from call(thread._target, *thread._args, **thread._kwargs)


def _thread_join(thread, timeout=None):
    if not thread._started.is_set():
        raise RuntimeError("cannot join thread before it is started")
    yield from _until(lambda: not thread.is_alive(), timeout)


def _timer_run(timer):
    yield from _event_wait(timer.finished, timer.interval)
    if not timer.finished.is_set():
        yield from call(timer.function, *timer.args, **timer.kwargs)
    timer.finished.set()


# --- In place of Python's own ------------------------------------------------------------------------------------------


def install():
    from pyspark import _host
    from pyspark.streaming.context import StreamingContext

    threading.Lock = threading._allocate_lock = _Lock
    threading.RLock = lambda: _Lock(again=True)
    threading.Thread.start = _start
    threading.Thread.is_alive = lambda thread: _running_of(thread) is not None or thread is threading.main_thread()
    main = threading.main_thread()
    threading.current_thread = lambda: _current[-1].thread if _current else main
    threading.enumerate = lambda: [main, *(running.thread for running in _threads)]
    threading.active_count = lambda: len(threading.enumerate())
    threading.get_ident = _identity
    for owner, name, steps in (
        (_Lock, "acquire", _acquire),
        (threading.Event, "wait", _event_wait),
        (threading.Condition, "wait", _condition_wait),
        (threading.Condition, "wait_for", _condition_wait_for),
        (threading.Semaphore, "acquire", _semaphore_acquire),
        (threading.Thread, "run", _thread_run),
        (threading.Thread, "join", _thread_join),
        (threading.Timer, "run", _timer_run),
        (queues.Queue, "get", _queue_get),
        (queues.Queue, "put", _queue_put),
        (queues.Queue, "join", _queue_join),
        (queues.Queue, "task_done", _queue_task_done),
    ):
        setattr(owner, name, _blocking(name, steps))
    threading.Semaphore.__enter__ = threading.Semaphore.acquire
    queues.SimpleQueue = queues.Queue
    _primitives[_host.sleep] = lambda seconds: _asked("sleep", {"ms": seconds * 1000})
    _primitives[StreamingContext.awaitTermination] = lambda ssc, timeout=None: _asked("streaming.await", ssc._awaiting(timeout))
    _primitives[StreamingContext.awaitTerminationOrTimeout] = lambda ssc, timeout: _asked("streaming.await", ssc._awaiting(timeout, required=True))


def suspends(function, steps):
    """Whenever a thread calls the function, it takes these steps instead."""
    _primitives[function] = steps


def _blocking(name, steps):
    def blocking(*args, **kwargs):
        return block(steps(*args, **kwargs))

    blocking.__name__ = blocking.__qualname__ = name
    _primitives[blocking] = steps
    return blocking


def _start(thread):
    if thread._started.is_set():
        raise RuntimeError("threads can only be started once")
    thread._started.set()
    thread._ident = id(thread)
    _threads.append(_Running(thread))
    # As in CPython the new thread comes first, until it blocks.
    _turn()
