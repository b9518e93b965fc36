"""The bytes that come with a task."""
import json


class Buffers:
    """They stay with the host until a step needs them in Python."""

    def __init__(self, proxies, count_words):
        self._proxies = proxies
        self._bytes = {}
        self._count_words = count_words

    def __getitem__(self, index):
        if index not in self._bytes:
            self._bytes[index] = self._proxies[index].to_bytes()
        return self._bytes[index]

    def word_counts(self, index, separator, samples):
        """How often each word is in a text.

        :param separator: None: whitespace
        :returns: the runtime's WordCounts; None where only Python's own functions tell words
        """
        return json.loads(self._count_words(self._proxies[index], separator, samples))
