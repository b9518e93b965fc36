import type { SyntaxNode } from '@lezer/common';
import { emptyPipeline, type ParamValue, type Pipeline, type PipelineEdge, type PipelineNode } from '#engine/model';
import { type OperatorDeclaration, operators } from '#engine/operators';
import { matchNodes, pipelineOf, type Previous } from './match-nodes';
import { CONTEXT_METHODS, operatorOf, paramValue, STREAM_SETTINGS } from './operator-calls';
import { piecesOf } from './pieces';
import { constantOf } from './python-literals';
import { bodyOf, type Call, callOf, childrenOf, memberOf, PythonTree, statementsOf, unwrapped } from './python-tree';
import { argumentSites, CONTEXT_CLASSES, noSettings, noteSettings } from './read-contexts';
import type { FunctionSite, InputSite, LifeCycle, NodeSite, ScriptReading, StatementSite, UnknownMethod } from './reading';
import { Scope, streamsOf, type Value } from './scope';
import { syntaxProblems } from './syntax-problems';
import type { Range } from './text-edits';

/** What was known of the document before: its nodes keep their ids and names where the script still has them. */
export interface ReadOptions {
  readonly previous?: Previous;
  /** Name for a script that gives its application none. */
  readonly name?: string;
}

/**
 * Reads a PySpark Streaming script as a pipeline, as Python would get through it: into `main()`, into the function
 * that getOrCreate calls, through `with` and `try`. What is not understood is kept as code, and drawn as a "code" node
 * where it touches streams. Never throws, whatever the text is.
 */
export function readScript(text: string, options: ReadOptions = {}): ScriptReading {
  return new Reader(text).read(options);
}

const UNKNOWN: Value = { is: 'unknown' };
const ARGUMENT: Value = { is: 'argument' };
const RDD: Value = { is: 'rdd' };
/** What makes an RDD; all else that a SparkContext gives is a value like any other. */
const OF_SC_RDD = new Set(['parallelize', 'textFile', 'wholeTextFiles', 'range', 'emptyRDD', 'union', 'pickleFile', 'binaryFiles', 'binaryRecords']);
/** What an RDD's actions give is no RDD. */
const ACTIONS = /^(collect|count|first|take|top|reduce|fold|aggregate|sum|max|min|mean|stdev|variance|is|get|lookup|foreach|save|toDF|stats|histogram)/;

class Reader {
  readonly #tree: PythonTree;
  readonly #errors: readonly number[];
  readonly #settings = noSettings();
  readonly #statements: StatementSite[] = [];
  readonly #sites: NodeSite[] = [];
  readonly #lifeCycle: LifeCycle[] = [];
  readonly #orders = new Map<NodeSite, number>();
  /** Where functions begin that were read where they are called: they are no statements of their own. */
  readonly #inlined = new Set<number>();
  /** Names whose values are no definitions: what uses them needs the script to run. */
  readonly #computed = new Set<string>();
  readonly #functions: { readonly site: NodeSite; readonly param: string; readonly value: SyntaxNode; readonly scope: Scope }[] = [];
  readonly #unknownMethods: UnknownMethod[] = [];
  /** Functions are looked through at the end, when it is known what their names hold. */
  readonly #closures: { readonly node: SyntaxNode; readonly scope: Scope }[] = [];
  #statement: StatementSite = { from: 0, to: 0, role: 'code', nodes: [], block: 0, scope: 0, harmless: true };
  #function = 0;
  readonly #calls = new Map<string, Value | null>();
  #callCounts: Map<string, number> | null = null;
  #returned: Value = UNKNOWN;

  constructor(text: string) {
    this.#tree = new PythonTree(text);
    this.#errors = this.#tree.errorOffsets();
  }

