import { emptyPipeline, freshName, isName } from '#engine/model';
import type { Quote } from './call-text';
import type { ScriptReading } from './reading';
import type { Range } from './text-edits';

/** How a script is written, so that what is added looks like the rest. */
export function lineEndOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

export function quoteOf(text: string): Quote {
  const count = (quote: Quote): number => text.split(quote).length;
  return count("'") > count('"') ? "'" : '"';
}

export function startOfLine(text: string, at: number): number {
  return Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}

/** Behind the end of the line, with its line end. */
export function endOfLine(text: string, at: number): number {
  const pattern = /\r\n|\n|\r/g;
  pattern.lastIndex = at;
  const end = pattern.exec(text);
  return end ? end.index + end[0].length : text.length;
}

/** White space before the first character of a line. */
export function indentAt(text: string, at: number): string {
  return /^\uFEFF?([ \t\f]*)/.exec(text.slice(startOfLine(text, at)))![1]!;
}

/** Whether nothing but white space is before it on its line. */
export function isFirstOnLine(text: string, { from }: Range): boolean {
  return text.slice(startOfLine(text, from), from).replace('\uFEFF', '').trim() === '';
}

/** Names of the functions that a text defines at its outermost level, in its order. */
export function definedNames(text: string): string[] {
  return [...text.matchAll(/^(?:async )?def (\w+)/gm)].map(([, name]) => name!);
}

/** What no stream can be called. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield print sc ssc'.split(' '),
);

/** A variable's name that the script does not use yet: the wanted one, or the usual one of the operator. */
export function freeVariable({ tree }: Pick<ScriptReading, 'tree'>, wanted: string, operator: string): string {
  const base = canBeVariable(wanted) ? wanted : freshName(emptyPipeline(), operator);
  const used = tree.identifiers;
  for (let number = 1, name = base; ; name = `${base}${++number}`) if (!used.has(name) && !KEYWORDS.has(name)) return name;
}

export function canBeVariable(name: string): boolean {
  return isName(name) && !KEYWORDS.has(name);
}
