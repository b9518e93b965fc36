#!/usr/bin/env node
/**
 * A history of a million batches: how long the first page, a page deep down, searches and a recording take, and what
 * memory they need. `node test/bench/history.mjs [BATCHES]`, after a build.
 */
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'vite';

const BATCHES = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'dstream-bench-'));
const file = join(folder, 'history.db');
const server = await createServer({ server: { middlewareMode: true }, appType: 'custom', logLevel: 'error' });
const { openHistory } = await server.ssrLoadModule('/engine/history/index.ts');

const words = ['spark', 'streaming', 'count', 'window', 'batch', 'state', 'zebra', 'lambda', 'reduce', 'join'];
async function fill() {
  await (await openHistory(file)).store.close();
  const db = new Database(file);
  db.pragma('synchronous = OFF');
  db.exec('BEGIN');
  const run = db.prepare("INSERT INTO run VALUES (?, ?, ?, ?, 'stopped', 1000, 'local[2]', 'python', NULL, 10000, 100, 120000, NULL)");
  const batch = db.prepare("INSERT INTO batch VALUES (NULL, ?, ?, ?, ?, 12, 0, 5, 5, 2, 2, NULL, '', ?, NULL)");
  const text = db.prepare('INSERT INTO batch_text (rowid, key, value, error, status) VALUES (?, ?, ?, ?, ?)');
  for (let index = 0; index < BATCHES; index++) {
    const runId = Math.floor(index / 10_000) + 1;
    const time = 1_700_000_000_000 + index * 1000;
    if (index % 10_000 === 0) run.run(runId, `pipeline ${runId}`, time, time + 10_000_000);
    const status = index % 100 === 99 ? 'failed' : 'completed';
    const { lastInsertRowid } = batch.run(runId, time, (index % 10_000) + 1, status, time);
    const own = [0, 1, 2, 3, 4].map((step) => words[(index + step * 3) % words.length]);
    const rare = index % 100_000 === 7 ? ' needle' : '';
    text.run(lastInsertRowid, own.join('\n') + rare, own.map((word, place) => `('${word}', ${(index * 7 + place) % 5000})`).join('\n'), status === 'failed' ? 'ZeroDivisionError: division by zero' : '', status);
  }
  db.exec('COMMIT');
  db.close();
}

function told(what, times) {
  times.sort((a, b) => a - b);
  console.log(`${what.padEnd(46)} median ${times[times.length >> 1].toFixed(1).padStart(7)} ms, longest ${times.at(-1).toFixed(1).padStart(7)} ms`);
}

async function timed(what, ask, repeats = 9) {
  const times = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const begin = performance.now();
    await ask(repeat);
    times.push(performance.now() - begin);
  }
  told(what, times);
}

const begin = performance.now();
await fill();
console.log(`${BATCHES} batches in ${(statSync(file).size / 1e6).toFixed(0)} MB, filled in ${((performance.now() - begin) / 1000).toFixed(0)} s`);
const opening = performance.now();
const { store } = await openHistory(file);
const page = await store.batches({ runId: null, before: null, limit: 100 });
console.log(`open and first page: ${(performance.now() - opening).toFixed(0)} ms, ${page.length} batches`);
await timed('first page of batches', () => store.batches({ runId: null, before: null, limit: 100 }));
await timed('page in the middle', () => store.batches({ runId: null, before: { runId: 50, batchTime: 1_700_000_500_000_000 }, limit: 100 }));
await timed('first page of runs', () => store.runs({ before: null, limit: 100 }));
await timed('status line', () => store.status());
const any = { text: '', within: 'any', status: null, runId: null, from: null, to: null, before: null, limit: 50 };
for (const [what, search] of [
  ['a word in half of all batches', { text: 'spark' }],
  ['a word in 10 batches', { text: 'needle' }],
  ['three words', { text: 'spark zebra join' }],
  ['a beginning, as typed', { text: 'z' }],
  ['one digit, the beginning of thousands of numbers', { text: '1' }],
  ['a word of an error', { text: 'division', within: 'error' }],
  ['failed batches', { status: 'failed' }],
  ['failed batches with a word', { text: 'spark', status: 'failed' }],
  ['a rare word in failed batches', { text: 'needle', status: 'failed' }],
  ['a word in one early run', { text: 'spark', runId: 3 }],
  ['an hour long ago', { from: 1_700_000_000_000, to: 1_700_003_600_000 }],
  ['a word in an hour long ago', { text: 'spark', from: 1_700_000_000_000, to: 1_700_003_600_000 }],
]) {
  await timed(`search: ${what}`, () => store.search({ ...any, ...search }));
}
let at = null;
const before = process.memoryUsage().rss;
for (let read = 0; read < 200; read++) {
  const next = await store.batches({ runId: null, before: at, limit: 500 });
  at = next.at(-1);
}
console.log(`memory after reading 100,000 batches page by page: ${((process.memoryUsage().rss - before) / 1e6).toFixed(0)} MB more`);
await store.close();
await server.close();
rmSync(folder, { recursive: true, force: true });