  read(options: ReadOptions): ScriptReading {
    const scope = new Scope();
    this.#block(this.#tree.top, scope);
    if (!this.#settings.streamingContext) this.#uncalled(scope);
    for (const { node, scope: at } of this.#closures) this.#mentioned(node, at);
    const statements = this.#statements.filter((site) => !this.#inlined.has(site.from)).sort((a, b) => a.from - b.from || b.to - a.to);
    const pipeline = { ...this.#pipeline(options), code: piecesOf(this.#tree.text, statements) };
    return {
      text: this.#tree.text,
      tree: this.#tree,
      pipeline,
      statements,
      sites: new Map(this.#sites.map((site) => [site.node.id, site])),
      settings: this.#settings,
      lifeCycle: this.#lifeCycle,
      orders: new Map([...this.#orders].map(([{ node }, order]) => [node.id, order])),
      functions: this.#functions.map((each) => this.#functionSite(each)),
      unknownMethods: this.#unknownMethods,
      problems: syntaxProblems(this.#tree),
      complete: this.#isComplete(statements),
    };
  }

  /** Statements in the order in which the program gets to them. */
  #block(body: SyntaxNode, scope: Scope): void {
    for (const statement of statementsOf(body)) this.#read(statement, body.from, scope);
  }

  #read(node: SyntaxNode, block: number, scope: Scope): void {
    const text = this.#tree.of(node);
    if (!this.#hasError(node)) {
      if (node.name === 'IfStatement' && /^if\s*\(?\s*(__name__\b|['"]__main__)/.test(text)) return this.#bodies(node, scope, 1);
      if (node.name === 'WithStatement' || node.name === 'TryStatement') return this.#bodies(node, scope, Infinity);
    }
    this.#statement = { from: node.from, to: node.from + text.trimEnd().length, role: 'code', nodes: [], block, scope: this.#function, harmless: false };
    this.#statements.push(this.#statement);
    if (this.#hasError(node)) return this.#opaque(node, scope);
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
        this.#statement.role = 'settings';
        this.#returned = (value && this.#evaluate(value, scope)) ?? UNKNOWN;
        return;
      }
      case 'PassStatement':
      case 'ScopeStatement':
        this.#statement.harmless = true;
        return;
      default:
        return this.#opaque(node, scope);
    }
  }

  #hasError({ from, to }: Range): boolean {
    return this.#errors.some((at) => at >= from && at <= to);
  }

  /** The first bodies of a compound statement, as if they stood here; except clauses are code, since they may not run. */
  #bodies(node: SyntaxNode, scope: Scope, count: number): void {
    let keyword = '';
    for (const child of childrenOf(node)) {
      if (/^(if|elif|else|try|except|finally|with)$/.test(child.name)) keyword = child.name;
      if (child.name === 'VariableName' && keyword === 'with') scope.set(this.#tree.of(child), UNKNOWN);
      if (child.name !== 'Body') continue;
      if (keyword !== 'except' && count-- > 0) this.#block(child, scope);
      else for (const statement of statementsOf(child)) this.#apart(statement, child.from, scope);
    }
  }

  #apart(node: SyntaxNode, block: number, scope: Scope): void {
    this.#statement = { from: node.from, to: node.from + this.#tree.of(node).trimEnd().length, role: 'code', nodes: [], block, scope: this.#function, harmless: false };
    this.#statements.push(this.#statement);
    this.#opaque(node, scope);
  }

  #import(node: SyntaxNode, scope: Scope): void {
    const text = this.#tree.of(node);
    this.#statement.role = /^from\s+(pyspark|__future__)/.test(text) || /^import\s+(pyspark|findspark)/.test(text) ? 'settings' : 'definitions';
    for (const [, name, alias] of text.matchAll(/\b(SparkContext|SparkConf|StreamingContext|SparkSession)\s+as\s+(\w+)/g)) scope.set(alias!, { is: 'class', name: name! });
  }

  #definition(node: SyntaxNode, scope: Scope): void {
    this.#statement.role = 'definitions';
    const definition = node.name === 'DecoratedStatement' ? node.lastChild : node;
    const name = definition?.getChild('VariableName');
    if (!definition || !name) return;
    this.#closures.push({ node, scope });
    scope.set(this.#tree.of(name), definition.name === 'FunctionDefinition' ? { is: 'function', definition, scope } : UNKNOWN);
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
      this.#statement.harmless = true;
      return;
    }
    const items = values.length > 1 ? values : unwrapped(only).name === 'TupleExpression' ? elementsOf(unwrapped(only)) : [];
    for (const targets of groups) {
      const names = targets.length === 1 && targets[0]!.name === 'TupleExpression' ? elementsOf(targets[0]!) : targets;
      if (names.length > 1 && names.length === items.length) {
        names.forEach((target, index) => this.#bind(target, items[index]!, scope));
      } else if (names.length > 1) {
        const value = this.#evaluate(only, scope) ?? this.#codeValue(node, scope, [only]);
        this.#setRole(value, node);
        names.forEach((target, index) => this.#name(target, value.is === 'list' ? (value.items[index] ?? UNKNOWN) : value, scope));
      } else if (names[0]) {
        if (values.length > 1) this.#name(names[0], { is: 'list', items: values.map((item) => this.#evaluate(item, scope) ?? UNKNOWN) }, scope);
        else this.#bind(names[0], only, scope);
      }
    }
  }

  #bind(target: SyntaxNode, expression: SyntaxNode, scope: Scope): void {
    const value = this.#evaluate(expression, scope) ?? this.#codeValue(target.parent!, scope, [expression]);
    this.#setRole(value, expression);
    this.#name(target, value, scope);
  }

  #name(target: SyntaxNode, value: Value, scope: Scope): void {
    const name = this.#tree.of(target);
    if (target.name !== 'VariableName' && !/^self\.\w+$/.test(name)) return;
    scope.set(name, value);
    if (value.is === 'ssc') this.#settings.ssc ??= name;
    if (value.is === 'sc') this.#settings.sc ??= name;
    if (value.is === 'stream' && value.site.variable === null && value.site.statement === this.#statement) {
      value.site.reference = name;
      value.site.variable = { from: target.to - name.replace('self.', '').length, to: target.to };
    }
    if (this.#statement.role !== 'definitions') this.#computed.add(name);
  }

  /** What an assignment is, by its value: constants are definitions that lambdas may use. */
  #setRole(value: Value, expression: SyntaxNode): void {
    const site = this.#statement;
    if (site.role !== 'code') return;
    if (value.is === 'argument') site.harmless = true;
    else if (value.is === 'stream' || value.is === 'list') site.role = 'streams';
    else if (value.is !== 'rdd' && value.is !== 'unknown') site.role = value.is === 'constant' || value.is === 'function' ? 'definitions' : 'settings';
    else if (value.is === 'unknown' && !/\b(?!re\.compile)[\w.]+\s*\(/.test(this.#tree.of(expression))) site.role = 'definitions';
  }

  #expression(node: SyntaxNode, scope: Scope): void {
    const [expression] = childrenOf(node);
    const site = this.#statement;
    if (!expression) return;
    if (/String$/.test(expression.name)) {
      site.harmless = true;
      return;
    }
    const value = this.#evaluate(expression, scope);
    if (value === null) return this.#opaque(node, scope);
    if (site.role === 'code') site.role = value.is === 'stream' || site.nodes.length > 0 ? 'streams' : value.is === 'rdd' || value.is === 'unknown' ? 'code' : 'settings';
  }

  /** What an expression gives; null where that is not understood. Nodes are made on the way. */
  #evaluate(expression: SyntaxNode, scope: Scope): Value | null {
    const node = unwrapped(expression);
    const constant = constantOf(node, this.#tree, (name) => scope.constant(name));
    if (constant !== undefined) return { is: 'constant', value: constant };
    const text = this.#tree.of(node);
    switch (node.name) {
      case 'VariableName':
        return this.#variable(node, text, scope);
      case 'LambdaExpression':
        return { is: 'function', definition: node, scope };
      case 'ArrayExpression':
      case 'TupleExpression': {
        const items = elementsOf(node).map((item) => this.#evaluate(item, scope) ?? UNKNOWN);
        return items.some((item) => streamsOf(item).length > 0) ? { is: 'list', items } : null;
      }
      case 'MemberExpression':
        return this.#member(node, text, scope);
      case 'CallExpression':
        return this.#callOnce(node, scope);
      default:
        return null;
    }
  }

  #variable(node: SyntaxNode, name: string, scope: Scope): Value | null {
    const value = scope.get(name) ?? (CONTEXT_CLASSES.has(name) ? { is: 'class' as const, name } : undefined);
    if (value?.is === 'stream') this.#use(value.site, node);
    return value === undefined || value.is === 'unknown' ? null : value;
  }

  #use({ uses, variable }: NodeSite, { from, to }: Range): void {
    if (variable && this.#tree.of(variable) === this.#tree.of({ from, to }) && !uses.some((use) => use.from === from)) uses.push({ from, to });
  }

  #member(node: SyntaxNode, text: string, scope: Scope): Value | null {
    if (/^sys\.argv\b/.test(text)) return ARGUMENT;
    const member = memberOf(node, this.#tree);
    if (!member) return null;
    const own = /^self\.\w+$/.test(text) ? scope.get(text) : undefined;
    if (own) {
      if (own.is === 'stream') this.#use(own.site, { from: node.to - member.name.length, to: node.to });
      return own;
    }
    if (CONTEXT_CLASSES.has(member.name)) return { is: 'class', name: member.name };
    const value = this.#evaluate(member.object, scope);
    if (value?.is === 'class' && value.name === 'SparkSession' && member.name === 'builder') return { is: 'builder' };
    if ((value?.is === 'session' || value?.is === 'ssc') && member.name === 'sparkContext') return { is: 'sc' };
    return null;
  }

  /** A call makes its nodes once, however often it is asked for. */
  #callOnce(node: SyntaxNode, scope: Scope): Value | null {
    const key = `${node.from} ${node.to}`;
    const known = this.#calls.get(key);
    if (known !== undefined) return known;
    const call = callOf(node, this.#tree);
    const value = call && this.#call(call, scope);
    this.#calls.set(key, value);
    return value;
  }

  #call(call: Call, scope: Scope): Value | null {
    const name = this.#tree.of(call.callee);
    if (['int', 'float', 'str'].includes(name) && call.args[0] && this.#evaluate(call.args[0].value, scope)?.is === 'argument') return ARGUMENT;
    const member = memberOf(call.callee, this.#tree);
    // The value of `pyspark.SparkContext` is a class, that of `lines.map` is told by what `lines` is.
    const callee = member && !CONTEXT_CLASSES.has(member.name) ? null : this.#evaluate(call.callee, scope);
    if (callee?.is === 'class') return this.#make(callee.name, call, scope);
    const value = callee?.is === 'function' ? this.#inline(callee, call, scope) : member ? this.#method(this.#evaluate(member.object, scope), member.object, member.name, call, scope) : null;
    if (value !== null) return value;
    // Whatever else is called with streams is drawn as code.
    const streams = new Set([...call.args.flatMap((arg) => streamsOf(this.#evaluate(arg.value, scope) ?? undefined)), ...this.#mentioned(call.callee, scope)]);
    return streams.size > 0 ? this.#code(call.node, [...streams]) : null;
  }

  #make(name: string, call: Call, scope: Scope): Value | null {
    this.#note(name, call, scope);
    if (name === 'SparkConf') return { is: 'conf' };
    if (name === 'SparkContext') return { is: 'sc' };
    return name === 'StreamingContext' ? { is: 'ssc' } : null;
  }

  #note(name: string, call: Call, scope: Scope): void {
    for (const { value } of call.args) this.#evaluate(value, scope);
    noteSettings(this.#settings, name, call, (node) => constantOf(node, this.#tree, (variable) => scope.constant(variable)));
  }

  #method(base: Value | null, object: SyntaxNode, method: string, call: Call, scope: Scope): Value | null {
    switch (base?.is) {
      case 'class':
        return this.#classMethod(base.name, method, call, scope);
      case 'conf':
      case 'builder':
        this.#note(method, call, scope);
        return method === 'getOrCreate' ? { is: 'session' } : base;
      case 'sc':
        return ['setLogLevel', 'stop', 'setCheckpointDir', 'addPyFile'].includes(method) ? { is: 'conf' } : OF_SC_RDD.has(method) ? RDD : UNKNOWN;
      case 'rdd':
        return ACTIONS.test(method) ? UNKNOWN : RDD;
      case 'ssc':
        return this.#contextMethod(method, call, scope);
      case 'constant': {
        // None.map(f): a node to which nothing is connected yet.
        const declaration = base.value === null ? operatorOf('dstream', method) : undefined;
        return declaration ? this.#node(declaration, call, { object, site: null }, scope) : null;
      }
      case 'stream':
        return this.#streamMethod(base.site, object, method, call, scope);
      default:
        return method === 'append' ? this.#appended(object, call, scope) : null;
    }
  }

  /** streams.append(stream) */
  #appended(object: SyntaxNode, { args }: Call, scope: Scope): Value | null {
    const value = args[0] && this.#evaluate(args[0].value, scope);
    if (value?.is !== 'stream') return null;
    const before = scope.get(this.#tree.of(object));
    scope.set(this.#tree.of(object), { is: 'list', items: [...(before?.is === 'list' ? before.items : []), value] });
    return UNKNOWN;
  }

  #classMethod(name: string, method: string, call: Call, scope: Scope): Value | null {
    if (name === 'SparkContext' && method === 'getOrCreate') return this.#make('SparkContext', call, scope);
    if (name !== 'StreamingContext' || !['getOrCreate', 'getActiveOrCreate'].includes(method)) return null;
    this.#settings.recovers = { from: call.callee.from, to: call.callee.to };
    const factory = call.args.find(({ keyword }) => keyword === 'setupFunc') ?? call.args[1];
    const make = factory && this.#evaluate(factory.value, scope);
    if (make?.is === 'function') this.#inline(make, null, scope);
    return { is: 'ssc' };
  }

  #contextMethod(method: string, call: Call, scope: Scope): Value | null {
    if (CONTEXT_METHODS.has(method)) {
      this.#live(method, call.node);
      return { is: 'conf' };
    }
    // union(*streams) has inputs that are not in the text.
    const declaration = call.args.some(({ star }) => star) ? undefined : operatorOf('ssc', method);
    if (!declaration) this.#unknown('ssc', method, call, null);
    return declaration ? this.#node(declaration, call, null, scope) : null;
  }

  #live(method: string, { from, to }: Range): void {
    this.#lifeCycle.push({ method, range: { from, to }, order: this.#statements.length });
  }

  #streamMethod(parent: NodeSite, object: SyntaxNode, method: string, call: Call, scope: Scope): Value | null {
    if (STREAM_SETTINGS.has(method)) {
      // stream.checkpoint(10) gives the stream itself.
      if (unwrapped(object).to === parent.call.to) parent.call = { from: parent.call.from, to: call.node.to };
      return { is: 'stream', site: parent };
    }
    const table = method === 'foreachRDD' ? this.#savedTable(call) : null;
    if (table) return this.#node(operators.get('saveToSQLite')!, table, { object, site: parent }, scope);
    const declaration = operatorOf('dstream', method);
    if (!declaration) this.#unknown('dstream', method, call, parent);
    return declaration ? this.#node(declaration, call, { object, site: parent }, scope) : null;
  }

  /** The call that our own scripts save with, as one with the arguments of saveToSQLite; null if it is another. */
  #savedTable(call: Call): Call | null {
    const [only] = call.args;
    const lambda = call.args.length === 1 && only ? unwrapped(only.value) : null;
    const inner = lambda?.name === 'LambdaExpression' && lambda.lastChild ? callOf(lambda.lastChild, this.#tree) : null;
    if (!inner || this.#tree.of(inner.callee) !== 'save_to_sqlite' || inner.args.length !== 4) return null;
    return { ...call, args: inner.args.slice(2) };
  }

  #unknown(on: 'ssc' | 'dstream', method: string, { node, callee }: Call, site: NodeSite | null): void {
    const end = callee.firstChild?.to ?? callee.from;
    this.#unknownMethods.push({ on, method, call: { from: node.from, to: node.to }, receiver: { from: callee.from, to: end }, site });
  }

  /** Looked at when all is read: what a function takes from outside is what the names hold in the end. */
  #functionSite({ site, param, value, scope }: { readonly site: NodeSite; readonly param: string; readonly value: SyntaxNode; readonly scope: Scope }): FunctionSite {
    const held = unwrapped(value).name === 'VariableName' ? scope.get(this.#tree.of(unwrapped(value))) : undefined;
    const definition = unwrapped(value).name === 'LambdaExpression' ? unwrapped(value) : held?.is === 'function' ? held.definition : null;
    const around = held?.is === 'function' ? held.scope : scope;
    const captured = (definition ? this.#tree.freeNames(definition) : []).flatMap((variable) => {
      const name = this.#tree.of(variable);
      const is = around.get(name)?.is;
      return is === 'sc' || is === 'ssc' || is === 'session' || is === 'stream' || is === 'rdd' ? [{ name, is, range: { from: variable.from, to: variable.to } }] : [];
    });
    return { site, param, definition: definition && { from: definition.from, to: definition.to }, captured };
  }

  /** A function read where it is called, once, if it has to do with contexts or streams. */
  #inline({ definition, scope: outer }: Extract<Value, { is: 'function' }>, call: Call | null, scope: Scope): Value | null {
    const given = call?.args.map(({ value }) => this.#evaluate(value, scope)) ?? [];
    if (this.#inlined.has(definition.from) || this.#isCalledAgain(definition) || !this.#touches(definition, given, outer)) return null;
    this.#inlined.add(definition.from);
    const inner = new Scope(outer);
    definition.getChild('ParamList')?.getChildren('VariableName').forEach((parameter, index) => {
      const name = this.#tree.of(parameter);
      const at = call?.args.findIndex(({ keyword }, place) => (keyword === null ? place === index : keyword === name)) ?? -1;
      inner.set(name, given[at] ?? UNKNOWN);
    });
    const [statement, outerFunction] = [this.#statement, this.#function];
    if (definition.name === 'LambdaExpression') return definition.lastChild && this.#evaluate(definition.lastChild, inner);
    this.#returned = UNKNOWN;
    this.#function = definition.from;
    const body = bodyOf(definition);
    if (body) this.#block(body, inner);
    const returned = this.#returned;
    this.#statement = statement;
    this.#function = outerFunction;
    if (statement.role === 'code') statement.role = 'settings';
    return returned;
  }

  /** What is called from several places cannot be told apart in the text: each call is drawn as code. */
  #isCalledAgain(definition: SyntaxNode): boolean {
    const name = definition.getChild('VariableName');
    this.#callCounts ??= countedCalls(this.#tree);
    return name !== null && (this.#callCounts.get(this.#tree.of(name)) ?? 0) > 1;
  }

  #touches(definition: SyntaxNode, given: readonly (Value | null)[], scope: Scope): boolean {
    if (given.some((value) => value && (value.is === 'ssc' || streamsOf(value).length > 0))) return true;
    return this.#tree.names(definition).some((variable) => {
      const name = this.#tree.of(variable);
      const value = scope.get(name);
      if (value?.is === 'function' && value.definition.from !== definition.from && !this.#inlined.has(value.definition.from)) return this.#touches(value.definition, [], value.scope);
      return name === 'StreamingContext' || value?.is === 'ssc' || streamsOf(value).length > 0;
    });
  }

  /** Nothing made a StreamingContext where the program begins: perhaps a function or a method does that is called in a way that is not understood. */
  #uncalled(scope: Scope): void {
    this.#tree.top.cursor().iterate((at) => {
      if (at.name !== 'FunctionDefinition' || this.#settings.streamingContext || this.#inlined.has(at.from)) return;
      if (!/\bStreamingContext\s*\(/.test(this.#tree.of(at))) return;
      const own = at.node;
      this.#inline({ is: 'function', definition: own, scope }, null, scope);
      for (const site of this.#statements) if (site.from < own.from && site.to >= own.to - 1) this.#inlined.add(site.from);
    });
  }

  #node(declaration: OperatorDeclaration, call: Call, receiver: { readonly object: SyntaxNode; readonly site: NodeSite | null } | null, scope: Scope): Value {
    const { from, to } = call.node;
    const inputs: InputSite[] = receiver && declaration.inputs[0] ? [{ port: declaration.inputs[0].name, range: { from: receiver.object.from, to: receiver.object.to }, from: receiver.site }] : [];
    const merged = declaration.kind === 'union' && receiver ? this.#mergedUnion(receiver, call) : null;
    const positional = declaration.kind === 'union' && !receiver ? [] : declaration.pyspark.args;
    const args = argumentSites(call, merged ? [] : positional);
    const params = new Map<string, ParamValue>();
    const functions: [string, SyntaxNode][] = [];
    const expressions = new Map<string, string>();
    for (const [name, { index }] of args) {
      const { value, star } = call.args[index]!;
      const text = this.#tree.of(value);
      const port = declaration.inputs.find((input) => input.name === name)?.name ?? (declaration.kind === 'union' ? (index === 0 && !receiver ? 'parent' : 'others') : undefined);
      const known = this.#evaluate(value, scope);
      if (port !== undefined && !star) {
        inputs.push({ port, range: { from: value.from, to: value.to }, from: known?.is === 'stream' ? known.site : null });
        if (known?.is !== 'stream' && text !== 'None') expressions.set(name, text);
        continue;
      }
      const parameter = Object.hasOwn(declaration.params, name) ? declaration.params[name] : undefined;
      const read = parameter && !star ? paramValue(parameter, text, known?.is === 'constant' ? known.value : undefined) : undefined;
      if (read === undefined) expressions.set(name, text);
      else params.set(name, read);
      if (parameter?.type === 'function') functions.push([name, value]);
      if (known === null || known.is === 'function') this.#closures.push({ node: value, scope });
    }
    if (merged) {
      merged.inputs.push(...inputs.slice(1).map((input) => ({ ...input, port: 'others' })));
      merged.call = { from, to };
      return { is: 'stream', site: merged };
    }
    const node: PipelineNode = {
      id: `#${this.#sites.length}`,
      op: declaration.kind,
      name: '',
      params: Object.fromEntries(params),
      ...(expressions.size > 0 ? { expressions: Object.fromEntries(expressions) } : {}),
    };
    const site: NodeSite = { node, call: { from, to }, receiver: receiver ? { from: receiver.object.from, to: receiver.object.to } : null, list: { from: call.list.from, to: call.list.to }, args, inputs, statement: this.#statement, variable: null, reference: null, uses: [] };
    for (const [param, value] of functions) this.#functions.push({ site, param, value, scope });
    return this.#add(site);
  }

  #add(site: NodeSite): Value {
    this.#sites.push(site);
    this.#orders.set(site, this.#statements.length);
    this.#statement.nodes.push(site);
    this.#statement.role = 'streams';
    return { is: 'stream', site };
  }

  /** a.union(b).union(c) is one node with three inputs. */
  #mergedUnion({ object, site }: { readonly object: SyntaxNode; readonly site: NodeSite | null }, { args }: Call): NodeSite | null {
    const inline = unwrapped(object);
    return site?.node.op === 'union' && site.receiver && inline.from === site.call.from && inline.to === site.call.to && args.length === 1 ? site : null;
  }

  /** An expression that is not understood: a stream where it has to do with streams. */
  #codeValue(node: SyntaxNode, scope: Scope, expressions: readonly SyntaxNode[]): Value {
    const streams = [...new Set(expressions.flatMap((expression) => this.#mentioned(expression, scope)))];
    const text = expressions.map((expression) => this.#tree.of(expression)).join(', ');
    const makes = /\.(socketTextStream|textFileStream|queueStream|binaryRecordsStream|createStream|createDirectStream)\s*\(/.test(text);
    if ((streams.length === 0 && !makes) || expressions.some(({ name }) => name === 'LambdaExpression')) return UNKNOWN;
    return this.#code(node, streams);
  }

  #code(node: SyntaxNode, streams: readonly NodeSite[]): Value {
    const call = { from: node.from, to: node.from + this.#tree.of(node).trimEnd().length };
    const own: PipelineNode = { id: `#${this.#sites.length}`, op: 'code', name: '', params: { code: this.#tree.of(call) } };
    const inputs = streams.map((from) => ({ port: 'streams', range: call, from }));
    return this.#add({ node: own, call, receiver: null, list: null, args: new Map(), inputs, statement: this.#statement, variable: null, reference: null, uses: [] });
  }

  /** A statement that is kept as it is. What it assigns is unknown from here on, or a stream of its code node. */
  #opaque(node: SyntaxNode, scope: Scope): void {
    const text = this.#tree.of(node);
    if (node.name === 'IfStatement' && /sys\.argv/.test(text) && /\b(exit|_exit|print_help|usage)\b/i.test(text) && !/\bssc\b/.test(text)) {
      this.#statement.harmless = true;
      return;
    }
    const streams = [...new Set(this.#mentioned(node, scope))];
    const made = new Set<string>();
    node.cursor().iterate((at) => {
      if (at.name === 'AssignStatement' || at.name === 'UpdateStatement') this.#assigned(at.node, scope, made);
      else if (at.name === 'CallExpression') this.#calledWithin(at.node, scope, made);
    });
    if (streams.length === 0 && made.size === 0) return;
    const value = this.#code(node, streams);
    for (const name of made) scope.set(name, value);
  }

  #assigned(node: SyntaxNode, scope: Scope, made: Set<string>): void {
    const target = node.firstChild;
    if (!target || (target.name !== 'VariableName' && !/^self\.\w+$/.test(this.#tree.of(target)))) return;
    const name = this.#tree.of(target);
    const text = this.#tree.of(node);
    this.#computed.add(name);
    const [, kind] = /=\s*(?:\w+\.)*(SparkContext|StreamingContext)(?:\.getOrCreate)?\s*\(/.exec(text) ?? [];
    if (kind) {
      const call = node.lastChild && callOf(node.lastChild, this.#tree);
      if (call) this.#make(kind, call, scope);
      scope.set(name, { is: kind === 'SparkContext' ? 'sc' : 'ssc' });
      return;
    }
    const expression = node.lastChild;
    const before = scope.get(name);
    const ofContext = expression && this.#tree.names(expression).some((variable) => scope.get(this.#tree.of(variable))?.is === 'ssc') && /Stream\s*\(/.test(text);
    if (ofContext || before?.is === 'stream' || (expression && this.#mentioned(expression, scope).length > 0)) made.add(name);
    else scope.set(name, UNKNOWN);
  }

  /** start(), stop(), streams.append() and the like within a statement that is kept as it is. */
  #calledWithin(node: SyntaxNode, scope: Scope, made: Set<string>): void {
    const member = node.firstChild && memberOf(node.firstChild, this.#tree);
    if (member?.name === 'append' && /Stream\s*\(/.test(this.#tree.of(node))) made.add(this.#tree.of(member.object));
    if (!member || !CONTEXT_METHODS.has(member.name) || member.object.name === 'CallExpression') return;
    const value = scope.get(this.#tree.of(member.object));
    if (value?.is === 'ssc') this.#live(member.name, node);
  }

  /** Streams that an expression or statement has to do with. */
  #mentioned(node: SyntaxNode, scope: Scope): NodeSite[] {
    return this.#tree.freeNames(node).flatMap((variable) => {
      const value = scope.get(this.#tree.of(variable));
      const streams = streamsOf(value);
      if (value?.is === 'stream') this.#use(value.site, variable);
      return streams;
    });
  }

  #pipeline({ previous, name }: ReadOptions): Pipeline {
    const before = previous && pipelineOf(previous);
    const { appName, master, batchInterval } = this.#settings;
    matchNodes(this.#sites, this.#tree, previous);
    const edges: PipelineEdge[] = this.#sites.flatMap((site) => site.inputs.flatMap(({ port, from }) => (from ? [{ from: from.node.id, to: site.node.id, port }] : [])));
    return {
      ...(before ?? emptyPipeline()),
      name: typeof appName?.known === 'string' ? appName.known : (name ?? before?.name ?? 'Untitled'),
      language: 'python',
      master: typeof master?.known === 'string' ? master.known : 'local[*]',
      batchInterval: typeof batchInterval?.known === 'number' ? Math.round(batchInterval.known * 1000) : 1000,
      nodes: this.#sites.map(({ node }) => node),
      edges: [...new Map(edges.map((edge) => [JSON.stringify([edge.from, edge.to, edge.port]), edge])).values()],
    };
  }

  #isComplete(statements: readonly StatementSite[]): boolean {
    if (this.#settings.recovers || !this.#settings.streamingContext || this.#errors.length > 0) return false;
    if (this.#lifeCycle.some(({ method }) => ['awaitTerminationOrTimeout', 'remember', 'addStreamingListener'].includes(method))) return false;
    if (statements.some(({ role, harmless }) => role === 'code' && !harmless)) return false;
    if (this.#sites.some(({ node: { op, expressions = {} } }) => !operators.get(op)?.build || Object.keys(expressions).some((name) => operators.get(op)?.params[name]?.default === undefined))) return false;
    const functions = this.#sites.flatMap(({ node, args }) => [...args].filter(([name]) => operators.get(node.op)?.params[name]?.type === 'function').map(([, { value }]) => value));
    return ![...statements.filter(({ role }) => role === 'definitions'), ...functions].some((range) => this.#tree.freeNames(this.#tree.nodeAt(range)).some((name) => this.#computed.has(this.#tree.of(name))));
  }
}

function elementsOf(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => !['(', ')', '[', ']', ','].includes(name));
}

/** How often each name is called in the script. */
function countedCalls(tree: PythonTree): Map<string, number> {
  const counts = new Map<string, number>();
  tree.top.cursor().iterate((at) => {
    const callee = at.name === 'CallExpression' ? at.node.firstChild : null;
    if (callee?.name === 'VariableName') counts.set(tree.of(callee), (counts.get(tree.of(callee)) ?? 0) + 1);
  });
  return counts;
}
