import type { SyntaxNode } from '@lezer/common';
import { CONTEXT_METHODS } from '../operator-calls';
import { callOf, childrenOf, elementsOf, memberOf, statementsOf, unwrapped } from '../python-tree';
import { type Scope, streamsOf, type Value } from '../scope';
import type { Notes } from './notes';
import type { Reader } from './reader';
import { UNKNOWN } from './values';

/** Reads statements in the order in which the program gets to them: what each binds, and what it is for. */
export class Statements {
  constructor(private readonly notes: Notes, private readonly reader: Reader) {}

  /** Statements in the order in which the program gets to them. */
  block(body: SyntaxNode, scope: Scope): void {
    for (const statement of statementsOf(body)) this.#read(statement, body.from, scope);
  }

  #read(node: SyntaxNode, block: number, scope: Scope): void {
    const text = this.notes.tree.of(node);
    if (!this.notes.hasError(node)) {
      if (node.name === 'IfStatement' && /^if\s*\(?\s*(__name__\b|['"]__main__)/.test(text)) return this.#bodies(node, scope, 1);
      if (node.name === 'WithStatement' || node.name === 'TryStatement') return this.#bodies(node, scope, Infinity);
    }
    this.notes.begin(node, block);
    if (this.notes.hasError(node)) return this.#opaque(node, scope);
    switch (node.name) {
      case 'AssignStatement':
        return this.#assign(node, scope);
      case 'ExpressionStatement':
        return this.#expression(node, scope);
      case 'ImportStatement':
        return this.#import(node, scope);
      case 'FunctionDefinition':
      case 'DecoratedStatement':
      case 'ClassDefinition':
        return this.#definition(node, scope);
      case 'ReturnStatement': {
        const [, value] = childrenOf(node);
        this.notes.statement.role = 'settings';
        this.notes.returned = (value && this.reader.expressions.evaluate(value, scope)) ?? UNKNOWN;
        return;
      }
      case 'ScopeStatement': {
        const [keyword, ...names] = childrenOf(node);
        for (const name of names) if (name.name === 'VariableName') this.#shared(name, keyword?.name === 'global', scope);
        this.notes.statement.harmless = true;
        return;
      }
      case 'PassStatement':
        this.notes.statement.harmless = true;
        return;
      default:
        return this.#opaque(node, scope);
    }
  }

  /** The first bodies of a compound statement, as if they stood here; except clauses are code, since they may not run. */
  #bodies(node: SyntaxNode, scope: Scope, count: number): void {
    let keyword = '';
    for (const child of childrenOf(node)) {
      if (/^(if|elif|else|try|except|finally|with)$/.test(child.name)) keyword = child.name;
      if (child.name === 'VariableName' && child.prevSibling?.name === 'as' && keyword === 'with') scope.set(this.notes.tree.of(child), this.#context(child.prevSibling.prevSibling, scope));
      if (child.name !== 'Body') continue;
      if (keyword !== 'except' && count-- > 0) this.block(child, scope);
      else for (const statement of statementsOf(child)) this.#apart(statement, child.from, scope);
    }
  }

  /** What `with SparkContext(…) as sc:` gives. */
  #context(expression: SyntaxNode | null, scope: Scope): Value {
    const isMade = expression && /^(\w+\.)*(SparkContext|StreamingContext|SparkSession)\b/.test(this.notes.tree.of(expression));
    return (isMade && this.reader.expressions.evaluate(expression, scope)) || UNKNOWN;
  }

  #apart(node: SyntaxNode, block: number, scope: Scope): void {
    this.notes.begin(node, block);
    this.#opaque(node, scope);
  }

  #import(node: SyntaxNode, scope: Scope): void {
    const text = this.notes.tree.of(node);
    this.notes.statement.role = /^from\s+(pyspark|__future__)/.test(text) || /^import\s+(pyspark|findspark)/.test(text) ? 'settings' : 'definitions';
    for (const [, name, alias] of text.matchAll(/\b(SparkContext|SparkConf|StreamingContext|SparkSession)\s+as\s+(\w+)/g)) scope.set(alias!, { is: 'class', name: name! });
  }

