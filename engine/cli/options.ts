/** The command line of `dstream-submit` (DESIGN 3.2). Everything after FILE belongs to the program, as in spark-submit. */

import { EngineError, localSlots } from '#engine/core';

export interface SubmitOptions {
  readonly file: string;
  /** The program's own arguments. */
  readonly args: readonly string[];
  readonly master: string | null;
  readonly name: string | null;
  readonly pyFiles: readonly string[];
  /** Folders of wheels, and wheels. */
  readonly wheels: readonly string[];
  readonly conf: ReadonlyMap<string, string>;
  readonly batches: number | null;
  readonly seconds: number | null;
  readonly set: readonly { readonly node: string; readonly param: string; readonly value: string }[];
  readonly history: string | null;
  readonly metrics: string | null;
  readonly manualClock: boolean;
  /** Port or node to file. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly quiet: boolean;
}

/** A comparison with a real Spark: the same program in both. */
export interface CompareOptions extends SubmitOptions {
  /** The order of a batch's lines does not count. */
  readonly unordered: boolean;
  /** s between two paragraphs of an input. */
  readonly every: number;
}

export type CommandLine =
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'submit'; readonly options: SubmitOptions }
  | { readonly command: 'compare'; readonly options: CompareOptions }
  | { readonly command: 'check'; readonly file: string }
  | { readonly command: 'fix'; readonly file: string; readonly write: boolean }
  | { readonly command: 'convert'; readonly from: string; readonly to: string };

/** Told on standard error with exit status 2. */
export class UsageError extends Error {}

export function unknownKind(file: string): UsageError {
  return new UsageError(`${file} is neither a PySpark script (.py), nor a notebook (.ipynb), nor a pipeline (.dstream).`);
}

const WITH_VALUE = new Set(['--master', '--name', '--py-files', '--wheels', '--conf', '--batches', '--seconds', '--set', '--history', '--metrics', '--clock', '--input', '--every']);
const FLAGS = new Set(['--quiet', '--help', '--version', '-h', '--compare-with-spark', '--unordered']);

/** @throws UsageError */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  if (argv[0] === 'check' && argv.includes('--fix')) {
    const left = argv.slice(1).filter((token) => token !== '--fix' && token !== '--write');
    return { command: 'fix', file: only(left, 'dstream-submit check --fix [--write] FILE.py', 1)[0]!, write: argv.includes('--write') };
  }
  if (argv[0] === 'check') return { command: 'check', file: only(argv.slice(1), 'dstream-submit check FILE', 1)[0]! };
  if (argv[0] === 'convert') {
    const [from, to] = only(argv.slice(1), 'dstream-submit convert FROM TO', 2);
    return { command: 'convert', from: from!, to: to! };
  }
  const { values, flags, rest } = splitOptions(argv);
  if (flags.has('--help') || flags.has('-h')) return { command: 'help' };
  if (flags.has('--version')) return { command: 'version' };
  const [file, ...args] = rest;
  if (file === undefined) throw new UsageError('No FILE was given: a PySpark script (.py) or a pipeline (.dstream).');
  const clock = last(values, '--clock') ?? 'system';
  if (clock !== 'manual' && clock !== 'system') throw new UsageError(`--clock is "manual" or "system", not "${clock}".`);
  const inputs = new Map((values.get('--input') ?? []).map((text) => pair(text, '--input PORT_OR_NODE=FILE')));
  const compare = flags.has('--compare-with-spark');
  if (inputs.size > 0 && clock !== 'manual' && !compare) throw new UsageError('--input works with --clock manual only.');
  const batches = positive(values, '--batches', true);
  if (clock === 'manual' && inputs.size === 0 && batches === null && !compare && file.endsWith('.dstream')) throw new UsageError('--clock manual needs to know how many batches to run: give --input PORT_OR_NODE=FILE or --batches N.');
  const options: SubmitOptions = {
    file,
    args,
    master: master(values),
    name: last(values, '--name'),
    pyFiles: (values.get('--py-files') ?? []).flatMap((list) => list.split(',')).filter((path) => path !== ''),
    wheels: (values.get('--wheels') ?? []).flatMap((list) => list.split(',')).filter((path) => path !== ''),
    conf: new Map((values.get('--conf') ?? []).map((text) => pair(text, '--conf KEY=VALUE'))),
    batches,
    seconds: positive(values, '--seconds', false),
    set: (values.get('--set') ?? []).map(parameter),
    history: last(values, '--history'),
    metrics: last(values, '--metrics'),
    manualClock: clock === 'manual',
    inputs,
    quiet: flags.has('--quiet'),
  };
  if (!compare) return { command: 'submit', options };
  return { command: 'compare', options: { ...options, unordered: flags.has('--unordered'), every: positive(values, '--every', false) ?? 1 } };
}

/** @throws UsageError where it is no local one: there are no others here */
function master(values: ReadonlyMap<string, readonly string[]>): string | null {
  const given = last(values, '--master');
  try {
    if (given !== null) localSlots(given, 1);
    return given;
  } catch (error) {
    if (error instanceof EngineError) throw new UsageError(error.message);
    throw error;
  }
}

function splitOptions(argv: readonly string[]): { values: Map<string, string[]>; flags: Set<string>; rest: readonly string[] } {
  const values = new Map<string, string[]>();
  const flags = new Set<string>();
  let index = 0;
  for (; index < argv.length; index++) {
    const token = argv[index]!;
    if (!token.startsWith('-') || token === '-') break;
    const [name, inline] = splitOnce(token, '=');
    if (FLAGS.has(token)) {
      flags.add(token);
    } else if (WITH_VALUE.has(name)) {
      const value = inline ?? argv[++index];
      if (value === undefined) throw new UsageError(`${name} needs a value.`);
      values.set(name, [...(values.get(name) ?? []), value]);
    } else {
      throw new UsageError(`Unknown option ${token}.`);
    }
  }
  return { values, flags, rest: argv.slice(index) };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function last(values: ReadonlyMap<string, readonly string[]>, name: string): string | null {
  return values.get(name)?.at(-1) ?? null;
}

function pair(text: string, usage: string): [string, string] {
  const [key, value] = splitOnce(text, '=');
  if (key === '' || value === undefined) throw new UsageError(`Write ${usage}; "${text}" is not so.`);
  return [key, value];
}

function parameter(text: string): { node: string; param: string; value: string } {
  const [target, value] = pair(text, '--set NODE.PARAM=VALUE');
  const dot = target.lastIndexOf('.');
  if (dot <= 0) throw new UsageError(`Write --set NODE.PARAM=VALUE; "${text}" names no parameter.`);
  return { node: target.slice(0, dot), param: target.slice(dot + 1), value };
}

function positive(values: ReadonlyMap<string, readonly string[]>, name: string, whole: boolean): number | null {
  const text = last(values, name);
  if (text === null) return null;
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
    throw new UsageError(`${name} needs a ${whole ? 'whole number' : 'number'} above 0; "${text}" is not one.`);
  }
  return value;
}

function only(args: readonly string[], usage: string, count: number): readonly string[] {
  if (args.length !== count || args.some((arg) => arg.startsWith('-'))) throw new UsageError(`Usage: ${usage}`);
  return args;
}
