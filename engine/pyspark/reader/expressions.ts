import type { SyntaxNode } from '@lezer/common';
import type { ParamValue } from '#engine/model';
import { constantOf } from '../python-literals';
import { type Call, callOf, childrenOf, elementsOf, memberOf, unwrapped } from '../python-tree';
import { CONTEXT_CLASSES } from '../read-contexts';
import { type OwnClass, type OwnObject, type Scope, streamsOf, type Value } from '../scope';
import { fieldOf, methodOf, parentOf } from './classes';
import type { Notes } from './notes';
import type { Reader } from './reader';
import { ARGUMENT, UNKNOWN } from './values';

/** What expressions give, as far as it can be told without running them. */
export class Expressions {
  readonly #calls = new Map<string, Value | null>();

  constructor(private readonly notes: Notes, private readonly reader: Reader) {}

  /** What an expression gives; null where that is not understood. Nodes are made on the way. */
  evaluate(expression: SyntaxNode, scope: Scope): Value | null {
    const node = unwrapped(expression);
    const constant = constantOf(node, this.notes.tree, (name) => scope.constant(name));
    if (constant !== undefined) return { is: 'constant', value: constant };
    const text = this.notes.tree.of(node);
    switch (node.name) {
      case 'VariableName':
        return this.#variable(node, text, scope);
      case 'LambdaExpression':
        return { is: 'function', definition: node, scope };
      case 'ArrayExpression':
      case 'TupleExpression': {
        const items = elementsOf(node).map((item) => this.evaluate(item, scope) ?? UNKNOWN);
        return items.some((item) => streamsOf(item).length > 0) ? { is: 'list', items } : null;
      }
      case 'NamedExpression': {
        const [target, , expression] = childrenOf(node);
        return target && expression ? this.reader.statements.named(target, expression, scope) : null;
      }
      case 'DictionaryExpression':
        return this.#dictionary(node, scope);
      case 'MemberExpression':
        return this.#item(node, scope) ?? this.#member(node, text, scope);
      case 'CallExpression':
        return this.#callOnce(node, scope);
      default:
        return null;
    }
  }

