"""Python 2 as Python 3: the changes that lab scripts of that time need. Works on tokens, so that all else stays as it is."""
import io
import re
import tokenize

_NAMES = {"xrange": "range", "unicode": "str", "raw_input": "input", "basestring": "str", "unichr": "chr", "long": "int"}
_METHODS = {"iteritems": "items", "iterkeys": "keys", "itervalues": "values"}
#: modules of Python 2 by where their names are in Python 3
MODULES = {
    "Queue": "queue", "ConfigParser": "configparser", "StringIO": "io", "cStringIO": "io", "cPickle": "pickle", "urllib2": "urllib.request", "urlparse": "urllib.parse", "httplib": "http.client",
    "SocketServer": "socketserver", "BaseHTTPServer": "http.server", "HTMLParser": "html.parser", "Tkinter": "tkinter", "__builtin__": "builtins", "commands": "subprocess", "thread": "_thread",
}  # fmt: skip
_OPENING, _CLOSING = "([{", ")]}"
_SKIPPED = (tokenize.COMMENT, tokenize.NL)
_ENDS = (tokenize.NEWLINE, tokenize.ENDMARKER)


def rewrite(source):
    """:returns: the source for Python 3"""
    source = _imports(_readable(source))
    for change in (_prints, _excepts, _raises, _lambdas, _has_key, _names):
        source = change(source)
    if re.search(r"(?<![\w.])reduce\(", source) and not re.search(r"import[^\n]*\breduce\b|def reduce\b", source):
        source = _with_import(source, "from functools import reduce\n")
    return source


def _readable(source):
    """What Python 3's tokens do not know at all."""
    source = re.sub(r"<>", "!=", source)
    source = re.sub(r"(?<![\w.\"'])0([0-7]+)\b(?![\w.\"'])", lambda found: "0o" + found.group(1) if found.group(1).strip("0") else found.group(0), source)
    source = re.sub(r"\b(\d+)[lL]\b", r"\1", source)
    return re.sub(r"\b[uU][rR](?=[\"'])", "r", source)


def _imports(source):
    """Modules under their new names; what uses them finds them under the old ones."""
    names = "|".join(MODULES)
    source = re.sub(r"(?m)^(\s*from\s+)(%s)(?=\s+import\b)" % names, lambda found: found[1] + MODULES[found[2]], source)
    return re.sub(r"(?m)^(\s*import\s+)(%s)(\s+as\s+\w+)?(?=\s*(?:#|$))" % names, lambda found: found[1] + MODULES[found[2]] + (found[3] or " as " + found[2]), source)


def _tokens(source):
    return list(tokenize.generate_tokens(io.StringIO(source).readline))


class _Edits:
    """Replacements at places of the source, made from the end."""

    def __init__(self, source):
        self._source = source
        self._starts = [0]
        for line in source.splitlines(True):
            self._starts.append(self._starts[-1] + len(line))
        self._edits = []

    def at(self, position):
        return self._starts[position[0] - 1] + position[1]

    def replace(self, start, end, text):
        self._edits.append((self.at(start), self.at(end), text))

    def text(self, start, end):
        return self._source[self.at(start) : self.at(end)]

    def applied(self):
        result = self._source
        for start, end, text in sorted(self._edits, reverse=True):
            result = result[:start] + text + result[end:]
        return result


def _statements(tokens):
    """Lists of tokens, one a simple statement (or what stands before a colon and after it)."""
    current, depth = [], 0
    for token in tokens:
        if token.type in (tokenize.INDENT, tokenize.DEDENT, *_SKIPPED):
            continue
        depth += (token.string in _OPENING and token.type == tokenize.OP) - (token.string in _CLOSING and token.type == tokenize.OP)
        if token.type in _ENDS or depth == 0 and token.type == tokenize.OP and token.string in (";", ":"):
            if current:
                yield current
            current = []
        else:
            current.append(token)
    if current:
        yield current


def _split(tokens, separator=","):
    parts, depth = [[]], 0
    for token in tokens:
        depth += (token.string in _OPENING) - (token.string in _CLOSING) if token.type == tokenize.OP else 0
        if depth == 0 and token.string == separator and token.type == tokenize.OP:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _prints(source):
    edits = _Edits(source)
    for statement in _statements(_tokens(source)):
        first, rest = statement[0], statement[1:]
        if first.string != "print" or first.type != tokenize.NAME:
            continue
        if not rest:
            edits.replace(first.start, first.end, "print()")
            continue
        if rest[0].string in ("=", ".", "in", "is") or _in_one_pair(rest):
            continue
        ending = ""
        if rest[-1].string == "," and rest[-1].type == tokenize.OP:
            rest, ending = rest[:-1], ', end=" "'
        last = statement[-1].end
        if rest and rest[0].string == ">>":
            parts = _split(rest[1:])
            ending += ", file=" + edits.text(parts[0][0].start, parts[0][-1].end)
            rest = [token for part in parts[1:] for token in part]
        shown = edits.text(rest[0].start, rest[-1].end) if rest else ""
        edits.replace(first.start, last, "print(%s)" % (shown + ending if shown else ending[2:]))
    return edits.applied()


def _in_one_pair(tokens):
    """print (x): as it is, it means the same."""
    if tokens[0].string != "(":
        return False
    depth = 0
    for index, token in enumerate(tokens):
        if token.type == tokenize.OP:
            depth += (token.string in _OPENING) - (token.string in _CLOSING)
        if depth == 0:
            return index == len(tokens) - 1
    return False


def _excepts(source):
    edits = _Edits(source)
    for statement in _statements(_tokens(source)):
        parts = _split(statement[1:])
        if statement[0].string == "except" and len(parts) == 2 and len(parts[1]) == 1 and parts[0]:
            edits.replace(parts[0][-1].end, parts[1][0].start, " as ")
    return edits.applied()


