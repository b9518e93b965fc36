import type { SyntaxNode } from '@lezer/common';
import type { LambdaDeclaration } from './declarations';

/** What may be known of a value in a lambda; "texts" is a list of texts, "any" what nothing is known of, `global:Math` an object of the language. */
export type ValueType = 'any' | 'text' | 'texts' | 'number' | 'list' | 'tuple' | 'pair' | 'records' | 'map' | 'set' | 'object' | `global:${string}`;

/** What a language has to say for the types to be told; both have the same names for most of their syntax. */
export interface LanguageTypes {
  /** By the name of the syntax node. */
  readonly literals: Readonly<Record<string, ValueType>>;
  readonly functions: readonly string[];
  /** What a call of a method gives, by the type and the method; "any" where it is not listed. */
  readonly methods: Readonly<Partial<Record<ValueType, Readonly<Record<string, ValueType>>>>>;
  /** What a call of a function gives. */
  readonly calls: Readonly<Record<string, ValueType>>;
  readonly isGlobal: (name: string) => boolean;
}

export interface Lambda {
  readonly declaration: LambdaDeclaration | null;
  /** What is known of the records that come in. */
  readonly record: ValueType;
}

/** What a declared type, such as `V[]`, is for the completion. */
export function declaredType(type: string, record: ValueType): ValueType {
  if (type === 'R') return record;
  if (type === 'number') return 'number';
  if (type.endsWith('[]')) return 'list';
  if (type.startsWith('Records<')) return 'records';
  return type.startsWith('Pair<') ? 'pair' : 'any';
}

/** The type of an expression as far as its text tells. It follows names, calls and literals, no control flow. */
export function typeOf(node: SyntaxNode | null, text: string, language: LanguageTypes, lambda: Lambda): ValueType {
  if (!node) return 'any';
  const source = text.slice(node.from, node.to);
  const inner = (part: SyntaxNode | null): ValueType => typeOf(part, text, language, lambda);
  if (node.name === 'ParenthesizedExpression') return inner(node.firstChild?.nextSibling ?? null);
  if (node.name === 'VariableName') return typeOfName(source, node, text, language, lambda);
  if (node.name !== 'CallExpression') return entry(language.literals, node.name);
  const called = node.firstChild;
  if (called?.name === 'VariableName') return entry(language.calls, text.slice(called.from, called.to));
  if (called?.name !== 'MemberExpression' || called.lastChild?.name !== 'PropertyName') return 'any';
  return entry(language.methods[inner(called.firstChild)] ?? {}, text.slice(called.lastChild.from, called.lastChild.to));
}

/** A method may be called "constructor", which every table inherits. */
function entry(table: Readonly<Record<string, ValueType>>, name: string): ValueType {
  return (Object.hasOwn(table, name) ? table[name] : undefined) ?? 'any';
}

/** The parameters of a function, from the outside in. */
export function parameterNames(node: SyntaxNode, text: string): (string | null)[] {
  const names: (string | null)[] = [];
  let expected = true;
  for (let part = node.getChild('ParamList')?.firstChild ?? null; part; part = part.nextSibling) {
    if (part.name === ',') expected = true;
    else if (expected && part.name !== '(' && part.name !== ')') {
      // A pattern such as [key, value] takes a place, but has no name.
      names.push(/^Variable/.test(part.name) ? text.slice(part.from, part.to) : null);
      expected = false;
    }
  }
  return names;
}

/** The function that a node stands in, and those around it, the innermost first. */
export function functionsAround(node: SyntaxNode, language: LanguageTypes): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let above: SyntaxNode | null = node; above; above = above.parent) if (language.functions.includes(above.name)) found.push(above);
  return found;
}

function typeOfName(name: string, node: SyntaxNode, text: string, language: LanguageTypes, lambda: Lambda): ValueType {
  const functions = functionsAround(node, language);
  for (const [depth, each] of functions.entries()) {
    const at = parameterNames(each, text).indexOf(name);
    if (at < 0) continue;
    if (depth === functions.length - 1) return declaredType(lambda.declaration?.parameters[at]?.type ?? '', lambda.record);
    return at === 0 ? elementType(each, text, language, lambda) : 'any';
  }
  return language.isGlobal(name) ? `global:${name}` : 'any';
}

/** Of a function that a list's method is called with, as in texts.map(text => …). */
function elementType(inner: SyntaxNode, text: string, language: LanguageTypes, lambda: Lambda): ValueType {
  const call = inner.parent?.name === 'ArgList' ? inner.parent.parent : null;
  const called = call?.name === 'CallExpression' ? call.firstChild : null;
  return called?.name === 'MemberExpression' && typeOf(called.firstChild, text, language, lambda) === 'texts' ? 'text' : 'any';
}
