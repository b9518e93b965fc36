import ts from 'typescript';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { operators } from '#engine/operators';

const declarations = fileURLToPath(new URL('../../renderer/inspector/completion/javascript-lambdas', import.meta.url));
const file = fileURLToPath(new URL('lambdas-under-test.ts', import.meta.url));

const GOOD: readonly (readonly [type: string, lambda: string])[] = [
  ["map<string>['f']", 'line => [line.toLowerCase(), 1]'],
  ["map<string>['f']", 'line => ({ line, words: line.split(" "), at: new Map([["a", 1n]]) })'],
  ["map['f']", '([key, value]) => [value, key]'],
  ["flatMap<string>['f']", 'line => line.split(" ")'],
  ["flatMap<string>['f']", 'function* (line) { yield line; yield line.length; }'],
  ["filter<Pair<string, number>>['f']", '([word, count]) => word && count > 1'],
  ["mapPartitions<string>['f']", 'records => [[...records].length]'],
  ["mapPartitions<string>['f']", 'function* (records) { for (const record of records) yield record.trim(); }'],
  ["mapPartitionsWithIndex['f']", '(index, records) => [...records].map(r => [index, r])'],
  ["reduceByKeyAndWindow<string, number>['filterFunc']", 'pair => pair[1] > 0'],
  ["updateStateByKey<number, number>['updateFunc']", '(newValues, state) => newValues.reduce((a, b) => a + b, state ?? 0)'],
  ["updateStateByKey<number, number>['updateFunc']", '(newValues, state) => newValues.length === 0 ? null : state'],
];
const WRONG: readonly (readonly [type: string, lambda: string, message: RegExp])[] = [
  ["map<string>['f']", 'async line => line', /Promise<string>/],
  ["map<string>['f']", 'line => () => line', /not assignable/],
  ["map<string>['f']", 'line => line.upper()', /'upper' does not exist/],
  ["map<string>['f']", '(line, index) => line', /not assignable/],
  ["flatMap<string>['f']", 'line => line.length', /Iterable/],
  ["mapPartitions<string>['f']", 'records => [records.length]', /'length' does not exist/],
  ["reduceByKey<number>['func']", '(a, b) => `${a}${b}`', /'string' is not assignable to type 'number'/],
  ["reduceByKeyAndWindow<string, number>['filterFunc']", 'pair => pair[2] > 0', /no element at index '2'/],
  ["updateStateByKey<number, number>['updateFunc']", '(newValues, state) => newValues.length + state', /possibly 'null'/],
];

/** What the compiler says of each lambda, by its place in the list. */
function compile(lambdas: readonly (readonly [type: string, lambda: string, ...rest: unknown[]])[]): string[] {
  const text = [`import type { ${[...new Set(lambdas.map(([type]) => type.match(/^\w+/)![0]).concat('Pair'))].join(', ')} } from '${declarations}';`, ...lambdas.map(([type, lambda], at) => `export const lambda${at}: ${type} = ${lambda};`)].join('\n');
  const options: ts.CompilerOptions = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [], lib: ['lib.es2023.d.ts'], skipLibCheck: true };
  const host = ts.createCompilerHost(options);
  const given = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version, ...rest) => (name === file ? ts.createSourceFile(name, text, version) : given(name, version, ...rest));
  const said = lambdas.map(() => '');
  for (const { messageText, file: source, start } of ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))) {
    const line = source?.fileName === file ? source.getLineAndCharacterOfPosition(start!).line - 1 : -1;
    if (line < 0) throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    said[line] += `${ts.flattenDiagnosticMessageText(messageText, '\n')}\n`;
  }
  return said;
}

describe('the declarations of JavaScript lambdas', () => {
  const defaults = [...operators.values()].filter(({ build }) => build).flatMap(({ kind, params }) => Object.entries(params).flatMap(([name, param]) => (param.type === 'function' ? [[`${kind}['${name}']`, param.default.javascript] as const] : [])));
  const all = [...GOOD, ...defaults, ...WRONG];
  let said: string[] = [];
  beforeAll(() => {
    said = compile(all);
  });

  it('take every lambda that the palette begins with, and other good ones', () => {
    const good = GOOD.length + defaults.length;
    expect(said.slice(0, good).map((message, at) => (message === '' ? '' : `${all[at]![1]}: ${message}`))).toEqual(Array.from({ length: good }, () => ''));
  });

  it('refuse lambdas that the engine could not run, or whose values are not what they are taken for', () => {
    for (const [at, [type, lambda, message]] of WRONG.entries()) expect(said[all.length - WRONG.length + at], `${type} = ${lambda}`).toMatch(message);
  });
});
