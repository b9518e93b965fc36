import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submit, type Submitted } from './submit';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stop-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(text: string, ...options: string[]): Promise<Submitted> {
  const script = join(folder, 'script.py');
  writeFileSync(script, text);
  return submit(['--master', 'local[2]', ...options, script], folder);
}

const start = (interval: number): string => `
import time
from pyspark import SparkContext
from pyspark.streaming import StreamingContext, StreamingListener
sc = SparkContext(appName="stop")
ssc = StreamingContext(sc, ${interval})
`;

describe('stop(stopSparkContext=False, stopGraceFully=True)', () => {
  // Spark prints the same; the stop takes longer than its limit of ten batches.
  it('processes every batch that was submitted, whatever it takes, and leaves the SparkContext', async () => {
    const { stdout, stderr } = await run(`${start(0.1)}
count = {"submitted": 0, "completed": 0}
class Heard(StreamingListener):
    def onBatchSubmitted(self, event): count["submitted"] += 1
    def onBatchCompleted(self, event): count["completed"] += 1
ssc.addStreamingListener(Heard())
got = []
def slow(x):
    time.sleep(0.5)
    return x
ssc.queueStream([[n] for n in range(5)], default=sc.parallelize([], 1)).map(slow).foreachRDD(lambda rdd: got.extend(rdd.collect()))
ssc.start()
time.sleep(1)
ssc.stop(stopSparkContext=False, stopGraceFully=True)
print(got, count["submitted"] == count["completed"], count["submitted"] >= 5)
print(sc.parallelize(range(5), 2).sum(), StreamingContext.getActive())
`);
    expect(stdout, stderr).toBe('[0, 1, 2, 3, 4] True True\n10 None\n');
  });

  it('tells once what it waits for', async () => {
    const { stdout, stderr } = await run(`${start(0.2)}
def slow(x):
    time.sleep(1)
    return x
ssc.queueStream([[1]], default=sc.parallelize([], 1)).map(slow).pprint()
ssc.start()
ssc.awaitTermination()
print("end")
`, '--batches', '3');
    expect(stderr.match(/Stopping:/g)).toHaveLength(1);
    expect(stdout.match(/^Time:/gm)).toHaveLength(3);
    expect(stdout).toMatch(/\nend\n$/);
  });
});