def _raises(source):
    edits = _Edits(source)
    for statement in _statements(_tokens(source)):
        parts = _split(statement[1:])
        if statement[0].string == "raise" and len(parts) == 2 and parts[0] and parts[1]:
            edits.replace(parts[0][-1].end, parts[1][-1].end, "(%s)" % edits.text(parts[1][0].start, parts[1][-1].end))
    return edits.applied()


def _lambdas(source):
    """lambda (k, v): k + v  ->  lambda k_v: k_v[0] + k_v[1]; from the inside out."""
    while True:
        tokens = [token for token in _tokens(source) if token.type not in _SKIPPED]
        found = [index for index, token in enumerate(tokens) if token.string == "lambda" and "(" in _parameters(tokens, index)]
        if not found:
            return source
        source = _without_tuples(source, tokens, found[-1])


def _parameters(tokens, index):
    names = []
    depth = 0
    for token in tokens[index + 1 :]:
        if token.type == tokenize.OP:
            if depth == 0 and token.string in (":", "="):
                break
            depth += (token.string in _OPENING) - (token.string in _CLOSING)
        names.append(token.string)
    return names


def _without_tuples(source, tokens, index):
    edits = _Edits(source)
    depth, at, access = 0, index + 1, {}
    while not (depth == 0 and tokens[at].string == ":"):
        if tokens[at].string == "(" and depth == 0:
            end = _closing(tokens, at)
            names = _nested(tokens[at : end + 1])
            whole = "_".join(_flat(names))
            _paths(names, whole, access)
            edits.replace(tokens[at].start, tokens[end].end, whole)
            at = end + 1
            continue
        depth += (tokens[at].string in _OPENING) - (tokens[at].string in _CLOSING) if tokens[at].type == tokenize.OP else 0
        at += 1
    body = at + 1
    depth = 0
    for position in range(body, len(tokens)):
        token = tokens[position]
        if token.type in _ENDS:
            break
        if token.type == tokenize.OP:
            if depth == 0 and token.string in (",", ")", "]", "}", ";", ":"):
                break
            depth += (token.string in _OPENING) - (token.string in _CLOSING)
        named = tokens[position + 1].string == "=" and depth > 0 and tokens[position - 1].string in ("(", ",")
        if token.type == tokenize.NAME and token.string in access and tokens[position - 1].string != "." and not named:
            edits.replace(token.start, token.end, access[token.string])
    return edits.applied()


def _closing(tokens, at):
    depth = 0
    for index in range(at, len(tokens)):
        depth += (tokens[index].string in _OPENING) - (tokens[index].string in _CLOSING) if tokens[index].type == tokenize.OP else 0
        if depth == 0:
            return index
    raise SyntaxError("a parenthesis is not closed")


def _nested(tokens):
    return [_nested(part) if part[0].string == "(" else part[0].string for part in _split(tokens[1:-1]) if part]


def _flat(names):
    return [each for name in names for each in (_flat(name) if isinstance(name, list) else [name])]


def _paths(names, path, access):
    for index, name in enumerate(names):
        here = "%s[%d]" % (path, index)
        if isinstance(name, list):
            _paths(name, here, access)
        else:
            access[name] = here


def _has_key(source):
    """x.has_key(k)  ->  (k in x)"""
    while True:
        tokens = [token for token in _tokens(source) if token.type not in _SKIPPED]
        index = next((i for i, token in enumerate(tokens) if token.string == "has_key" and i > 1 and tokens[i - 1].string == "." and tokens[i + 1].string == "("), None)
        if index is None:
            return source
        begin = _operand(tokens, index - 2)
        end = _closing(tokens, index + 1)
        edits = _Edits(source)
        key = edits.text(tokens[index + 2].start, tokens[end - 1].end)
        edits.replace(tokens[begin].start, tokens[end].end, "(%s in %s)" % (key, edits.text(tokens[begin].start, tokens[index - 2].end)))
        source = edits.applied()


def _operand(tokens, at):
    """Where the expression that ends at a token begins: names, attributes, calls, subscripts."""
    while True:
        if tokens[at].string in (")", "]"):
            depth = 0
            while True:
                depth += (tokens[at].string in _CLOSING) - (tokens[at].string in _OPENING) if tokens[at].type == tokenize.OP else 0
                if depth == 0:
                    break
                at -= 1
            if tokens[at - 1].type == tokenize.NAME or tokens[at - 1].string in (")", "]"):
                at -= 1
                continue
        if tokens[at - 1].string == ".":
            at -= 2
            continue
        return at


def _names(source):
    edits = _Edits(source)
    tokens = [token for token in _tokens(source) if token.type not in _SKIPPED]
    assigned = {token.string for token, after in zip(tokens, tokens[1:]) if after.string == "=" and token.type == tokenize.NAME}
    for index, token in enumerate(tokens):
        if token.type != tokenize.NAME:
            continue
        after_dot = index > 0 and tokens[index - 1].string == "."
        if after_dot and token.string in _METHODS:
            edits.replace(token.start, token.end, _METHODS[token.string])
        elif not after_dot and token.string in _NAMES and token.string not in assigned:
            edits.replace(token.start, token.end, _NAMES[token.string])
    return edits.applied()


def _with_import(source, line):
    """After the comments at the top and the last import from __future__."""
    lines = source.splitlines(True)
    at = 0
    while at < len(lines) and (lines[at].startswith("#") or not lines[at].strip()):
        at += 1
    for index, text in enumerate(lines):
        if text.startswith("from __future__"):
            at = index + 1
    return "".join([*lines[:at], line, *lines[at:]])
