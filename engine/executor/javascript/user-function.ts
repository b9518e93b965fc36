import type { FunctionDefinition, FunctionId } from '../../core/task';
import { builtin } from './builtin-functions';

export type { Callable } from './builtin-functions';
import type { Callable } from './builtin-functions';
import { type WordEnds, wordEndsAt } from './words';

/** A user's function, or why it could not be made. */
export type Compiled = { readonly call: Callable; readonly wordEnds: WordEnds | null; readonly error: null } | { readonly call: null; readonly wordEnds: null; readonly error: unknown };

/**
 * Names that user code does not see. The cage is the executor itself (a sandboxed window in the app); this only keeps
 * a lambda from using by accident what another host would not have.
 */
const HIDDEN = ['process', 'require', 'global', 'globalThis', 'self', 'window', 'fetch', 'Worker', 'WebSocket', 'XMLHttpRequest', 'importScripts', 'postMessage'];

/** How the source of a function is called in stack traces. */
export function sourceName(fn: FunctionDefinition): string {
  return `dstream-function-${fn.id < 0 ? `check${-fn.id}` : fn.id}.js`;
}

/** @param bound gives a function that was compiled before */
export function compile(fn: FunctionDefinition, bound: (id: FunctionId) => Callable = unbound): Compiled {
  try {
    return { call: callable(fn, bound), wordEnds: wordEndsOf(fn), error: null };
  } catch (error) {
    return { call: null, wordEnds: null, error };
  }
}

/** `line => line.split(' ')` with any separator of one character. */
const SPLITS = /^\(?\s*([\w$]+)\s*\)?\s*=>\s*\1\.split\(\s*(["'`])(\\t|[^\\])\2\s*\)$/;
// eslint-disable-next-line @typescript-eslint/unbound-method -- compared only: a pipeline's own code may put another one there
const { split } = String.prototype;

function wordEndsOf({ form }: FunctionDefinition): WordEnds | null {
  const separator = form.kind === 'source' ? SPLITS.exec(form.text.trim())?.[3] : undefined;
  return separator === undefined || String.prototype.split !== split ? null : wordEndsAt(separator === '\\t' ? '\t' : separator);
}

function unbound(): Callable {
  throw new Error('This function refers to others that are not here.');
}

function callable(fn: FunctionDefinition, bound: (id: FunctionId) => Callable): Callable {
  const { form } = fn;
  if (form.kind === 'builtin') return builtin(form.name, (form.functions ?? []).map(bound), form.args ?? []);
  if (form.kind === 'pickle') throw new TypeError('A pickled Python function cannot run in JavaScript.');
  const prelude = form.prelude.replaceAll('\n', ' ').trim();
  // The function's text begins on a line of its own, so that its lines can be told from a stack trace.
  const body = `"use strict"; ${prelude.includes('//') ? form.prelude : prelude}; return (\n${form.text}\n)\n//# sourceURL=${sourceName(fn)}`;
  // This is the one place in which user code becomes a function; the executor is its cage.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const made: unknown = (new Function(...HIDDEN, body) as Callable)();
  if (typeof made !== 'function') throw new TypeError(`Write a function such as x => x; this is ${made === null ? 'null' : typeof made}.`);
  return made as Callable;
}

/** Lines before the first line of the function's text, as this JavaScript engine counts them. */
const LINES_BEFORE = measureLinesBefore();

function measureLinesBefore(): number {
  const probe: FunctionDefinition = { id: 0, form: { kind: 'source', text: '() => { throw new Error() }', prelude: '' }, place: {} };
  try {
    callable(probe, unbound)();
  } catch (error) {
    return frameIn(error, sourceName(probe))! - 1;
  }
  return 0;
}

/** 1-based line within the function's text at which an error was thrown; null where the stack does not tell. */
export function lineOf(error: unknown, fn: FunctionDefinition): number | null {
  const line = frameIn(error, sourceName(fn));
  return line === null ? null : Math.max(1, line - LINES_BEFORE);
}

function frameIn(error: unknown, source: string): number | null {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const match = new RegExp(`${source.replaceAll('.', '\\.')}:(\\d+):\\d+`).exec(stack);
  return match ? Number(match[1]) : null;
}

/** The user's function that a stack leads into first, and the line in it. */
export function placeInStack(stack: string): { readonly functionId: FunctionId | null; readonly line: number | null } {
  const match = /dstream-function-(\d+)\.js:(\d+):\d+/.exec(stack);
  return match ? { functionId: Number(match[1]), line: Math.max(1, Number(match[2]) - LINES_BEFORE) } : { functionId: null, line: null };
}

/** The error's own text and the frames that lie in the user's function, with the lines that the user sees. */
export function userTraceback(error: unknown, fn: FunctionDefinition): string {
  if (!(error instanceof Error)) return String(error);
  const source = sourceName(fn);
  const frames = (error.stack ?? '').split('\n').flatMap((line) => {
    const match = /^\s*at (?:(.*?) \()?.*?:(\d+):(\d+)\)?$/.exec(line);
    if (!match || !line.includes(source)) return [];
    return [`    at ${match[1] ?? '<function>'} (line ${Math.max(1, Number(match[2]) - LINES_BEFORE)}:${match[3]})`];
  });
  return [`${error.name}: ${error.message}`, ...frames].join('\n');
}