  #dictionary(node: SyntaxNode, scope: Scope): Value | null {
    const parts = elementsOf(node);
    const entries = new Map<ParamValue, Value>();
    for (let at = 0; at < parts.length; at += 3) {
      const key = constantOf(parts[at]!, this.notes.tree, (name) => scope.constant(name));
      if (key === undefined || parts[at + 1]?.name !== ':' || !parts[at + 2]) return null;
      entries.set(key, this.evaluate(parts[at + 2]!, scope) ?? UNKNOWN);
    }
    const value: Value = { is: 'dict', entries };
    return streamsOf(value).length > 0 ? value : null;
  }

  /** `streams[0]`, `streams["words"]` */
  #item(node: SyntaxNode, scope: Scope): Value | null {
    const key = this.keyOf(node, scope);
    const held = key === undefined ? null : this.evaluate(node.firstChild!, scope);
    if (held?.is === 'dict') return held.entries.get(key!) ?? null;
    return held?.is === 'list' && typeof key === 'number' ? (held.items.at(key) ?? null) : null;
  }

  /** The constant in the brackets behind a name; undefined where there is none. */
  keyOf(node: SyntaxNode, scope: Scope): ParamValue | undefined {
    const [, bracket, key, end] = childrenOf(node);
    return bracket?.name === '[' && key && end?.name === ']' ? constantOf(key, this.notes.tree, (name) => scope.constant(name)) : undefined;
  }

  #variable(node: SyntaxNode, name: string, scope: Scope): Value | null {
    const value = scope.get(name) ?? (CONTEXT_CLASSES.has(name) ? { is: 'class' as const, name } : undefined);
    if (value?.is === 'stream') this.notes.use(value.site, node);
    return value === undefined || value.is === 'unknown' ? null : value;
  }

  #member(node: SyntaxNode, text: string, scope: Scope): Value | null {
    if (/^sys\.argv\b/.test(text)) return ARGUMENT;
    const member = memberOf(node, this.notes.tree);
    if (!member) return null;
    const own = /^self\.\w+$/.test(text) ? scope.get(text) : undefined;
    if (own) {
      if (own.is === 'stream') this.notes.use(own.site, { from: node.to - member.name.length, to: node.to });
      return own;
    }
    if (CONTEXT_CLASSES.has(member.name)) return { is: 'class', name: member.name };
    const value = this.evaluate(member.object, scope);
    if (value?.is === 'object' || value?.is === 'own class') return this.#attribute(value, node, member.name);
    if (value?.is === 'class' && value.name === 'SparkSession' && member.name === 'builder') return { is: 'builder' };
    if ((value?.is === 'session' || value?.is === 'ssc') && member.name === 'sparkContext') return { is: 'sc' };
    return null;
  }

  #attribute(owner: OwnClass | OwnObject, node: SyntaxNode, name: string): Value | null {
    const field = owner.is === 'object' ? owner.fields.get(name) : undefined;
    if (field?.is === 'stream') this.notes.use(field.site, { from: node.to - name.length, to: node.to });
    if (field) return field.is === 'unknown' ? null : field;
    const method = methodOf(owner, name, this.notes.tree);
    if (method?.isProperty) return this.#once(node, () => this.reader.functions.inline(method.value, null, method.value.scope));
    if (method) return method.value;
    return fieldOf(owner, name, this.notes.tree);
  }

  /** A call makes its nodes once, however often it is asked for. */
  #callOnce(node: SyntaxNode, scope: Scope): Value | null {
    return this.#once(node, () => {
      const call = callOf(node, this.notes.tree);
      return call && this.#call(call, scope);
    });
  }

  #once({ from, to }: SyntaxNode, make: () => Value | null): Value | null {
    const key = `${from} ${to}`;
    if (!this.#calls.has(key)) this.#calls.set(key, make());
    return this.#calls.get(key)!;
  }

  #call(call: Call, scope: Scope): Value | null {
    const name = this.notes.tree.of(call.callee);
    if (['int', 'float', 'str'].includes(name) && call.args[0] && this.evaluate(call.args[0].value, scope)?.is === 'argument') return ARGUMENT;
    const member = memberOf(call.callee, this.notes.tree);
    // The value of `pyspark.SparkContext` is a class, that of `lines.map` is told by what `lines` is.
    const callee = member && !CONTEXT_CLASSES.has(member.name) && !this.#isOwn(member.object, scope) ? null : this.evaluate(call.callee, scope);
    if (name === 'super' && call.args.length === 0) return parentOf(scope);
    if (callee?.is === 'own class') return this.reader.functions.object(callee, call, scope) ?? this.#code(call, scope);
    if (callee?.is === 'class') return this.reader.methods.make(callee.name, call, scope);
    const value = callee?.is === 'function' ? this.reader.functions.inline(callee, call, scope) : member ? this.reader.methods.method(this.evaluate(member.object, scope), member.object, member.name, call, scope) : null;
    return value ?? this.#code(call, scope);
  }

  /** Whatever else is called with streams, or with what makes them, is drawn as code. */
  #code(call: Call, scope: Scope): Value | null {
    const given = call.args.map((arg) => this.evaluate(arg.value, scope));
    const streams = new Set([...given.flatMap((value) => streamsOf(value ?? undefined)), ...this.notes.mentioned(call.callee, scope)]);
    const callee = call.callee.name === 'VariableName' ? scope.get(this.notes.tree.of(call.callee)) : undefined;
    const makes = (callee?.is === 'function' && this.reader.functions.isApart(callee, given)) || (callee?.is !== 'function' && given.some((value) => value?.is === 'ssc'));
    return streams.size > 0 || makes ? this.notes.code(call.node, [...streams]) : null;
  }

  /** Whether an expression is an object or a class of the script. */
  #isOwn(expression: SyntaxNode, scope: Scope): boolean {
    const value = this.evaluate(expression, scope);
    return value?.is === 'object' || value?.is === 'own class';
  }
}