  /** `global x`: a name that is another scope's, and stands here too. */
  #shared(node: SyntaxNode, isGlobal: boolean, scope: Scope): void {
    const name = this.notes.tree.of(node);
    scope.share(name, isGlobal);
    scope.declare(name, node);
    const value = scope.get(name);
    if (value?.is === 'stream') this.notes.use(value.site, node);
  }

  #definition(node: SyntaxNode, scope: Scope): void {
    this.notes.statement.role = 'definitions';
    const definition = node.name === 'DecoratedStatement' ? node.lastChild : node;
    const name = definition?.getChild('VariableName');
    if (!definition || !name) return;
    this.notes.closures.push({ node, scope });
    // What a decorator makes of a class is not known; of a function it is taken to do the same.
    scope.set(this.notes.tree.of(name), definition.name === 'FunctionDefinition' ? { is: 'function', definition, scope } : definition === node || node.getChildren('Decorator').every((at) => /dataclass/.test(this.notes.tree.of(at))) ? { is: 'own class', definition, scope } : UNKNOWN);
  }

  /** `x = value`, `a, b = values`, `a = b = value`. */
  #assign(node: SyntaxNode, scope: Scope): void {
    const groups: SyntaxNode[][] = [[]];
    for (const child of childrenOf(node)) {
      if (child.name === 'AssignOp') groups.push([]);
      else if (child.name !== 'TypeDef' && child.name !== ',') groups.at(-1)!.push(child);
    }
    const values = groups.length > 1 ? groups.pop()! : [];
    const [only] = values;
    if (!only) {
      const [name] = groups[0]!;
      if (name?.name === 'VariableName') scope.declare(this.notes.tree.of(name), name);
      this.notes.statement.harmless = true;
      return;
    }
    const items = values.length > 1 ? values : unwrapped(only).name === 'TupleExpression' ? elementsOf(unwrapped(only)) : [];
    for (const targets of groups) {
      const names = targets.length === 1 && targets[0]!.name === 'TupleExpression' ? elementsOf(targets[0]!) : targets;
      if (names.length > 1 && names.length === items.length) {
        names.forEach((target, index) => this.#bind(target, items[index]!, scope));
      } else if (names.length > 1) {
        const value = this.reader.expressions.evaluate(only, scope) ?? this.#codeValue(node, scope, [only]);
        this.#setRole(value, node);
        names.forEach((target, index) => this.#name(target, value.is === 'list' ? (value.items[index] ?? UNKNOWN) : value, scope));
      } else if (names[0]) {
        if (values.length > 1) this.#name(names[0], { is: 'list', items: values.map((item) => this.reader.expressions.evaluate(item, scope) ?? UNKNOWN) }, scope);
        else this.#bind(names[0], only, scope);
      }
    }
  }

  /** `(name := value)` */
  named(target: SyntaxNode, expression: SyntaxNode, scope: Scope): Value {
    const value = this.reader.expressions.evaluate(expression, scope) ?? this.#codeValue(expression, scope, [expression]);
    this.#name(target, value, scope);
    return value;
  }

  #bind(target: SyntaxNode, expression: SyntaxNode, scope: Scope): void {
    const value = this.reader.expressions.evaluate(expression, scope) ?? this.#codeValue(target.parent!, scope, [expression]);
    this.#setRole(value, expression);
    this.#name(target, value, scope);
  }

  #name(target: SyntaxNode, value: Value, scope: Scope): void {
    const name = this.notes.tree.of(target);
    if (this.#item(target, value, scope)) return;
    const isField = this.#field(target, value, scope);
    if (target.name !== 'VariableName' && !/^self\.\w+$/.test(name)) return;
    if (!isField) scope.set(name, value);
    if (value.is === 'ssc') this.notes.settings.ssc ??= name;
    if (value.is === 'sc') this.notes.settings.sc ??= name;
    if (value.is === 'stream' && value.site.variable === null && value.site.statement === this.notes.statement) {
      value.site.reference = name;
      value.site.variable = { from: target.to - name.replace('self.', '').length, to: target.to };
      value.site.uses.push(...scope.declarations(name));
    }
    if (this.notes.statement.role !== 'definitions') this.notes.computed.add(name);
  }

  /** `object.name = value` */
  #field(target: SyntaxNode, value: Value, scope: Scope): boolean {
    const member = memberOf(target, this.notes.tree);
    const owner = member && this.reader.expressions.evaluate(member.object, scope);
    if (owner?.is !== 'object') return false;
    owner.fields.set(member!.name, value);
    return true;
  }

  /** `streams["words"] = value`: the stream has no name of its own, and is found by its key. */
  #item(target: SyntaxNode, value: Value, scope: Scope): boolean {
    const key = target.name === 'MemberExpression' ? this.reader.expressions.keyOf(target, scope) : undefined;
    if (key === undefined || target.firstChild?.name !== 'VariableName') return false;
    const name = this.notes.tree.of(target.firstChild);
    const before = scope.get(name);
    if (before?.is === 'list' && typeof key === 'number') scope.set(name, { is: 'list', items: before.items.with(key, value) });
    else if (before?.is === 'dict' || streamsOf(value).length > 0) scope.set(name, { is: 'dict', entries: new Map([...(before?.is === 'dict' ? before.entries : []), [key, value]]) });
    return true;
  }

  /** What an assignment is, by its value: constants are definitions that lambdas may use. */
  #setRole(value: Value, expression: SyntaxNode): void {
    const site = this.notes.statement;
    if (site.role !== 'code') return;
    if (value.is === 'argument') site.harmless = true;
    else if (value.is === 'stream' || value.is === 'list' || value.is === 'dict') site.role = 'streams';
    else if (value.is !== 'rdd' && value.is !== 'unknown') site.role = value.is === 'constant' || value.is === 'function' ? 'definitions' : 'settings';
    else if (value.is === 'unknown' && !/\b(?!re\.compile)[\w.]+\s*\(/.test(this.notes.tree.of(expression))) site.role = 'definitions';
  }

  #expression(node: SyntaxNode, scope: Scope): void {
    const [expression] = childrenOf(node);
    const site = this.notes.statement;
    if (!expression) return;
    if (/String$/.test(expression.name)) {
      site.harmless = true;
      return;
    }
    const value = this.reader.expressions.evaluate(expression, scope);
    if (value === null) return this.#opaque(node, scope);
    if (site.role === 'code') site.role = value.is === 'stream' || site.nodes.length > 0 ? 'streams' : value.is === 'rdd' || value.is === 'unknown' ? 'code' : 'settings';
  }

  /** An expression that is not understood: a stream where it has to do with streams. */
  #codeValue(node: SyntaxNode, scope: Scope, expressions: readonly SyntaxNode[]): Value {
    const streams = [...new Set(expressions.flatMap((expression) => this.notes.mentioned(expression, scope)))];
    const text = expressions.map((expression) => this.notes.tree.of(expression)).join(', ');
    const makes = /\.(socketTextStream|textFileStream|queueStream|binaryRecordsStream|createStream|createDirectStream)\s*\(/.test(text);
    if ((streams.length === 0 && !makes) || expressions.some(({ name }) => name === 'LambdaExpression')) return UNKNOWN;
    return this.notes.code(node, streams);
  }

  /** A statement that is kept as it is. What it assigns is unknown from here on, or a stream of its code node. */
  #opaque(node: SyntaxNode, scope: Scope): void {
    const text = this.notes.tree.of(node);
    if (node.name === 'IfStatement' && /sys\.argv/.test(text) && /\b(exit|_exit|print_help|usage)\b/i.test(text) && !/\bssc\b/.test(text)) {
      this.notes.statement.harmless = true;
      return;
    }
    const streams = [...new Set(this.notes.mentioned(node, scope))];
    const made = new Set<string>();
    node.cursor().iterate((at) => {
      // What a lambda does is done later, if at all.
      if (at.name === 'LambdaExpression') return false;
      if (at.name === 'AssignStatement' || at.name === 'UpdateStatement') this.#assigned(at.node, scope, made);
      else if (at.name === 'CallExpression') this.#calledWithin(at.node, scope, made);
      return undefined;
    });
    if (streams.length === 0 && made.size === 0) return;
    const value = this.notes.code(node, streams);
    for (const name of made) scope.set(name, value);
  }

  #assigned(node: SyntaxNode, scope: Scope, made: Set<string>): void {
    // What a loop puts into a list or a dict makes all of it unknown.
    const target = node.firstChild?.name === 'MemberExpression' && childrenOf(node.firstChild)[1]?.name === '[' ? node.firstChild.firstChild : node.firstChild;
    if (!target || (target.name !== 'VariableName' && !/^self\.\w+$/.test(this.notes.tree.of(target)))) return;
    const name = this.notes.tree.of(target);
    const text = this.notes.tree.of(node);
    this.notes.computed.add(name);
    const [, kind] = /=\s*(?:\w+\.)*(SparkContext|StreamingContext)(?:\.getOrCreate)?\s*\(/.exec(text) ?? [];
    if (kind) {
      const call = node.lastChild && callOf(node.lastChild, this.notes.tree);
      if (call) this.reader.methods.make(kind, call, scope);
      scope.set(name, { is: kind === 'SparkContext' ? 'sc' : 'ssc' });
      return;
    }
    const expression = node.lastChild;
    const before = scope.get(name);
    const ofContext = expression && this.notes.tree.names(expression).some((variable) => scope.get(this.notes.tree.of(variable))?.is === 'ssc') && /Stream\s*\(/.test(text);
    if (ofContext || before?.is === 'stream' || (expression && this.notes.mentioned(expression, scope).length > 0)) made.add(name);
    else scope.set(name, UNKNOWN);
  }

  /** start(), stop(), streams.append() and the like within a statement that is kept as it is. */
  #calledWithin(node: SyntaxNode, scope: Scope, made: Set<string>): void {
    const member = node.firstChild && memberOf(node.firstChild, this.notes.tree);
    if (member?.name === 'append' && /Stream\s*\(/.test(this.notes.tree.of(node))) made.add(this.notes.tree.of(member.object));
    if (!member || !CONTEXT_METHODS.has(member.name) || member.object.name === 'CallExpression') return;
    const value = scope.get(this.notes.tree.of(member.object));
    if (value?.is === 'ssc') this.notes.live(member.name, node);
  }
}
