"""SQL text, token by token."""
from pyspark.sql._ddl import syntax_error
from pyspark.sql._lexer import tokens


class TokenReader:
    """
    :param session: for functions that the script registered
    """

    def __init__(self, text, session=None):
        self.text = text
        self.session = session
        self.tokens = tokens(text)
        self.at = 0

    @property
    def token(self):
        return self.tokens[self.at]

    def peek(self, ahead=1):
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def take(self):
        token = self.token
        self.at += 1
        return token

    def is_(self, *words):
        return self.token.lower in words

    def are(self, *words):
        """Whether these words follow."""
        return all(self.peek(i).lower == word for i, word in enumerate(words))

    def accept(self, *words):
        """Takes these words, where they follow."""
        if not self.are(*words):
            return False
        self.at += len(words)
        return True

    def expect(self, *words):
        for word in words:
            if self.token.lower != word:
                raise self.error()
            self.at += 1

    def error(self, token=None):
        token = token or self.token
        return syntax_error(self.text, token.text, token.start)

    def end(self):
        self.accept(";")
        if self.is_("group", "order") and self.peek().lower != "by":
            # Spark takes the word for a name, and stumbles over what follows.
            self.at += 1
        if self.token.kind != "end":
            raise syntax_error(self.text, self.token.text, self.token.start, extra=self.peek().kind == "end")

    def name(self):
        token = self.take()
        if token.kind not in ("word", "quoted"):
            raise self.error(token)
        return token.value

    def parts(self):
        """`a.b.c`"""
        made = [self.name()]
        while self.is_(".") and self.peek().kind in ("word", "quoted"):
            self.at += 1
            made.append(self.name())
        return made

    def listed(self, one):
        made = [one()]
        while self.accept(","):
            made.append(one())
        return made

    def placed(self, node, first):
        """Notes where the node is written, from a token to the one before this."""
        start, end = first.start, self.tokens[self.at - 1].end
        line = self.text.count("\n", 0, start)
        column = start - (self.text.rfind("\n", 0, start) + 1)
        node.position = "; line %d pos %d" % (line + 1, column)
        shown = self.text.split("\n")[line]
        length = min(end - start, len(shown) - column)
        node.place = "\n== SQL (line %d, position %d) ==\n%s\n%s\n" % (line + 1, column + 1, shown, " " * column + "^" * length)
        return node
