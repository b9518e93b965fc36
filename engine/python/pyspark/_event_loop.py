"""asyncio for a script: an event loop that waits as time.sleep does, so that threads and the stream's callbacks go on meanwhile."""
import asyncio
import time

#: seconds between two looks where a loop waits for what has no time
_POLL = 0.05


class _Clock:
    """Stands for a selector: there are no sockets to look at, only time."""

    def select(self, timeout=None):
        if timeout is None or timeout > 0:
            time.sleep(_POLL if timeout is None else timeout)
        return []

    def close(self):
        pass


class EventLoop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = _Clock()

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        """Nothing to wake: the loop looks by itself."""

    def run_in_executor(self, executor, func, *args):
        """Done at once: there is one thread."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future


class _Policy(asyncio.events._AbstractEventLoopPolicy):
    def __init__(self):
        self._loop = None

    def get_event_loop(self):
        if self._loop is None or self._loop.is_closed():
            self._loop = EventLoop()
        return self._loop

    def set_event_loop(self, loop):
        self._loop = loop

    def new_event_loop(self):
        return EventLoop()


def install():
    """In place of the browser's loop, which cannot be waited for."""
    asyncio._set_running_loop(None)
    asyncio.events._set_event_loop_policy(_Policy())
