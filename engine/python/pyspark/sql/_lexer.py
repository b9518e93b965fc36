"""SQL text as tokens."""
import re

from pyspark.sql._ddl import syntax_error

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<number>(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?(?:BD|bd|[LlSsYyDdFf])?(?!\w))
    |(?P<string>[rR]?'(?:[^'\\]|\\.|'')*'|[rR]?"(?:[^"\\]|\\.)*")
    |(?P<quoted>`(?:[^`]|``)*`)
    |(?P<word>[^\W\d]\w*|\d+[^\W\d]\w*)
    |(?P<sign><=>|<=|>=|<>|!=|==|\|\||\|>|::|->|[-+*/%=<>()\[\],.;:~&|^!?])""",
    re.S | re.X,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a"}


class Token:
    __slots__ = ("kind", "text", "start", "end")

    def __init__(self, kind, text, start, end):
        self.kind, self.text, self.start, self.end = kind, text, start, end

    @property
    def lower(self):
        return self.text.lower() if self.kind in ("word", "sign") else ""

    @property
    def value(self):
        """A string without its quotes, a name without its back quotes."""
        if self.kind == "quoted":
            return self.text[1:-1].replace("``", "`")
        if self.kind != "string":
            return self.text
        if self.text[0] in "rR":
            return self.text[2:-1]
        quote = self.text[0]
        return re.sub(r"\\(.)|" + quote * 2, lambda found: _escaped(found, quote), self.text[1:-1], flags=re.S)


def _escaped(found, quote):
    letter = found[1]
    if letter is None:
        return quote
    # \% and \_ stay as they are: LIKE reads them.
    return "\\" + letter if letter in "%_" else _ESCAPES.get(letter, letter)


def tokens(text):
    """:raises ParseException: for a letter that starts nothing"""
    made, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise syntax_error(text, text[at], at)
        if found.lastgroup != "space":
            made.append(Token(found.lastgroup, found[0], at, found.end()))
        at = found.end()
    made.append(Token("end", "", len(text.rstrip()) if made else 0, len(text)))
    return made
