import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submit } from './submit';

const HEAD = `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "jobs")
ssc = StreamingContext(sc, 1)
counts = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split(" ")).map(lambda w: (w, 1)).reduceByKey(lambda a, b: a + b, 1)
`;
const TAIL = '\nssc.start()\nssc.awaitTermination()\n';

describe('jobs that functions of a script run', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'program-jobs-'));
    writeFileSync(join(folder, 'in.txt'), 'a b a\nc\n\nd d\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What the history has of each RDD of a batch, and how many tasks. */
  async function recorded(name: string, text: string): Promise<(batch: number) => { rdds: [string, string | null, number | null][]; tasks: number; samples: string[] }> {
    writeFileSync(join(folder, `${name}.py`), HEAD + text + TAIL);
    const { status, stderr } = await submit(['--clock', 'manual', '--input', '9999=in.txt', '--history', `${name}.db`, `${name}.py`], folder);
    expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    const database = new Database(join(folder, `${name}.db`), { readonly: true });
    try {
      const rows = database.prepare('SELECT batch_time, scope, node_id, records FROM rdd ORDER BY rdd').raw().all() as [number, string, string | null, number | null][];
      const tasks = database.prepare('SELECT batch_time FROM task').pluck().all() as number[];
      const samples = database.prepare('SELECT batch_time, repr FROM record ORDER BY rdd, partition, seq').raw().all() as [number, string][];
      return (batch) => ({
        rdds: rows.flatMap(([time, scope, node, records]) => (time === batch ? [[scope, node, records]] : [])),
        tasks: tasks.filter((time) => time === batch).length,
        samples: samples.flatMap(([time, repr]) => (time === batch ? [repr] : [])),
      });
    } finally {
      database.close();
    }
  }

  it('are told with their batch where foreachRDD runs them, with the RDDs that the function made', { timeout: 60_000 }, async () => {
    const at = await recorded('each', 'counts.foreachRDD(lambda rdd: print(rdd.map(lambda kv: kv[1] * 10).collect()))');
    const { rdds, samples } = at(1000);
    expect(rdds).toEqual([
      ['socketTextStream', 'stream-1', 2],
      ['flatMap', 'stream-2', 4],
      ['map', 'stream-3', 4],
      ['reduceByKey', 'stream-4', 3],
      ['map', 'stream-5', 3],
    ]);
    expect(samples).toEqual(expect.arrayContaining(["'a b a'", "('a', 2)", '20']));
    expect(at(2000).rdds.map(([, , records]) => records)).toEqual([1, 2, 2, 1, 1]);
  });

  it('are told where transform runs them while the batch is made', { timeout: 60_000 }, async () => {
    // sortBy with several partitions looks at the records first: what comes before it is computed by that job alone.
    const at = await recorded('sorted', 'counts.transform(lambda rdd: rdd.sortBy(lambda kv: -kv[1], numPartitions=2)).pprint()');
    const found = new Map(at(1000).rdds.map(([scope, , records]) => [scope, records]));
    expect([...['socketTextStream', 'flatMap', 'reduceByKey'].map((scope) => found.get(scope))]).toEqual([2, 4, 3]);
  });

  it('are told up to a hundred a batch', { timeout: 60_000 }, async () => {
    const at = await recorded('many', 'counts.foreachRDD(lambda rdd: print(len([rdd.collect() for _ in range(150)])))');
    expect(at(1000).tasks).toBe(101);
    expect(at(1000).rdds).toHaveLength(4);
    expect(at(2000).tasks).toBe(101);
  });
});
