import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Range } from './text-edits';
import { withoutBracketsOfWith } from './with-brackets';

/** What a call's argument looks like: `value`, `keyword=value`, `*value` or `**value`. */
export interface Argument extends Range {
  readonly keyword: string | null;
  readonly star: boolean;
  readonly value: SyntaxNode;
}

export interface Call {
  readonly node: SyntaxNode;
  readonly callee: SyntaxNode;
  /** With its parentheses. */
  readonly list: SyntaxNode;
  readonly args: readonly Argument[];
}

export interface Member {
  readonly object: SyntaxNode;
  readonly name: string;
}

/**
 * Python by an incremental parser that goes on after errors. Offsets are the text's: a byte order mark, form feeds
 * and what the grammar does not know are replaced by characters of the same length.
 */
export class PythonTree {
  readonly #tree: Tree;
  #identifiers: Set<string> | null = null;

  constructor(readonly text: string) {
    this.#tree = parser.parse(withoutBracketsOfWith(text.replace(/^\uFEFF/, '\n').replace(/\f/g, ' ')));
  }

  get top(): SyntaxNode {
    return this.#tree.topNode;
  }

  of({ from, to }: Range): string {
    return this.text.slice(from, to);
  }

  /** Where the text is no Python; null if all of it is. A bare `yield` is Python, though this grammar does not know it. */
  firstError(): Range | null {
    let found: Range | null = null;
    this.#tree.iterate({
      enter: ({ type, from, to }) => {
        if (found) return false;
        if (this.#isError(type.isError, from, to) || type.name === 'PrintStatement') found = { from, to };
        return undefined;
      },
    });
    return found;
  }

  /** Names within an expression or statement that are not its own: no parameters of its lambdas, no variables of its functions. */
  freeNames(node: SyntaxNode): SyntaxNode[] {
    return this.names(node).filter((variable) => !isOwn(variable, this.of(variable), node, this));
  }

  /** The outermost node of just this range. */
  nodeAt({ from, to }: Range): SyntaxNode {
    let node: SyntaxNode = this.#tree.resolveInner(from, 1);
    while (node.parent && node.to < to) node = node.parent;
    while (node.parent && node.parent.from === from && node.parent.to <= to) node = node.parent;
    return node;
  }

  /** All names that the script uses as variables. */
  get identifiers(): ReadonlySet<string> {
    return (this.#identifiers ??= new Set(this.names(this.top).map((variable) => this.of(variable))));
  }

  /** Whether an expression stands within brackets of its statement, where line ends do not count. */
  isBracketed(expression: Range, statement: Range): boolean {
    for (let at = this.nodeAt(expression).parent; at && at.from >= statement.from; at = at.parent) if (/^(ParenthesizedExpression|ArgList|TupleExpression|ArrayExpression)$/.test(at.name)) return true;
    return false;
  }

  /** Where the grammar stumbled. */
  errorOffsets(): number[] {
    const found: number[] = [];
    this.#tree.iterate({ enter: ({ type, from, to }) => void (this.#isError(type.isError, from, to) && found.push(from)) });
    return found;
  }

  #isError(isError: boolean, from: number, to: number): boolean {
    return isError && !(from === to && /\byield\s*$/.test(this.text.slice(Math.max(0, from - 200), from)));
  }

  /** The names that an expression or statement reads or writes: no attributes, no keywords of calls. */
  names(node: SyntaxNode): SyntaxNode[] {
    const found: SyntaxNode[] = [];
    node.cursor().iterate((at) => {
      if (at.name !== 'VariableName') return;
      const variable = at.node;
      if (!isKeyword(variable)) found.push(variable);
    });
    return found;
  }
}

/** Whether a name is its own of a lambda, function or comprehension within `outer`. */
function isOwn(variable: SyntaxNode, name: string, outer: SyntaxNode, tree: PythonTree): boolean {
  for (let at: SyntaxNode | null = variable.parent; at && at.from >= outer.from && at.to <= outer.to; at = at.parent) {
    if (at.name === 'LambdaExpression' || at.name === 'FunctionDefinition') {
      const parameters = at.getChild('ParamList')?.getChildren('VariableName') ?? [];
      if (parameters.some((parameter) => tree.of(parameter) === name)) return true;
      if (at.name === 'FunctionDefinition' && new RegExp(`^[ \\t]*${name}[ \\t]*=[^=]`, 'm').test(tree.of(at))) return true;
    }
    if (at.name.includes('Comprehension') && new RegExp(`\\bfor\\b[^:]*\\b${name}\\b[^:]*\\bin\\b`).test(tree.of(at))) return true;
  }
  return false;
}

/** The name before the = of a call's argument. */
function isKeyword(variable: SyntaxNode): boolean {
  return variable.parent?.name === 'ArgList' && variable.nextSibling?.name === 'AssignOp';
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== 'Comment') children.push(child);
  return children;
}

/** The items of a tuple, list or dict. */
export function elementsOf(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => !['(', ')', '[', ']', '{', '}', ',', 'Comment'].includes(name));
}

const SKIPPED = new Set([':', ';', '⚠', 'newline']);

/** Statements of a body or of the script; those of one line that semicolons separate come one by one. */
export function statementsOf(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).flatMap((child) => (child.name === 'StatementGroup' ? statementsOf(child) : SKIPPED.has(child.name) ? [] : [child]));
}

export function bodyOf(node: SyntaxNode): SyntaxNode | null {
  return node.getChild('Body');
}

/** How many statements the block has that a statement stands in; Infinity for the script itself. */
export function bodyStatements(statement: SyntaxNode): number {
  let at: SyntaxNode | null = statement;
  while (at && at.name !== 'Body') at = at.parent;
  return at ? statementsOf(at).length : Infinity;
}

/** The expression within parentheses. */
export function unwrapped(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.name === 'ParenthesizedExpression') {
    const [, content] = childrenOf(inner);
    if (!content) return inner;
    inner = content;
  }
  return inner;
}

export function callOf(expression: SyntaxNode, tree: PythonTree): Call | null {
  const node = unwrapped(expression);
  if (node.name !== 'CallExpression') return null;
  const callee = node.firstChild;
  const list = node.getChild('ArgList');
  return callee && list ? { node, callee, list, args: argumentsOf(list, tree) } : null;
}

function argumentsOf(list: SyntaxNode, tree: PythonTree): Argument[] {
  const groups: SyntaxNode[][] = [[]];
  for (const child of childrenOf(list).slice(1)) {
    if (child.name === ')') break;
    if (child.name === ',') groups.push([]);
    else groups.at(-1)!.push(child);
  }
  return groups.flatMap((group): Argument[] => {
    const [first, second, third] = group;
    if (!first) return [];
    const place = { from: first.from, to: group.at(-1)!.to };
    if (second?.name === 'AssignOp' && third) return [{ ...place, keyword: tree.of(first), star: false, value: third }];
    // What is not one expression, such as *args or x for x in y, is no argument that has a place.
    return [{ ...place, keyword: null, star: group.length > 1, value: second && first.name.startsWith('*') ? second : first }];
  });
}

export function memberOf(expression: SyntaxNode, tree: PythonTree): Member | null {
  const node = unwrapped(expression);
  const property = node.name === 'MemberExpression' ? node.getChild('PropertyName') : null;
  return property && node.firstChild ? { object: node.firstChild, name: tree.of(property) } : null;
}
