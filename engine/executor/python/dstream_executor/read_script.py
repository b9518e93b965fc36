"""Reads a PySpark Streaming script as a pipeline, by Python's own parser.

Straight-line scripts only: streams made by method calls on the context or on other streams. What makes no stream is
kept as code for the lambdas; a stream method without an operator is told with its line.
"""
import ast
import json

# Statements that every script has and a pipeline says otherwise.
LIFE_CYCLE = {"start", "awaitTermination", "awaitTerminationOrTimeout", "stop", "setLogLevel", "checkpoint"}
CONTEXTS = ("SparkContext", "SparkConf", "StreamingContext")


def read(source, operators_json):
    """:param operators_json: [{kind, usualName, on, method, args, inputs, functions}] of the registry
    :returns: JSON of {nodes, edges, code, name, master, batchInterval, problems: [{line, message}]}
    """
    return json.dumps(Reader(source, json.loads(operators_json)).read())


class Reader:
    def __init__(self, source, operators):
        self.source = source
        self.operators = {(operator["on"], operator["method"]): operator for operator in operators}
        self.found = {"nodes": [], "edges": [], "code": [], "name": None, "master": None, "batchInterval": None, "problems": []}
        self.streams = {}
        self.ssc = None
        self.names = set()

    def read(self):
        try:
            body = ast.parse(self.source).body
        except SyntaxError as error:
            self.problem(error.lineno or 1, "%s: %s" % (type(error).__name__, error.msg))
            return self.found
        self.statements(body)
        return self.found

    def problem(self, line, message):
        self.found["problems"].append({"line": line, "message": message})

    def statements(self, body):
        for statement in body:
            if isinstance(statement, ast.If) and "__main__" in ast.unparse(statement.test):
                self.statements(statement.body)
            elif not self.statement(statement):
                self.keep(statement)

    def statement(self, statement):
        """True if it was understood, as something that a pipeline says."""
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("pyspark"):
            return True
        if isinstance(statement, ast.If) and "sys.argv" in ast.unparse(statement.test):
            return True
        if isinstance(statement, ast.Expr) and isinstance(value, ast.Constant):
            return True
        if not isinstance(statement, (ast.Assign, ast.Expr)) or not isinstance(value, ast.Call):
            return False
        target = statement.targets[0].id if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name) else None
        if self.context(target, value):
            return True
        if isinstance(value.func, ast.Attribute) and value.func.attr in LIFE_CYCLE:
            return True
        node = self.stream(value, target)
        if node is not None and target is not None:
            self.streams[target] = node
        return node is not None

    def context(self, target, call):
        kind = getattr(call.func, "id", getattr(call.func, "attr", None))
        if kind not in CONTEXTS and kind not in ("setAppName", "setMaster"):
            return False
        given = {word.arg: word.value for word in call.keywords}
        given.update(zip(("master", "appName") if kind == "SparkContext" else ("sparkContext", "batchDuration"), call.args))
        if kind == "StreamingContext":
            self.ssc = target
            interval = self.constant(given.get("batchDuration"))
            if isinstance(interval, (int, float)):
                self.found["batchInterval"] = int(interval * 1000)
        for node in ast.walk(call):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("setAppName", "setMaster"):
                given["appName" if node.func.attr == "setAppName" else "master"] = node.args[0]
        self.found["name"] = self.constant(given.get("appName")) or self.found["name"]
        self.found["master"] = self.constant(given.get("master")) or self.found["master"]
        return True

    def stream(self, expression, name):
        """The node of a stream expression, made on the way; None if it is none."""
        if isinstance(expression, ast.Name):
            return self.streams.get(expression.id)
        if not isinstance(expression, ast.Call) or not isinstance(expression.func, ast.Attribute):
            return None
        base, method = expression.func.value, expression.func.attr
        on_context = isinstance(base, ast.Name) and base.id == self.ssc
        parent = None if on_context else self.stream(base, None)
        if not on_context and parent is None:
            return None
        operator = self.operators.get(("ssc" if on_context else "dstream", method))
        if operator is None:
            self.problem(expression.lineno, "%s has no operator yet, so this script cannot become a pipeline. It runs as a script." % method)
            return parent or ""
        return self.node(operator, expression, parent, name)

    def node(self, operator, call, parent, name):
        node = {"id": self.fresh(name or operator["usualName"]), "op": operator["kind"], "params": {}}
        node["name"] = node["id"]
        if parent:
            self.found["edges"].append({"from": parent, "to": node["id"], "port": operator["inputs"][0]})
        given = dict(zip(operator["args"], call.args))
        given.update({word.arg: word.value for word in call.keywords})
        for argument, value in given.items():
            if argument in operator["inputs"]:
                self.found["edges"].append({"from": self.stream(value, None), "to": node["id"], "port": argument})
            elif argument in operator["functions"]:
                node["params"][argument] = ast.get_source_segment(self.source, value)
            else:
                constant = self.constant(value)
                if constant is not None and argument in operator.get("durations", ()):
                    constant = int(constant * 1000)
                if constant is not None:
                    node["params"][argument] = constant
        self.found["nodes"].append(node)
        return node["id"]

    def constant(self, expression):
        try:
            return ast.literal_eval(expression) if expression is not None else None
        except ValueError:
            return None  # Such as sys.argv[1]: the operator's default stands in.

    def fresh(self, base):
        name, number = base, 1
        while name in self.names:
            number += 1
            name = "%s%d" % (base, number)
        self.names.add(name)
        return name

    def keep(self, statement):
        text = ast.get_source_segment(self.source, statement) or ""
        self.found["code"].append({"id": "code%d" % (len(self.found["code"]) + 1), "text": text + "\n"})
