import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from '../engine/cli/submit';

const fixtures = join(projectRoot(), 'test/fixtures/spark');
const recorded = (name: string): string[] => readFileSync(join(fixtures, name), 'utf8').trimEnd().split('\n');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'every-operator-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The records of each batch by output. */
function byOutput(lines: readonly string[]): Map<string, string[]> {
  const outputs = new Map<string, string[]>();
  for (const line of lines) {
    const [, name, records] = /^(\w+) ((?:\d).*)$/.exec(line) ?? [];
    if (name && records) outputs.set(name, [...(outputs.get(name) ?? []), records]);
  }
  return outputs;
}

// The .txt files are what Spark 4.3.0 printed for these very scripts (PyPI, Java 17, Python 3.11, PYTHONHASHSEED=0).
describe('what Spark printed', { timeout: 60_000 }, () => {
  it('is what every operator of a stream gives, batch by batch, with partitions and order', async () => {
    const { status, stdout } = await submit(['--clock', 'manual', '--batches', '8', join(fixtures, 'every_dstream_operator.py'), '1', '60', folder], folder);
    expect(status).toBe(0);
    const ours = byOutput(stdout.split('\n'));
    const sparks = byOutput(recorded('every_dstream_operator.txt'));
    expect(sparks.size).toBe(42);
    for (const [name, batches] of sparks) {
      expect([name, ours.get(name)?.slice(0, batches.length)]).toEqual([name, batches]);
    }
  });

  it.each([
    ['odd keys in every operator', 'K,T,B,BIG'],
    ['queues, windows of windows and of states, joins across slides', 'streams'],
  ])('is what rarely seen streams give: %s', async (_what, names) => {
    const { status, stdout } = await submit(['--master', 'local[2]', '--clock', 'manual', '--batches', '7', join(fixtures, 'unusual_streams.py'), names, '60'], folder);
    expect(status).toBe(0);
    const ours = new Set(stdout.split('\n'));
    const sparks = recorded('unusual_streams.txt').filter((line) => /^(?:K|T|B|BIG) /.test(line) === (names !== 'streams'));
    expect(sparks.length).toBeGreaterThan(300);
    expect(sparks.filter((line) => !ours.has(line))).toEqual([]);
  });

  // api.txt: the public names of Spark 4.3.0's classes, by dir().
  it('has no public name that is missing here', async () => {
    expect(await submit([join(fixtures, 'api.py'), join(fixtures, 'api.txt')], folder)).toMatchObject({ status: 0, stdout: '' });
  });

  it('is what Python’s values, classes of the script and mistakes with records give', async () => {
    const { status, stdout } = await submit(['--master', 'local[2]', join(fixtures, 'values_and_mistakes.py')], folder);
    expect(status).toBe(0);
    // Python 3.14 words some of its errors at greater length than 3.11, and PySpark names some classes of its own.
    const plain = (line: string): string =>
      line
        .replace(/cannot use '\w+' as a dict key \((.*)\)/, '$1')
        .replace('(expected 2, got 3)', '(expected 2)')
        .replace('_pickle.PicklingError: Could not serialize object: ', '')
        .replace(/(?:[\w.]*PySpark)?RuntimeError/, 'RuntimeError');
    expect(stdout.trimEnd().split('\n').map(plain)).toEqual(recorded('values_and_mistakes.txt').map(plain));
  });

  it('is what hash() and partitions by it give, for values of many types', async () => {
    const { status, stdout } = await submit([join(fixtures, 'hashes.py')], folder);
    expect([status, ...stdout.trimEnd().split('\n')]).toEqual([0, ...recorded('hashes.txt')]);
  });

  it('is what every method of an RDD gives', async () => {
    const { status, stdout } = await submit([join(fixtures, 'every_rdd_method.py'), fixtures, join(folder, 'saved')], folder);
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual(recorded('every_rdd_method.txt'));
    expect(readFileSync(join(folder, 'saved/part-00001'), 'utf8')).toBe('(2, 3)\nNone\né\n');
  });

  it('is what packed files give: partitions by their packed size, bytes as they lie there', async () => {
    const { status, stdout } = await submit(['--master', 'local[2]', join(fixtures, 'packed_files.py'), folder], folder);
    expect([status, ...stdout.trimEnd().split('\n')]).toEqual([0, ...recorded('packed_files.txt')]);
  });

  it('is what the methods of an RDD give of odd records, odd partitions and none', async () => {
    const { status, stdout } = await submit(['--master', 'local[2]', join(fixtures, 'unusual_rdds.py')], folder);
    // Objects of Java have numbers that say nothing.
    const plain = (line: string): string => line.replace(/calling o\d+\./, 'calling ');
    const ours = new Set(stdout.split('\n').map(plain));
    expect([status, recorded('unusual_rdds.txt').map(plain).filter((line) => !ours.has(line))]).toEqual([0, []]);
  });
});
