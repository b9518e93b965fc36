/** What recording costs: the same work with and without a history, by turns on one machine, as time in processing. */
import { join } from 'node:path';
import { lineServer, textOf } from './line-server.mjs';
import { sleep, start } from './programs.mjs';
import { linesASecond } from './throughput.mjs';

const INTERVAL = 1000;
const PIECE_LINES = 10_000;
const PIECE = textOf(PIECE_LINES);
/** Lines sent in each second, and seconds: enough work that a batch is more than its fixed cost. */
const LINES_A_SECOND = 200_000;
const SECONDS = 8;
const ROUNDS = 3;
const FLAT_OUT_LINES = 6_000_000;
const HISTORY = { history: (folder) => join(folder, 'history.db') };

const flatOut = (options) => linesASecond('ours', 'word_count.py', (metrics, port) => [metrics, port, INTERVAL].map(String), FLAT_OUT_LINES, options);

/** ms of processing that the lines took, without the first batches, in which compilers do their work. */
async function processing(recorded) {
  const server = await lineServer(async (send, isOpen) => {
    for (let second = 0; second < SECONDS && isOpen(); second++) {
      const next = Date.now() + INTERVAL;
      for (let sent = 0; sent < LINES_A_SECOND; sent += PIECE_LINES) await send(PIECE);
      await sleep(Math.max(0, next - Date.now()));
    }
  });
  const program = start('ours', 'word_count.py', (_folder, metrics) => [metrics, server.port, INTERVAL].map(String), recorded ? HISTORY : {});
  const done = () => program.batches().reduce((sum, { numRecords }) => sum + numRecords, 0);
  try {
    await program.until(() => done() >= LINES_A_SECOND * SECONDS, 120_000);
    const batches = program.batches().filter(({ numRecords }) => numRecords > 0).slice(2);
    return batches.reduce((sum, { processingDelay }) => sum + processingDelay, 0) / batches.reduce((sum, { numRecords }) => sum + numRecords, 0);
  } finally {
    await program.stop();
    server.close();
  }
}

export async function recording() {
  const [without, with_] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    without.push(await processing(false));
    with_.push(await processing(true));
  }
  // The shorter of each: what disturbs a run only makes it longer.
  const paced = Math.min(...without) / Math.min(...with_);
  const [plain, recorded] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await flatOut({}));
    recorded.push(await flatOut(HISTORY));
  }
  const full = Math.max(...recorded) / Math.max(...plain);
  return [
    { what: `throughput with a history against without, ${LINES_A_SECOND.toLocaleString('en')} lines/s, Python`, target: '≥ 0.9 ×', measured: paced.toFixed(2), met: paced >= 0.9 },
    { what: 'the same, as many lines/s as are taken', target: '≥ 0.9 ×', measured: `${Math.round(Math.max(...recorded) / 1000)},000 : ${Math.round(Math.max(...plain) / 1000)},000 lines/s = ${full.toFixed(2)}`, met: full >= 0.9 },
  ];
}
