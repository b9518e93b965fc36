#!/usr/bin/env node
/**
 * The window while the engine runs flat out: tasks of the renderer over 50 ms, and how long the main process works at one
 * go. `node test/bench/ui-stalls.mjs [LINES A SECOND | flat-out] [python | javascript]`, after a build, with a display (or
 * under xvfb-run).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { root } from '../../scripts/setup/root.mjs';
import { lineServer, textOf } from './line-server.mjs';

const RATE = process.argv[2] === 'flat-out' ? Infinity : Number(process.argv[2] ?? 200_000);
const LANGUAGE = process.argv[3] ?? 'python';
const SECONDS = Number(process.env.BENCH_UI_SECONDS ?? 20);
const PIECE_LINES = 5000;
const PIECE = textOf(PIECE_LINES);
const FUNCTIONS = {
  python: { split: "lambda line: line.split(' ')", pair: 'lambda word: (word, 1)', add: 'lambda a, b: a + b' },
  javascript: { split: "(line) => line.split(' ')", pair: '(word) => [word, 1]', add: '(a, b) => a + b' },
}[LANGUAGE];

let sent = 0;
const server = await lineServer(async (send, isOpen) => {
  const begin = Date.now();
  for (let own = 0; isOpen(); own += PIECE_LINES) {
    await send(PIECE);
    sent += PIECE_LINES;
    const ahead = begin + ((own + PIECE_LINES) / RATE) * 1000 - Date.now();
    if (ahead > 5) await new Promise((resolve) => setTimeout(resolve, ahead));
  }
});
const profile = mkdtempSync(join(tmpdir(), 'dstream-bench-'));
const file = join(profile, 'flat-out.dstream');
const nodes = [
  { id: 'lines', op: 'socketTextStream', name: 'lines', params: { hostname: '127.0.0.1', port: server.port } },
  { id: 'words', op: 'flatMap', name: 'words', params: { f: FUNCTIONS.split } },
  { id: 'pairs', op: 'map', name: 'pairs', params: { f: FUNCTIONS.pair } },
  { id: 'counts', op: 'reduceByKey', name: 'counts', params: { func: FUNCTIONS.add } },
  { id: 'out', op: 'pprint', name: 'out', params: {} },
];
const edges = nodes.slice(1).map(({ id, op }, at) => ({ from: nodes[at].id, to: id, port: op === 'reduceByKey' ? 'pairs' : 'parent' }));
const places = Object.fromEntries(nodes.map(({ id }, at) => [id, { x: at * 240, y: 0 }]));
writeFileSync(file, JSON.stringify({ dstream: 1, name: 'Flat out', language: LANGUAGE, master: 'local[2]', batchInterval: 1000, settings: {}, nodes, edges, code: [], layout: { nodes: places } }));

const electron = await _electron.launch({ executablePath: join(root, 'node_modules/electron/dist/electron'), args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${profile}`, file], cwd: root });
try {
  let page;
  while (!(page = electron.windows().find((window) => window.url().startsWith('dstream://')))) await new Promise((resolve) => setTimeout(resolve, 50));
  await page.getByRole('heading', { name: /flat.out/i }).first().waitFor();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const batches = async () => (await page.evaluate(() => window.dstream.invoke('run.snapshot', undefined))).batches.filter(({ status }) => status === 'completed');
  // The first batches come while compilers and the window are at their first work.
  while ((await batches()).length < 4) await page.waitForTimeout(200);

  await electron.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
    const { readFileSync } = process.getBuiltinModule('node:fs');
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    // What the thread itself worked between two turns of its loop, in ms: waiting for a processor does not count.
    const worked = () => Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    const longest = [];
    let before = process.platform === 'linux' ? worked() : 0;
    const timer = setInterval(() => {
      const now = worked();
      longest.push(now - before);
      before = now;
    }, 1);
    globalThis.stalls_ = () => {
      delay.disable();
      clearInterval(timer);
      longest.sort((a, b) => b - a);
      return { max: delay.max / 1e6, p99: delay.percentile(99) / 1e6, p999: delay.percentile(99.9) / 1e6, worked: longest.slice(0, 8), over10: longest.filter((time) => time > 10).length, turns: longest.length };
    };
  });
  await page.evaluate(() => {
    window.long_ = [];
    new PerformanceObserver((list) => window.long_.push(...list.getEntries().map(({ duration, startTime }) => [Math.round(startTime), duration]))).observe({ type: 'longtask' });
  });
  // Besides, what each task of the window worked itself: on a busy machine it waits for a processor in between.
  const trace = join(profile, 'trace.json');
  const renderer = await electron.evaluate(async ({ BrowserWindow, contentTracing }) => {
    await contentTracing.startRecording({ included_categories: ['toplevel'] });
    return BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().startsWith('dstream://')).webContents.getOSProcessId();
  });
  const sentBefore = sent;
  await page.waitForTimeout(SECONDS * 1000);
  const long = await page.evaluate(() => window.long_);
  const main = await electron.evaluate(() => globalThis.stalls_());
  await electron.evaluate(({ contentTracing }, path) => contentTracing.stopRecording(path), trace);
  const { traceEvents } = JSON.parse(readFileSync(trace, 'utf8'));
  const thread = traceEvents.find(({ name, pid, args }) => name === 'thread_name' && pid === renderer && args.name === 'CrRendererMain').tid;
  const tasks = traceEvents.filter(({ ph, pid, tid, tdur }) => ph === 'X' && pid === renderer && tid === thread && tdur !== undefined).map(({ tdur }) => tdur / 1000).sort((a, b) => b - a);
  const last = (await batches()).slice(-10);
  console.log(`${LANGUAGE}, ${Math.round((sent - sentBefore) / SECONDS).toLocaleString('en')} lines/s taken for ${SECONDS} s, load ${loadavg()[0].toFixed(1)}; processing of the last batches ${last.map(({ processingDelay }) => processingDelay).join(' ')} ms of ${last.map(({ numRecords }) => numRecords).join(' ')} lines`);
  console.log(`renderer: ${long.length} tasks over 50 ms${long.length > 0 ? `: ${long.map(([at, time]) => `${time} ms at ${at}`).join(', ')}` : ''}`);
  console.log(`renderer, work in one task: over 50 ms ${tasks.filter((time) => time > 50).length}; longest ${tasks.slice(0, 5).map((time) => time.toFixed(1)).join(', ')} ms`);
  console.log(`main process, loop delay: longest ${main.max.toFixed(1)} ms, 99.9 % under ${main.p999.toFixed(1)} ms, 99 % under ${main.p99.toFixed(1)} ms`);
  console.log(`main process, work between two turns: over 10 ms ${main.over10} of ${main.turns}; longest ${main.worked.map((time) => time.toFixed(1)).join(', ')} ms`);
} finally {
  await electron.close();
  server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(0);
