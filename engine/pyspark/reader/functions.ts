import type { SyntaxNode } from '@lezer/common';
import { bodyOf, type Call, type PythonTree } from '../python-tree';
import { Scope, streamsOf, type Value } from '../scope';
import type { Notes } from './notes';
import type { Reader } from './reader';
import { UNKNOWN } from './values';

/** The script's own functions: read where they are called. */
export class Functions {
  #callCounts: Map<string, number> | null = null;

  constructor(private readonly notes: Notes, private readonly reader: Reader) {}

  /** A function read where it is called, once, if it has to do with contexts or streams. */
  inline({ definition, scope: outer }: Extract<Value, { is: 'function' }>, call: Call | null, scope: Scope): Value | null {
    const given = call?.args.map(({ value }) => this.reader.expressions.evaluate(value, scope)) ?? [];
    if (this.notes.inlined.has(definition.from) || this.#isCalledAgain(definition) || !this.#touches(definition, given, outer)) return null;
    this.notes.inlined.add(definition.from);
    const inner = new Scope(outer);
    definition.getChild('ParamList')?.getChildren('VariableName').forEach((parameter, index) => {
      const name = this.notes.tree.of(parameter);
      const at = call?.args.findIndex(({ keyword }, place) => (keyword === null ? place === index : keyword === name)) ?? -1;
      inner.set(name, given[at] ?? UNKNOWN);
    });
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

  /** What is called from several places cannot be told apart in the text: each call is drawn as code. */
  #isCalledAgain(definition: SyntaxNode): boolean {
    const name = definition.getChild('VariableName');
    this.#callCounts ??= countedCalls(this.notes.tree);
    return name !== null && (this.#callCounts.get(this.notes.tree.of(name)) ?? 0) > 1;
  }

  #touches(definition: SyntaxNode, given: readonly (Value | null)[], scope: Scope): boolean {
    if (given.some((value) => value && (value.is === 'ssc' || streamsOf(value).length > 0))) return true;
    return this.notes.tree.names(definition).some((variable) => {
      const name = this.notes.tree.of(variable);
      const value = scope.get(name);
      if (value?.is === 'function' && value.definition.from !== definition.from && !this.notes.inlined.has(value.definition.from)) return this.#touches(value.definition, [], value.scope);
      return name === 'StreamingContext' || value?.is === 'ssc' || streamsOf(value).length > 0;
    });
  }

  /** Nothing made a StreamingContext where the program begins: perhaps a function or a method does that is called in a way that is not understood. */
  uncalled(scope: Scope): void {
    this.notes.tree.top.cursor().iterate((at) => {
      if (at.name !== 'FunctionDefinition' || this.notes.settings.streamingContext || this.notes.inlined.has(at.from)) return;
      if (!/\bStreamingContext\s*\(/.test(this.notes.tree.of(at))) return;
      const own = at.node;
      this.inline({ is: 'function', definition: own, scope }, null, scope);
      for (const site of this.notes.statements) if (site.from < own.from && site.to >= own.to - 1) this.notes.inlined.add(site.from);
    });
  }
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
