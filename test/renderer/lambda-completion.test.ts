import { CompletionContext, type Completion } from '@codemirror/autocomplete';
import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { EditorState } from '@codemirror/state';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operators } from '#engine/operators';
import { readDeclarations } from '../../renderer/inspector/completion/declarations';
import { lambdaCompletion } from '../../renderer/inspector/completion/lambda-completion';
import type { ValueType } from '../../renderer/inspector/completion/lambda-types';

const declarations = readDeclarations(readFileSync(new URL('../../renderer/inspector/completion/javascript-lambdas.d.ts', import.meta.url), 'utf8'));

async function completions(language: 'python' | 'javascript', lambda: string, code: string, record: ValueType = 'any'): Promise<Completion[]> {
  const pos = code.includes('|') ? code.indexOf('|') : code.length;
  const state = EditorState.create({ doc: code.replace('|', ''), extensions: language === 'python' ? python() : javascript() });
  const context = new CompletionContext(state, pos, true);
  const found: Completion[] = [];
  for (const source of lambdaCompletion(declarations, { language, lambda, record: () => record })) found.push(...((await source(context))?.options ?? []));
  return found;
}
const labels = async (...asked: Parameters<typeof completions>): Promise<string[]> => (await completions(...asked)).map(({ label }) => label);

describe('the declarations of JavaScript lambdas', () => {
  it('have each function that a JavaScript pipeline can have, with its number of arguments', () => {
    const asked = [...operators.values()].filter(({ build }) => build).flatMap(({ kind, params }) => Object.entries(params).flatMap(([name, param]) => (param.type === 'function' ? [[`${kind}.${name}`, param.arity] as const] : [])));
    expect([...declarations.lambdas].map(([name, { parameters }]) => [name, parameters.length]).sort()).toEqual(asked.map((each) => [...each]).sort());
    for (const { documentation } of declarations.lambdas.values()) expect(documentation).toMatch(/^Gets .*\.$/);
    expect([...declarations.types.keys()]).toEqual(['Value', 'Pair', 'Records']);
  });
});

describe('the completion of a JavaScript lambda', () => {
  it('offers the members of what a parameter is known to be', async () => {
    expect(await labels('javascript', 'map.f', 'line => line.', 'text')).toContain('toUpperCase');
    expect(await labels('javascript', 'map.f', 'line => line.', 'text')).not.toContain('push');
    expect(await labels('javascript', 'updateStateByKey.updateFunc', '(newValues, state) => newValues.re')).toContain('reduce');
    expect(await labels('javascript', 'mapPartitionsWithIndex.f', '(index, records) => index.')).toContain('toFixed');
    expect(await labels('javascript', 'mapPartitions.f', 'records => records.')).toEqual(['next']);
    expect((await labels('javascript', 'reduceByKeyAndWindow.filterFunc', 'pair => pair.')).slice(0, 2)).toEqual(['key', 'value']);
  });

  it('follows calls, literals and the functions within', async () => {
    expect(await labels('javascript', 'flatMap.f', 'line => line.trim().split(" ").', 'text')).toContain('filter');
    expect(await labels('javascript', 'flatMap.f', 'line => line.split(" ").map(w => w.', 'text')).not.toContain('push');
    expect(await labels('javascript', 'flatMap.f', 'line => line.split(" ").map(w => w.|)', 'text')).toContain('startsWith');
    expect(await labels('javascript', 'map.f', 'x => Math.')).toContain('floor');
    expect(await labels('javascript', 'map.f', 'x => JSON.stringify(x).')).toContain('padStart');
    expect(await labels('javascript', 'map.f', '([key, value]) => value.')).toEqual(expect.arrayContaining(['split', 'push', 'toFixed']));
  });

  it('takes no name that every object has for one of its own', async () => {
    for (const code of ['x => "".constructor().', 'x => constructor().', 'x => x.__proto__.', 'x => toString.']) expect(await labels('javascript', 'map.f', code)).toContain('push');
  });

  it('says of a parameter what it is, and has a lambda to begin with', async () => {
    const [values] = (await completions('javascript', 'updateStateByKey.updateFunc', '(newValues, state) => ne')).filter(({ label }) => label === 'newValues');
    expect(values).toMatchObject({ detail: 'V[]', info: expect.stringContaining('null removes the key') as string });
    expect((await completions('javascript', 'mapPartitions.f', 'records => [...rec')).find(({ label }) => label === 'records')?.info).toContain('once only');
    expect((await labels('javascript', 'reduceByKey.func', ''))[0]).toBe('(a, b) => ');
    expect(await labels('javascript', 'map.f', 'x => Ma')).toEqual(expect.arrayContaining(['Math', 'Map', 'return', 'x']));
  });

  it('is silent in texts and comments', async () => {
    expect(await labels('javascript', 'map.f', 'x => "a.b|c"')).toEqual([]);
    expect(await labels('javascript', 'map.f', 'x => x // Math.')).toEqual([]);
  });
});

describe('the completion of a Python lambda', () => {
  it('offers methods after a dot, and names of the language elsewhere', async () => {
    expect(await labels('python', 'flatMap.f', 'lambda line: line.', 'text')).toContain('splitlines');
    expect(await labels('python', 'flatMap.f', 'lambda line: line.', 'text')).not.toContain('append');
    expect(await labels('python', 'flatMap.f', 'lambda line: line.strip().split().|', 'text')).toContain('append');
    expect(await labels('python', 'map.f', 'lambda x: {"a": 1}.')).toContain('items');
    expect(await labels('python', 'map.f', 'lambda x: x.')).toEqual(expect.arrayContaining(['lower', 'append', 'keys']));
    expect(await labels('python', 'reduceByKeyAndWindow.filterFunc', 'lambda pair: pair.')).toEqual(['key', 'value', 'count', 'index']);
    expect(await labels('python', 'map.f', 'lambda record: so')).toEqual(expect.arrayContaining(['record', 'sorted', 'lambda', 'None']));
    expect((await labels('python', 'updateStateByKey.updateFunc', 'lam'))[0]).toBe('lambda newValues, state: ');
    expect(await labels('python', 'map.f', 'def f(line):\n    return line.', 'text')).toContain('upper');
  });
});
