import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { submit } from './submit';

/** As somebody writes one by hand or by a program: ids of any kind, no names, no ports. */
const wordCount = [
  { id: 'src-1', op: 'socketTextStream', params: { hostname: 'localhost', port: 9999 } },
  { id: 'split 1', op: 'flatMap', params: { f: 'lambda line: line.split(" ")' } },
  { id: '1', op: 'map', params: { f: 'lambda w: (w, 1)' } },
  { id: 'sum', op: 'reduceByKey', params: { func: 'lambda a, b: sum([a, b])', numPartitions: 3 } },
];
const sorted = { id: 'top-n', op: 'transform', params: { func: 'lambda rdd: rdd.sortBy(lambda kv: (-kv[1], kv[0]))' } };
const saved = { id: 'db', op: 'saveToSQLite', params: { file: 'counts.db', table: 't-1' } };
const INPUT = 'a b a\nc a\n\nb b\n\n\nd\n';
const RUN = ['--clock', 'manual', '--input', 'src-1=in.txt'];

describe('a pipeline file that was written by hand', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pipeline-files-'));
    writeFileSync(join(folder, 'in.txt'), INPUT);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (nodes: readonly { readonly id: string; readonly op: string; readonly params?: object }[], change: (wire: object, index: number) => object = (wire) => wire): void => {
    const edges = nodes.slice(1).map(({ id }, index) => change({ from: nodes[index]!.id, to: id }, index));
    writeFileSync(join(folder, 'own.dstream'), JSON.stringify({ dstream: 1, name: 'Own', language: 'python', master: 'local[2]', batchInterval: 500, nodes, edges }));
  };
  const rows = (): unknown[] => {
    const database = new Database(join(folder, 'counts.db'));
    try {
      return [database.prepare('SELECT * FROM "t-1"').raw().all(), database.prepare('SELECT batch_time, rows FROM _dstream_batches').raw().all(), database.prepare(`SELECT sql FROM sqlite_master WHERE name = 't-1'`).raw().all()];
    } finally {
      database.close();
      rmSync(join(folder, 'counts.db'));
    }
  };

  it('runs with ids that are no names in Python and wires that name no input, and is a script of the same output', { timeout: 60_000 }, async () => {
    write([...wordCount, sorted, { id: 'out', op: 'pprint', params: { num: 3 } }]);
    const run = await submit([...RUN, 'own.dstream'], folder);
    expect([run.status, run.stdout]).toEqual([0, expect.stringContaining("('a', 3)\n('b', 1)\n('c', 1)\n")]);
    expect((await submit(['convert', 'own.dstream', 'own.py'], folder)).status).toBe(0);
    const script = await submit(['--clock', 'manual', '--input', '9999=in.txt', 'own.py'], folder);
    expect([script.status, script.stdout]).toEqual([0, run.stdout]);
  });

  it('saves the same table by itself, as a script, and where an operator makes it run as one', { timeout: 60_000 }, async () => {
    write([...wordCount, saved]);
    expect((await submit([...RUN, 'own.dstream'], folder)).status).toBe(0);
    const own = rows();
    expect(own).toEqual([
      [
        [500, 0, 0, 'b', 1],
        [500, 1, 1, 'a', 3],
        [500, 1, 2, 'c', 1],
        [1000, 0, 0, 'b', 2],
        [2000, 2, 0, 'd', 1],
      ],
      [[500, 3], [1000, 1], [1500, 0], [2000, 1]],
      [[expect.stringContaining('PRIMARY KEY (batch_time, partition, seq)')]],
    ]);
    await submit(['convert', 'own.dstream', 'own.py'], folder);
    expect((await submit(['--clock', 'manual', '--input', '9999=in.txt', 'own.py'], folder)).status).toBe(0);
    expect(rows()).toEqual(own);
    write([...wordCount, { id: 'same', op: 'transform', params: { func: 'lambda rdd: rdd' } }, saved]);
    expect((await submit([...RUN, 'own.dstream'], folder)).status).toBe(0);
    expect(rows()).toEqual(own);
  });

  it('does not start with what is wrong, and names the inputs that there are', async () => {
    write([...wordCount, sorted, { id: 'out', op: 'pprint' }], (wire, index) => (index === 2 ? { ...wire, port: 'parent' } : wire));
    const { status, stdout, stderr } = await submit([...RUN, 'own.dstream'], folder);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('own.dstream:1: unknown-port: sum has no input called "parent"; it has "pairs". [sum]');
    expect(stderr).not.toContain('Traceback');
    expect(readFileSync(join(folder, 'own.dstream'), 'utf8')).toContain('"port":"parent"');
  });
});
