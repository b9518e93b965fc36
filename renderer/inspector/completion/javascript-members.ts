import type { LanguageTypes, ValueType } from './lambda-types';

/** Names that lambdas usually need; the language itself tells what is in them. */
const GLOBALS = ['Array', 'BigInt', 'Boolean', 'Date', 'JSON', 'Map', 'Math', 'Number', 'Object', 'RegExp', 'Set', 'String', 'isFinite', 'isNaN', 'parseFloat', 'parseInt'];
export const JAVASCRIPT_WORDS = { constant: ['false', 'null', 'true', 'undefined'], keyword: ['const', 'else', 'for', 'function', 'if', 'let', 'new', 'of', 'return', 'typeof', 'yield'], global: GLOBALS };

const PROTOTYPES: Readonly<Partial<Record<ValueType, object>>> = { text: String.prototype, texts: Array.prototype, number: Number.prototype, list: Array.prototype, tuple: Array.prototype, pair: Array.prototype, map: Map.prototype, set: Set.prototype, object: Object.prototype };
/** Kept for old pages only: makers of HTML, and the former names of trimStart and trimEnd. */
const OUTDATED = new Set(['anchor', 'big', 'blink', 'bold', 'fixed', 'fontcolor', 'fontsize', 'italics', 'link', 'small', 'strike', 'sub', 'sup', 'substr', 'trimLeft', 'trimRight', 'toLocaleString']);

/** The executor is of the same engine as this window: what is here is there. */
export function javascriptMembers(type: ValueType): string[] {
  if (type === 'records') return ['next'];
  const host = type.startsWith('global:') ? (globalThis as Record<string, unknown>)[type.slice('global:'.length)] : PROTOTYPES[type];
  if ((typeof host !== 'object' && typeof host !== 'function') || host === null) return [];
  const isFunction = typeof host === 'function';
  return Object.getOwnPropertyNames(host).filter((name) => /^[a-zA-Z]/.test(name) && name !== 'constructor' && !(isFunction ? ['length', 'name', 'prototype'].includes(name) : OUTDATED.has(name)));
}

const sameText: Record<string, ValueType> = Object.fromEntries(['at', 'charAt', 'concat', 'normalize', 'padEnd', 'padStart', 'repeat', 'replace', 'replaceAll', 'slice', 'substring', 'toLowerCase', 'toString', 'toUpperCase', 'trim', 'trimEnd', 'trimStart'].map((name): [string, ValueType] => [name, 'text']));
const LIST: Readonly<Record<string, ValueType>> = { concat: 'list', entries: 'records', filter: 'list', flat: 'list', flatMap: 'list', join: 'text', map: 'list', reverse: 'list', slice: 'list', sort: 'list', splice: 'list', toReversed: 'list', toSorted: 'list' };

export const javascriptTypes: LanguageTypes = {
  literals: { String: 'text', TemplateString: 'text', Number: 'number', ArrayExpression: 'list', ObjectExpression: 'object' },
  functions: ['ArrowFunction', 'FunctionExpression', 'FunctionDeclaration'],
  methods: {
    text: { ...sameText, split: 'texts', indexOf: 'number', lastIndexOf: 'number', charCodeAt: 'number', search: 'number' },
    texts: { ...LIST, filter: 'texts', reverse: 'texts', slice: 'texts', sort: 'texts', toReversed: 'texts', toSorted: 'texts', concat: 'texts', at: 'text', pop: 'text', shift: 'text' },
    list: LIST,
    pair: LIST,
    number: { toFixed: 'text', toString: 'text' as ValueType, toPrecision: 'text' },
    'global:Object': { keys: 'texts', values: 'list', entries: 'list' },
    'global:Array': { from: 'list', of: 'list' },
    'global:JSON': { stringify: 'text' },
    'global:Math': Object.fromEntries(Object.getOwnPropertyNames(Math).map((name): [string, ValueType] => [name, 'number'])),
  },
  calls: { String: 'text', Number: 'number', parseInt: 'number', parseFloat: 'number' },
  isGlobal: (name) => GLOBALS.includes(name),
};
