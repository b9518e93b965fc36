import type { SyntaxNode } from '@lezer/common';
import type { ParamValue } from '#engine/model';
import { childrenOf, type PythonTree, unwrapped } from './python-tree';

const ESCAPES: ReadonlyMap<string, string> = new Map([['n', '\n'], ['t', '\t'], ['r', '\r'], ['0', '\0'], ['a', '\x07'], ['b', '\b'], ['f', '\f'], ['v', '\v'], ['\n', '']]);

/** The text that a Python string literal stands for; null for bytes, f-strings and escapes that are not simple. */
export function stringValue(source: string): string | null {
  const [, prefix, quote] = /^([A-Za-z]*)('''|"""|'|")/.exec(source) ?? [];
  if (prefix === undefined || quote === undefined || /[bf]/i.test(prefix)) return null;
  const body = source.slice(prefix.length + quote.length, -quote.length);
  if (/r/i.test(prefix) || !body.includes('\\')) return body;
  let simple = true;
  const value = body.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|\r\n|([\s\S]))/g, (_, x?: string, u?: string, char?: string) => {
    const code = x ?? u;
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    if (char === undefined) return '';
    if (/[0-7NUux]/.test(char) && char !== '0') simple = false;
    return ESCAPES.get(char) ?? (/['"\\]/.test(char) ? char : `\\${char}`);
  });
  return simple ? value : null;
}

/** A Python literal, in the quotes that its surroundings prefer. */
export function pythonLiteral(value: ParamValue, quote: '"' | "'" = '"'): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  // Python reads JSON's strings as they are.
  const json = JSON.stringify(value);
  return quote === "'" && !value.includes("'") ? `'${json.slice(1, -1).replaceAll('\\"', '"')}'` : json;
}

/** A number of seconds as Python writes it. @param milliseconds duration */
export function pythonSeconds(milliseconds: number): string {
  return String(milliseconds / 1000);
}

/** What an expression's value is, as far as it can be told without running it; undefined if it cannot. */
export function constantOf(expression: SyntaxNode, tree: PythonTree, known: (name: string) => ParamValue | undefined): ParamValue | undefined {
  const node = unwrapped(expression);
  const text = tree.of(node);
  switch (node.name) {
    case 'Number': {
      const value = Number(text.replaceAll('_', ''));
      return Number.isNaN(value) ? undefined : value;
    }
    case 'String':
      return stringValue(text) ?? undefined;
    case 'ContinuedString': {
      const parts = childrenOf(node).map((part) => (part.name === 'String' ? stringValue(tree.of(part)) : null));
      return parts.includes(null) ? undefined : parts.join('');
    }
    case 'Boolean':
      return text === 'True';
    case 'None':
      return null;
    case 'VariableName':
      return known(text);
    case 'UnaryExpression': {
      const [operator, operand] = childrenOf(node);
      const value = operand && constantOf(operand, tree, known);
      return operator && tree.of(operator) === '-' && typeof value === 'number' ? -value : undefined;
    }
    case 'BinaryExpression':
      return folded(childrenOf(node), tree, known);
    default:
      return undefined;
  }
}

function folded([left, operator, right]: readonly SyntaxNode[], tree: PythonTree, known: (name: string) => ParamValue | undefined): ParamValue | undefined {
  if (!left || !operator || !right) return undefined;
  const [a, b] = [constantOf(left, tree, known), constantOf(right, tree, known)];
  const sign = tree.of(operator);
  if (typeof a === 'string' && typeof b === 'string' && sign === '+') return a + b;
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '//':
      return b === 0 ? undefined : Math.floor(a / b);
    default:
      return undefined;
  }
}
