import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';

const SCRIPT = `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
ssc = StreamingContext(SparkContext("local[2]", "suspended"), 0.2)
ssc.queueStream([[1]]).foreachRDD(lambda time, rdd: print(round(time.timestamp() * 1000), flush=True))
ssc.start()
ssc.awaitTermination()
`;

// What a closed laptop does to a program.
it.skipIf(process.platform === 'win32')('a program that is suspended runs every batch that it missed, at its own time, and says how many', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'suspended-'));
  writeFileSync(join(folder, 'suspended.py'), SCRIPT);
  const child = spawn(process.execPath, [join(projectRoot(), 'out/engine/dstream-submit.js'), 'suspended.py'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = once(child, 'exit');
  const seen = async (done: () => boolean): Promise<void> => {
    while (!done() && child.exitCode === null) await sleep(20);
  };
  try {
    await seen(() => stdout.split('\n').length > 3);
    child.kill('SIGSTOP');
    await sleep(2000);
    child.kill('SIGCONT');
    // A busy machine may have missed some before.
    const missed = (): number => Math.max(0, ...[...stderr.matchAll(/missed (\d+) batches\. They are run now, each at its own time\./g)].map(([, count]) => Number(count)));
    await seen(() => missed() >= 8);
    child.kill('SIGTERM');
    await ended;
    expect(missed()).toBeGreaterThanOrEqual(8);
    const times = stdout.trim().split('\n').map(Number);
    expect(times).toEqual(times.map((_, index) => times[0]! + index * 200));
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
