/** Lines a second over TCP: everything is sent as fast as it is taken, and the time until all of it is processed counts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { lineServer, textOf } from './line-server.mjs';
import { root, sleep, sparkPython, start } from './programs.mjs';

const INTERVAL = 1000;
const PIECE = textOf(10_000);
const PIECE_LINES = 10_000;
/** Sent before anything is measured, in some batches: all compilers have done their work then. */
const WARM_UP_LINES = 600_000;

/** @param options of `start` */
export async function linesASecond(system, script, args, lines, options = {}) {
  let begin = 0;
  const server = await lineServer(async (send, isOpen) => {
    for (let sent = 0; sent < WARM_UP_LINES && isOpen(); sent += PIECE_LINES * 10) {
      for (let i = 0; i < 10; i++) await send(PIECE);
      await sleep(INTERVAL);
    }
    while (isOpen() && records() < WARM_UP_LINES) await sleep(20);
    begin = Date.now();
    for (let sent = 0; sent < lines && isOpen(); sent += PIECE_LINES) await send(PIECE);
  });
  const program = start(system, typeof script === 'function' ? (folder) => script(server.port, folder) : script, (_folder, metrics) => args(metrics, server.port), options);
  const records = () => program.batches().reduce((sum, { numRecords }) => sum + numRecords, 0);
  try {
    await program.until(() => records() >= WARM_UP_LINES + lines, 180_000);
    const last = program.batches().filter(({ numRecords }) => numRecords > 0).at(-1);
    return (lines / (last.batchTime + last.schedulingDelay + last.processingDelay - begin)) * 1000;
  } finally {
    await program.stop();
    server.close();
  }
}

const python = (metrics, port) => [metrics, port, INTERVAL].map(String);

/** The example pipeline, with the port of the server. */
function javascriptPipeline(port, folder) {
  const pipeline = JSON.parse(readFileSync(join(root, 'examples/word-count-javascript.dstream'), 'utf8'));
  for (const node of pipeline.nodes) if (node.op === 'socketTextStream') Object.assign(node.params, { hostname: '127.0.0.1', port });
  const path = join(folder, 'pipeline.dstream');
  writeFileSync(path, JSON.stringify({ ...pipeline, batchInterval: INTERVAL, master: 'local[2]' }));
  return path;
}

/** What a person would write for this one job: one thread, no batches kept, a count a second. */
async function handWrittenLoop(lines) {
  const server = await lineServer(async (send) => {
    for (let sent = 0; sent < lines; sent += PIECE_LINES) await send(PIECE);
  });
  const begin = Date.now();
  await new Promise((resolve) => {
    let [rest, seen, counts] = ['', 0, new Map()];
    const client = connect(server.port, '127.0.0.1');
    client.setEncoding('utf8');
    client.on('data', (text) => {
      const found = (rest + text).split('\n');
      rest = found.pop();
      for (const line of found) for (const word of line.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
      seen += found.length;
      if (seen >= lines) {
        client.destroy();
        resolve();
      }
    });
  });
  server.close();
  return (lines / (Date.now() - begin)) * 1000;
}

const thousands = (rate) => `${Math.round(rate / 1000)},000 lines/s`;

export async function throughput() {
  const rows = [];
  const ratio = (what, target, ours, theirs) => {
    const measured = `${thousands(ours)} : ${thousands(theirs)} = ${(ours / theirs).toFixed(2)}`;
    rows.push({ what, target: `≥ ${target} ×`, measured, met: ours / theirs >= target });
  };
  const ours = await linesASecond('ours', 'word_count.py', python, 6_000_000);
  const javascript = await linesASecond('ours', javascriptPipeline, () => [], 12_000_000);
  const loop = await handWrittenLoop(12_000_000);
  if (sparkPython) {
    const spark = await linesASecond('spark', 'word_count.py', python, 2_000_000);
    ratio('lines/s over TCP, Python lambdas, against PySpark', 3, ours, spark);
    ratio('lines/s over TCP, JavaScript lambdas, against PySpark', 8, javascript, spark);
  }
  ratio('lines/s over TCP, JavaScript lambdas, against a hand-written Node loop', 0.7, javascript, loop);
  return rows;
}
