import type { SyntaxNode } from '@lezer/common';
import { ANY, BOOL, commonType, FLOAT, INT, itemOf, listOf, NONE, type RecordType, STR, tupleOf } from './record-type';
import type { TypeRules } from './type-rules';

/** What names stand for in an expression; a name that is not in it may be anything. */
export type Names = ReadonlyMap<string, RecordType>;

/**
 * The type of a Python or JavaScript expression as far as its text tells. Only what is certain is told: whatever is
 * not known is "any". Both grammars have the same names for most of their syntax.
 */
export function expressionType(node: SyntaxNode | null, text: string, names: Names, rules: TypeRules): RecordType {
  if (!node) return ANY;
  const inner = (part: SyntaxNode | null | undefined): RecordType => expressionType(part ?? null, text, names, rules);
  const source = text.slice(node.from, node.to);
  switch (node.name) {
    case 'ParenthesizedExpression':
      return inner(partsOf(node)[0]);
    case 'VariableName':
      return names.get(source) ?? rules.constants.get(source) ?? ANY;
    case 'Number':
      return rules.number(source);
    case 'String':
    case 'ContinuedString':
      return rules.text(source);
    case 'FormatString':
    case 'TemplateString':
      return STR;
    case 'Boolean':
    case 'BooleanLiteral':
      return BOOL;
    case 'None':
    case 'null':
      return NONE;
    case 'TupleExpression':
      return partsOf(node).some(isSpread) ? ANY : tupleOf(...partsOf(node).map(inner));
    case 'ArrayExpression': {
      const parts = partsOf(node);
      if (parts.some(isSpread)) return listOf(ANY);
      return rules.arraysArePairs && parts.length === 2 ? tupleOf(...parts.map(inner)) : listOf(joined(parts.map(inner)));
    }
    case 'SetExpression':
      return { kind: 'set', of: joined(partsOf(node).map(inner)) };
    case 'DictionaryExpression':
    case 'ObjectExpression':
    case 'DictionaryComprehensionExpression':
      return { kind: 'dict', key: ANY, value: ANY };
    case 'ArrayComprehensionExpression':
    case 'ComprehensionExpression':
      return listOf(comprehensionItem(node, text, names, rules));
    case 'SetComprehensionExpression':
      return { kind: 'set', of: comprehensionItem(node, text, names, rules) };
    case 'ConditionalExpression': {
      const parts = partsOf(node).filter(({ name }) => !['if', 'else', 'LogicOp'].includes(name));
      const [first, second, third] = parts;
      // Python has the condition in the middle, JavaScript in front.
      return rules.arraysArePairs ? commonType(inner(second), inner(third)) : commonType(inner(first), inner(third));
    }
    case 'UnaryExpression': {
      const operator = text.slice(node.firstChild!.from, node.firstChild!.to);
      return operator === 'not' || operator === '!' ? BOOL : numeric(inner(node.lastChild));
    }
    case 'BinaryExpression':
      return binaryType(node, text, inner, rules);
    case 'MemberExpression':
      return memberType(node, text, inner, rules);
    case 'CallExpression':
      return callType(node, text, inner, rules);
    default:
      return ANY;
  }
}

/** Operands and items: no brackets, commas or comments. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (!/^[^A-Za-z⚠]+$|^Comment|LineComment|BlockComment/.test(child.name)) parts.push(child);
  return parts;
}

function isSpread({ name, prevSibling }: SyntaxNode): boolean {
  return name.includes('Spread') || name === 'StarExpression' || prevSibling?.name === '*';
}

function joined(types: readonly RecordType[]): RecordType {
  return types.length === 0 ? ANY : types.reduce(commonType);
}

function numeric(type: RecordType): RecordType {
  return type.kind === 'bool' ? INT : type.kind === 'int' || type.kind === 'float' ? type : ANY;
}

/** `[f(w) for w in words]`: with one name and one `for` the item's type may be told. */
function comprehensionItem(node: SyntaxNode, text: string, names: Names, rules: TypeRules): RecordType {
  const parts = partsOf(node);
  const at = parts.findIndex(({ name }) => name === 'for');
  const [item, , variable, word, over] = parts;
  if (at !== 1 || variable?.name !== 'VariableName' || word?.name !== 'in' || parts.filter(({ name }) => name === 'for').length > 1) return ANY;
  const bound = new Map(names).set(text.slice(variable.from, variable.to), itemOf(expressionType(over ?? null, text, names, rules)));
  return expressionType(item ?? null, text, bound, rules);
}

function binaryType(node: SyntaxNode, text: string, inner: (part: SyntaxNode | null) => RecordType, rules: TypeRules): RecordType {
  const operator = node.firstChild?.nextSibling;
  const [left, right] = [inner(node.firstChild), inner(node.lastChild)];
  const sign = operator ? text.slice(operator.from, operator.to) : '';
  if (operator?.name === 'CompareOp' || ['in', 'not', 'is', 'instanceof'].includes(sign)) return BOOL;
  if (['and', 'or', '&&', '||', '??'].includes(sign)) return commonType(left, right);
  if (sign === '+' && left.kind === 'str' && (right.kind === 'str' || rules.arraysArePairs)) return STR;
  if (sign === '+' && left.kind === 'list' && right.kind === 'list') return commonType(left, right);
  if (sign === '%' && left.kind === 'str') return STR;
  const [a, b] = [numeric(left), numeric(right)];
  if (a.kind === 'any' || b.kind === 'any') return ANY;
  if (sign === '/' && !rules.arraysArePairs) return FLOAT;
  return a.kind === 'float' || b.kind === 'float' ? FLOAT : INT;
}

/** `x[0]`, `x[1:]`, `x.length`. */
function memberType(node: SyntaxNode, text: string, inner: (part: SyntaxNode | null) => RecordType, rules: TypeRules): RecordType {
  const object = inner(node.firstChild);
  const property = node.getChild('PropertyName');
  if (property) return rules.property(object, text.slice(property.from, property.to));
  const within = /\[([^]*)\]$/.exec(text.slice(node.firstChild!.to, node.to))?.[1]?.trim() ?? '';
  if (within.includes(':') && !rules.arraysArePairs) return object.kind === 'str' || object.kind === 'list' || object.kind === 'bytes' ? object : ANY;
  if (object.kind === 'tuple') return /^-?\d+$/.test(within) ? (object.items.at(Number(within)) ?? ANY) : itemOf(object);
  return object.kind === 'dict' ? object.value : object.kind === 'str' || object.kind === 'list' ? itemOf(object) : ANY;
}

function callType(node: SyntaxNode, text: string, inner: (part: SyntaxNode | null) => RecordType, rules: TypeRules): RecordType {
  const callee = node.firstChild;
  const list = node.getChild('ArgList');
  const first = list ? inner(partsOf(list)[0] ?? null) : ANY;
  if (callee?.name === 'VariableName') return rules.call(text.slice(callee.from, callee.to), first);
  const property = callee?.name === 'MemberExpression' ? callee.getChild('PropertyName') : null;
  return property ? rules.method(inner(callee!.firstChild), text.slice(property.from, property.to)) : ANY;
}
