import type { SyntaxNode } from '@lezer/common';
import { bodyOf, type Call, childrenOf, memberOf, type PythonTree } from '../python-tree';
import { type OwnClass, type OwnObject, Scope, streamsOf, type Value } from '../scope';
import { enterMethod, methodOf } from './classes';
import type { Notes } from './notes';
import type { Reader } from './reader';
import { UNKNOWN } from './values';

type OwnFunction = Extract<Value, { is: 'function' }>;

/** The script's own functions: read where they are called. */
export class Functions {
  #callCounts: Map<string, number> | null = null;

  constructor(private readonly notes: Notes, private readonly reader: Reader) {}

  /** A function read where it is called, once, if it has to do with contexts or streams. */
  inline(called: OwnFunction, call: Call | null, scope: Scope): Value | null {
    const { definition, scope: outer, self } = called;
    const given = call?.args.map(({ value }) => this.reader.expressions.evaluate(value, scope)) ?? [];
    if (this.notes.inlined.has(definition.from) || this.#isCalledAgain(called) || !this.#touches(definition, self ? [self, ...given] : given, outer)) return null;
    this.notes.inlined.add(definition.from);
    const inner = new Scope(outer);
    parametersOf(definition).forEach(({ name: parameter, initial }, place) => {
      const name = this.notes.tree.of(parameter);
      if (place === 0 && self) return inner.set(name, self);
      const index = self ? place - 1 : place;
      const at = call?.args.findIndex(({ keyword, star }, position) => !star && (keyword === null ? position === index : keyword === name)) ?? -1;
      inner.set(name, given[at] ?? (at < 0 && initial && !call?.args.some(({ star }) => star) ? this.reader.expressions.evaluate(initial, outer) : null) ?? UNKNOWN);
    });
    if (called.class) this.#enter(called, inner);
    const [statement, outerFunction] = [this.notes.statement, this.notes.function];
    if (definition.name === 'LambdaExpression') return definition.lastChild && this.reader.expressions.evaluate(definition.lastChild, inner);
    this.notes.returned = UNKNOWN;
    this.notes.function = definition.from;
    const body = bodyOf(definition);
    if (body) this.reader.statements.block(body, inner);
    const returned = this.notes.returned;
    this.notes.statement = statement;
    this.notes.function = outerFunction;
    if (statement.role === 'code') statement.role = 'settings';
    return returned;
  }

  /** What a class of the script makes: its `__init__` is read where it is called. Null if it has nothing to do with streams. */
  object(own: OwnClass, call: Call, scope: Scope): Value | null {
    if (!/\bssc\b|Stream/.test(this.notes.tree.of(own.definition)) || this.#countOf(own.definition, '') > 1) return null;
    const object: OwnObject = { is: 'object', class: own, fields: new Map() };
    const init = methodOf(object, '__init__', this.notes.tree);
    if (init) this.inline(init.value, call, scope);
    else for (const { value } of call.args) this.reader.expressions.evaluate(value, scope);
    return object;
  }

  /** A method is read as a part of the script: its class is no definition any more that functions could have without the script. */
  #enter(method: OwnFunction, inner: Scope): void {
    const { definition, tree } = { definition: method.definition, tree: this.notes.tree };
    enterMethod(inner, method, tree);
    const [self] = parametersOf(definition);
    if (self) this.notes.computed.add(tree.of(self.name));
    const name = method.class!.definition.getChild('VariableName');
    if (name) this.notes.computed.add(tree.of(name));
    this.#opened(definition);
  }

  /** The statement around a function that is read is none of its own any more. */
  #opened(definition: SyntaxNode): void {
    for (const site of this.notes.statements) if (site.from < definition.from && site.to >= definition.to - 1 && site.role === 'definitions') this.notes.inlined.add(site.from);
  }

  /** Whether a call of a function is kept as code: it has to do with streams and is not read where it is called. */
  isApart({ definition, scope }: OwnFunction, given: readonly (Value | null)[]): boolean {
    return !this.notes.inlined.has(definition.from) && this.#touches(definition, given, scope);
  }

  /** What is called from several places cannot be told apart in the text: each call is drawn as code. */
  #isCalledAgain({ definition, class: own }: OwnFunction): boolean {
    return this.#countOf(definition, own ? '.' : '') > 1;
  }

  #countOf(definition: SyntaxNode, prefix: '' | '.'): number {
    const name = definition.getChild('VariableName');
    this.#callCounts ??= countedCalls(this.notes.tree);
    return name === null ? 0 : (this.#callCounts.get(prefix + this.notes.tree.of(name)) ?? 0);
  }

  #touches(definition: SyntaxNode, given: readonly (Value | null)[], scope: Scope): boolean {
    if (given.some((value) => value && (value.is === 'ssc' || holdsContext(value) || streamsOf(value).length > 0))) return true;
    if (/\bStreamingContext\b/.test(this.notes.tree.of(definition))) return true;
    return this.notes.tree.names(definition).some((variable) => {
      const name = this.notes.tree.of(variable);
      const value = scope.get(name);
      if (value?.is === 'function' && value.definition.from !== definition.from && !this.notes.inlined.has(value.definition.from)) return this.#touches(value.definition, [], value.scope);
      return value?.is === 'ssc' || streamsOf(value).length > 0;
    });
  }

  /** Nothing made a StreamingContext where the program begins: perhaps a function or a method does that is called in a way that is not understood. */
  uncalled(scope: Scope): void {
    this.notes.tree.top.cursor().iterate((at) => {
      if (at.name !== 'FunctionDefinition' || this.notes.settings.streamingContext || this.notes.inlined.has(at.from)) return;
      if (!/\bStreamingContext\s*\(/.test(this.notes.tree.of(at))) return;
      const own = at.node;
      this.inline({ is: 'function', definition: own, scope }, null, scope);
      this.#opened(own);
    });
  }
}

function holdsContext(value: Value): boolean {
  return value.is === 'object' && [...value.fields.values()].some((field) => field.is === 'ssc' || field.is === 'object');
}

/** The parameters of a function, in order, with what they are where nothing is given. */
function parametersOf(definition: SyntaxNode): { readonly name: SyntaxNode; readonly initial: SyntaxNode | null }[] {
  const list = definition.getChild('ParamList');
  const groups: SyntaxNode[][] = [[]];
  for (const child of list ? childrenOf(list) : []) {
    if (child.name === ',') groups.push([]);
    else if (!['(', ')', '*', '**', '/'].includes(child.name)) groups.at(-1)!.push(child);
  }
  return groups.flatMap((group) => {
    const equals = group.findIndex(({ name }) => name === 'AssignOp');
    return group[0]?.name === 'VariableName' ? [{ name: group[0], initial: equals > 0 ? (group[equals + 1] ?? null) : null }] : [];
  });
}

/** How often each name is called in the script; methods with a dot before them. */
function countedCalls(tree: PythonTree): Map<string, number> {
  const counts = new Map<string, number>();
  tree.top.cursor().iterate((at) => {
    const callee = at.name === 'CallExpression' ? at.node.firstChild : null;
    const method = callee ? memberOf(callee, tree) : null;
    // `super().__init__()` is another class's.
    const name = callee?.name === 'VariableName' ? tree.of(callee) : method && !/^super\(/.test(tree.of(method.object)) ? `.${method.name}` : null;
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  return counts;
}
