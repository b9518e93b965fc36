import Database from 'better-sqlite3';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submit } from './submit';

const BATCHES = 30;
/** Each batch has some 100 kB of records for the history. */
const SCRIPT = `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "fills")
ssc = StreamingContext(sc, 1)
ssc.queueStream([sc.parallelize(["%d-%d " % (batch, record) * 50 for record in range(200)]) for batch in range(${BATCHES})]).count().pprint()
ssc.start()
ssc.awaitTermination()
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-trouble-'));
  writeFileSync(join(folder, 'fills.py'), SCRIPT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (history: string, limit?: string): ReturnType<typeof submit> => submit(['--clock', 'manual', '--history', history, 'fills.py'], folder, limit);
const counted = (stdout: string): number => stdout.match(/^200$/gm)?.length ?? 0;

describe('a history that cannot take what is recorded', () => {
  // As where a disk is full: what is written beyond it fails.
  it.skipIf(process.platform === 'win32')('is told of once in a sentence; the run goes on, and what was kept before stays whole', async () => {
    const { status, stdout, stderr } = await run('full.db', 'ulimit -f 1200');
    expect(status).toBe(0);
    expect(counted(stdout)).toBe(BATCHES);
    expect(stderr.match(/^--history: The disk (is full|does not take what is written to it)\. Batches are not kept in the history since \d\d:\d\d:\d\d \(1 so far\)\. The run goes on\.$/gm)).toHaveLength(1);
    const history = new Database(join(folder, 'full.db'), { readonly: true });
    expect(history.pragma('integrity_check', { simple: true })).toBe('ok');
    const kept = history.prepare('SELECT b.number, count(*) AS records FROM batch b JOIN record USING (run_id, batch_time) GROUP BY b.batch_time ORDER BY 1').all() as { number: number; records: number }[];
    history.close();
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(BATCHES);
    expect(new Set(kept.map(({ records }) => records)).size).toBe(1);
  });

  it('is set aside and told of where a newer version wrote it', async () => {
    const newer = new Database(join(folder, 'newer.db'));
    newer.exec('CREATE TABLE run (unknown TEXT); PRAGMA user_version = 999');
    newer.close();
    const { status, stdout, stderr } = await run('newer.db');
    expect(status).toBe(0);
    expect(counted(stdout)).toBe(BATCHES);
    expect(stderr).toMatch(/^--history: The history .*newer\.db could not be read: it was written by a newer DStream Studio.*A new one was begun\. The old one is kept as .*newer\.db\.set-aside-/m);
    expect(readdirSync(folder).some((name) => name.startsWith('newer.db.set-aside-'))).toBe(true);
  });
});
