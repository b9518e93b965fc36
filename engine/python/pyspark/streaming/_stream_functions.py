import traceback

from pyspark import _gateway
from pyspark._pickling import changeable
from pyspark.core.context import place_of
from pyspark.streaming._not_saved import told_as_not_saved


class StreamFunctions:
    """The functions of streams' operators. What they refer to is looked at whenever a batch is made, as in Spark: the
    engine asks for it, where code of the script ran since the last batch."""

    def __init__(self, sparkContext):
        self._sc = sparkContext
        # By the engine's number: the function and what was sent of it last.
        self._changeable = {}
        self._callback = None
        # Lists that queueStreams copied: each with the stream's number, and its length when it was last looked at.
        self._queues = []

    def add(self, function):
        """:returns: the engine's number"""
        if not changeable(function):
            return self._sc._register(function)
        number = _gateway.value("function.reserve", {"place": place_of(function)})
        self._changeable[number] = (function, None)
        return number

    def callback(self):
        """What the engine calls before a batch; None if nothing can change."""
        if self._callback is None and (self._changeable or self._queues):
            self._callback = _gateway.register_callback(self._tell)
        return self._callback

    def watch(self, queue, stream):
        """A queueStream copied a list: what is appended to it later is told."""
        if isinstance(queue, list):
            self._queues.append([queue, stream, len(queue)])

    def _tell(self):
        self.send()
        for watched in self._queues:
            queue, stream, length = watched
            watched[2] = len(queue)
            if len(queue) > length:
                _gateway.value("streaming.queueAppended", {"stream": stream})

    def send(self, strict=False):
        """Sends what changed.

        :param strict: raises what cannot be pickled, instead of failing the batches that need it
        """
        for number, (function, sent) in self._changeable.items():
            arguments, buffers = {"function": number, "place": place_of(function)}, []
            try:
                data, arguments["broadcasts"] = self._sc._pickled_with_broadcasts(function)
                buffers, state = [data], (data, arguments["broadcasts"])
            except Exception as error:
                if strict:
                    with told_as_not_saved(getattr(function, "_function", function)):
                        raise
                told = "".join(traceback.format_exception_only(error)).rstrip("\n")
                arguments["error"] = {"type": type(error).__name__, "message": str(error), "traceback": "Traceback (most recent call last):\n" + told}
                state = str(error)
            if state != sent:
                _gateway.value("function.provide", arguments, buffers)
                self._changeable[number] = (function, state)
