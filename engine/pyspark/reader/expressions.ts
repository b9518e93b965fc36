import type { SyntaxNode } from '@lezer/common';
import { constantOf } from '../python-literals';
import { type Call, callOf, childrenOf, memberOf, unwrapped } from '../python-tree';
import { CONTEXT_CLASSES } from '../read-contexts';
import { type Scope, streamsOf, type Value } from '../scope';
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
    if (value?.is === 'class' && value.name === 'SparkSession' && member.name === 'builder') return { is: 'builder' };
    if ((value?.is === 'session' || value?.is === 'ssc') && member.name === 'sparkContext') return { is: 'sc' };
    return null;
  }

  /** A call makes its nodes once, however often it is asked for. */
  #callOnce(node: SyntaxNode, scope: Scope): Value | null {
    const key = `${node.from} ${node.to}`;
    const known = this.#calls.get(key);
    if (known !== undefined) return known;
    const call = callOf(node, this.notes.tree);
    const value = call && this.#call(call, scope);
    this.#calls.set(key, value);
    return value;
  }

  #call(call: Call, scope: Scope): Value | null {
    const name = this.notes.tree.of(call.callee);
    if (['int', 'float', 'str'].includes(name) && call.args[0] && this.evaluate(call.args[0].value, scope)?.is === 'argument') return ARGUMENT;
    const member = memberOf(call.callee, this.notes.tree);
    // The value of `pyspark.SparkContext` is a class, that of `lines.map` is told by what `lines` is.
    const callee = member && !CONTEXT_CLASSES.has(member.name) ? null : this.evaluate(call.callee, scope);
    if (callee?.is === 'class') return this.reader.methods.make(callee.name, call, scope);
    const value = callee?.is === 'function' ? this.reader.functions.inline(callee, call, scope) : member ? this.reader.methods.method(this.evaluate(member.object, scope), member.object, member.name, call, scope) : null;
    if (value !== null) return value;
    // Whatever else is called with streams is drawn as code.
    const streams = new Set([...call.args.flatMap((arg) => streamsOf(this.evaluate(arg.value, scope) ?? undefined)), ...this.notes.mentioned(call.callee, scope)]);
    return streams.size > 0 ? this.notes.code(call.node, [...streams]) : null;
  }
}

/** The items of a tuple or list. */
export function elementsOf(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => !['(', ')', '[', ']', ','].includes(name));
}
