/** Small batches: what a batch costs at least, and how short an interval may be. */
import { lineServer, textOf } from './line-server.mjs';
import { mean, median, sleep, sparkPython, start } from './programs.mjs';

/** One line each `interval` ms. */
const trickle = (interval) =>
  lineServer(async (send, isOpen) => {
    for (let line = 0; isOpen(); line++) {
      await send(textOf(1, line));
      await sleep(interval);
    }
  });

/** Processing times, ms, of `count` batches that had records, after the first `skipped` ones. */
async function processingTimes(system, { interval, count, skipped, master, limit }) {
  const server = await trickle(interval);
  const program = start(system, 'word_count.py', (_folder, metrics) => [metrics, server.port, interval].map(String), { master });
  try {
    const some = () => program.batches().filter(({ numRecords }) => numRecords > 0);
    await program.until(() => some().length >= count + skipped, limit);
    return some().slice(skipped).map(({ processingDelay }) => processingDelay);
  } finally {
    await program.stop();
    server.close();
  }
}

export async function oneLine() {
  const rows = [];
  let first = null;
  for (const slots of [2, 3, 5]) {
    const ours = await processingTimes('ours', { interval: 200, count: 120, skipped: 30, master: `local[${slots}]`, limit: 60_000 });
    first ??= mean(ours);
    rows.push({ what: `batch of one line, ${slots} partitions, processing time`, target: 'median ≤ 3 ms', measured: `median ${median(ours)} ms, mean ${mean(ours).toFixed(1)} ms`, met: median(ours) <= 3 });
  }
  if (sparkPython) {
    const spark = mean(await processingTimes('spark', { interval: 1000, count: 10, skipped: 5, master: 'local[2]', limit: 90_000 }));
    rows.push({ what: 'batch of one line against PySpark, 2 partitions, means', target: '≤ 1/100', measured: `${Math.round(spark)} ms : ${first.toFixed(1)} ms = ${Math.round(spark / first)}`, met: spark / first >= 100 });
  }
  return rows;
}

/** Stable: at the end batches do not wait longer than at the beginning, and none is left out. */
export async function shortestInterval() {
  const interval = 10;
  const seconds = 60;
  const server = await trickle(interval);
  const program = start('ours', 'word_count.py', (_folder, metrics) => [metrics, server.port, interval].map(String));
  try {
    await program.until(() => program.age > 5000 + seconds * 1000, 120_000);
    const batches = program.batches().filter(({ batchTime }, _index, all) => batchTime > all.at(-1).batchTime - seconds * 1000);
    const waited = (part) => median(part.map(({ schedulingDelay }) => schedulingDelay));
    const [first, last] = [waited(batches.slice(0, 1000)), waited(batches.slice(-1000))];
    const expected = (seconds * 1000) / interval;
    const met = last <= Math.max(interval, first + 1) && batches.length >= expected * 0.999;
    const measured = `${batches.length} of ${expected} batches; waiting ${first} ms at first, ${last} ms at the end; processing ${median(batches.map(({ processingDelay }) => processingDelay))} ms`;
    return [{ what: 'batches of 10 ms for a minute', target: 'stable', measured, met }];
  } finally {
    await program.stop();
    server.close();
  }
}
