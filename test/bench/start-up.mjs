/** From the command to the first printed batch: the example as it is, batches of a second. */
import { join } from 'node:path';
import { lineServer } from './line-server.mjs';
import { median, root, sleep, sparkPython, start } from './programs.mjs';

const RUNS = 5;

async function firstBatch(system) {
  const server = await lineServer(() => Promise.resolve());
  const times = [];
  for (let run = 0; run < RUNS; run++) {
    // Evenly spread over the second, since a batch waits for its full second.
    await sleep((1000 - (Date.now() % 1000) + (run * 1000) / RUNS) % 1000);
    const program = start(system, join(root, 'examples/network_wordcount.py'), () => ['127.0.0.1', String(server.port)]);
    await program.until(() => /-{43}\nTime: .*\n-{43}\n\n/.test(program.stdout), 60_000);
    times.push(program.age);
    await program.stop();
  }
  server.close();
  return median(times);
}

export async function startUp() {
  const ours = await firstBatch('ours');
  if (!sparkPython) return [{ what: 'command to first batch printed', target: '≤ 1/4 of spark-submit', measured: `${Math.round(ours)} ms`, met: null }];
  const spark = await firstBatch('spark');
  const measured = `${Math.round(ours)} ms : ${Math.round(spark)} ms = 1/${(spark / ours).toFixed(1)}`;
  return [{ what: 'command to first batch printed', target: '≤ 1/4 of spark-submit', measured, met: ours <= spark / 4 }];
}
