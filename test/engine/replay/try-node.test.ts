import { afterAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import type { ParamValue, Pipeline } from '#engine/model';
import { operators } from '#engine/operators';
import { type TrialAnswer, tryNode } from '#engine/replay';
import { exampleRecords } from '../../../renderer/inspector/trial/example-records';

const executors = new ExecutorPool(new WorkerHost());
afterAll(() => executors.close());

function pipelineOf(op: string, params: Record<string, ParamValue>, language: Pipeline['language'] = 'python', code = ''): Pipeline {
  return { dstream: 1, name: 'tried', language, master: 'local[2]', batchInterval: 1000, settings: {}, nodes: [{ id: 'n', op, name: 'tried', params }], edges: [], code: code === '' ? [] : [{ text: code }], layout: { nodes: {} } };
}

/** @param inputs records of each port, in one partition */
async function tried(pipeline: Pipeline, inputs: Readonly<Record<string, readonly string[]>>, timeLimit?: number): Promise<Extract<TrialAnswer, { ok: true }>> {
  const records = Object.entries(inputs).map(([port, texts]) => ({ port, records: texts.map((text) => ({ text, partition: 0 })) }));
  const answer = await tryNode({ pipeline, nodeId: 'n', inputs: records, script: null }, { executors, cores: 2 }, new AbortController().signal, { timeLimit });
  if (!answer.ok) throw new Error(answer.message);
  if (timeLimit === undefined) expect(answer.failures.filter(({ type }) => type === 'Timeout')).toEqual([]);
  return answer;
}
const shown = ({ outputs }: Extract<TrialAnswer, { ok: true }>): unknown[] => outputs.map(({ from, repr }) => [from, repr]);

describe('one node tried on given records', () => {
  it('gives what each record became, beside it', async () => {
    expect(shown(await tried(pipelineOf('map', { f: 'lambda w: (w, len(w))' }), { parent: ["'to'", "'spärk'"] }))).toEqual([[0, "('to', 2)"], [1, "('spärk', 5)"]]);
    expect(shown(await tried(pipelineOf('flatMap', { f: 'lambda l: l.split()' }), { parent: ["'to be'", "''", "'or'"] }))).toEqual([[0, "'to'"], [0, "'be'"], [2, "'or'"]]);
    expect(shown(await tried(pipelineOf('filter', { f: 'lambda n: n > 1' }), { parent: ['1', '2.5', 'inf'] }))).toEqual([[1, '2.5'], [2, 'inf']]);
    expect(shown(await tried(pipelineOf('mapValues', { f: 'lambda v: sum(v)' }), { pairs: ["('a', ResultIterable([1, 2]))"] }))).toEqual([[0, "('a', 3)"]]);
    expect(shown(await tried(pipelineOf('flatMapValues', { f: 'lambda v: range(v)' }), { pairs: ["('a', 2)", "('b', 0)"] }))).toEqual([[0, "('a', 0)"], [0, "('a', 1)"]]);
  });

  it('runs what takes the records together on all of them, as one batch with no past', async () => {
    const pairs = ["('a', 1)", "('b', 5)", "('a', 2)"];
    const values = async (op: string, params: Record<string, ParamValue>): Promise<string[]> => (await tried(pipelineOf(op, params), { pairs })).outputs.map(({ repr }) => repr).sort();
    expect(await values('reduceByKey', { func: 'lambda a, b: a + b' })).toEqual(["('a', 3)", "('b', 5)"]);
    expect(await values('updateStateByKey', { updateFunc: 'lambda new, state: (state or 100) + sum(new)' })).toEqual(["('a', 103)", "('b', 105)"]);
    expect(await values('reduceByKeyAndWindow', { func: 'lambda a, b: a * 10 + b', windowDuration: 30_000, slideDuration: 10_000 })).toEqual(["('a', 12)", "('b', 5)"]);
    expect((await tried(pipelineOf('mapPartitions', { f: 'lambda rs: [len(list(rs))]' }), { parent: ['1', '2'] })).outputs.map(({ repr }) => repr)).toEqual(['2']);
    expect((await tried(pipelineOf('join', {}), { pairs: ["('a', 1)"], other: ["('a', 'x')", "('b', 'y')"] })).outputs.map(({ repr }) => repr)).toEqual(["('a', (1, 'x'))"]);
  });

  it('tells each record that fails, at the line of the function, and what the others give', async () => {
    const answer = await tried(pipelineOf('map', { f: 'lambda n: (\n  1,\n  10 // n)' }), { parent: ['5', '0', '2', "'x'"] });
    expect(shown(answer)).toEqual([[0, '(1, 2)'], [2, '(1, 5)']]);
    expect(answer.failures.map(({ from, type, param, line, record }) => [from, type, param, line, record])).toEqual([[1, 'ZeroDivisionError', 'f', 3, '0'], [3, 'TypeError', 'f', 3, "'x'"]]);
    const syntax = await tried(pipelineOf('map', { f: 'lambda n: (\n  1,,\n  2)' }), { parent: ['5'] });
    expect(syntax.failures).toMatchObject([{ type: 'SyntaxError', param: 'f', line: 2 }]);
    const unreadable = await tried(pipelineOf('map', { f: 'lambda n: n' }), { parent: ['word', '1'] });
    expect(unreadable.failures).toMatchObject([{ from: 0, message: "This cannot be read as a record: NameError: name 'word' is not defined" }]);
    expect(shown(unreadable)).toEqual([[1, '1']]);
  });

  it('uses the code of the pipeline, and tells what was printed', async () => {
    const answer = await tried(pipelineOf('map', { f: 'twice' }, 'python', 'def twice(x):\n    print("twice", x)\n    return x * 2\n'), { parent: ['21'] });
    expect([shown(answer), answer.printed.trim()]).toEqual([[[0, '42']], 'twice 21']);
  });

  it('ends a function that does not end, says at which record, and keeps what was there before it', async () => {
    for (const [language, f] of [['python', 'lambda n: [0 for _ in iter(int, 1)] if n == 2 else n'], ['javascript', 'n => { while (n === 2) {} return n }']] as const) {
      const answer = await tried(pipelineOf('map', { f }, language), { parent: ['1', '2', '3'] }, 2000);
      expect(shown(answer)).toEqual([[0, '1']]);
      expect(answer.failures).toMatchObject([{ from: 1, type: 'Timeout', record: '2', message: 'It did not end within 2 s, and was ended.' }]);
      // The next one is not hindered by it.
      expect(shown(await tried(pipelineOf('map', { f: language === 'python' ? 'lambda n: n + 1' : 'n => n + 1' }, language), { parent: ['1'] }))).toEqual([[0, '2']]);
    }
  });

  it('reads and runs JavaScript too', async () => {
    const answer = await tried(pipelineOf('map', { f: 'r => r.name.length' }, 'javascript'), { parent: ["{ name: 'a b' }", '{ nam: 1 }'] });
    expect(shown(answer)).toEqual([[0, '3']]);
    expect(answer.failures).toMatchObject([{ from: 1, type: 'TypeError', param: 'f', line: 1 }]);
    expect(shown(await tried(pipelineOf('map', { f: 'm => m.get("a") ?? m' }, 'javascript'), { parent: ["Map(1) { 'a' => 1 }"] }))).toEqual([[0, '1']]);
  });

  it('has records for every operator that can be tried, in both languages', async () => {
    const tryable = [...operators.values()].filter(({ build, output, inputs }) => build && output !== null && inputs.length > 0);
    expect(tryable.length).toBeGreaterThan(20);
    for (const language of ['python', 'javascript'] as const) {
      for (const declaration of tryable) {
        const inputs = Object.fromEntries(declaration.inputs.map(({ name }) => [name, exampleRecords(declaration, name, language).split('\n')]));
        const { outputs, failures } = await tried(pipelineOf(declaration.kind, {}, language), inputs);
        expect([language, declaration.kind, failures, outputs.length > 0]).toEqual([language, declaration.kind, [], true]);
      }
    }
  });

  it('gives way to the next try', async () => {
    const abort = new AbortController();
    const first = tryNode({ pipeline: pipelineOf('map', { f: 'lambda n: [0 for _ in iter(int, 1)]' }), nodeId: 'n', inputs: [{ port: 'parent', records: [{ text: '1', partition: 0 }] }], script: null }, { executors, cores: 2 }, abort.signal);
    abort.abort();
    expect(await first).toEqual({ ok: false, message: 'Another try took the place of this one.' });
  });
});
