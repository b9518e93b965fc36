#!/usr/bin/env node
/**
 * The lineage of 5,000 RDDs in a real window: how long a record takes to light up, and the frames while dragging.
 * `node test/bench/lineage.mjs`, after a build, with a display (or under xvfb-run).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { createServer } from 'vite';

const WINDOW = 1000;
const root = join(import.meta.dirname, '../..');
const profile = mkdtempSync(join(tmpdir(), 'dstream-bench-'));
const server = await createServer({ root, server: { middlewareMode: true }, appType: 'custom', logLevel: 'error' });
const load = (path) => server.ssrLoadModule(path);
const { openHistory } = await load('/engine/history/index.ts');
const { ExecutorPool, WorkerHost } = await load('/engine/hosts/index.ts');
const { chain, recordRun } = await load('/test/engine/replay/recorded-run.ts');

/** A window over many batches with five RDDs each. It slides by its own length, so that only the last batch has jobs, on all of them. */
async function fill() {
  const { store } = await openHistory(join(profile, 'history.db'));
  const executors = new ExecutorPool(new WorkerHost());
  const duration = WINDOW * 1000;
  const pipeline = chain([
    ['flatMap', { f: 'lambda line: line.split()' }], ['map', { f: 'lambda w: (w, 1)' }], ['filter', { f: 'lambda p: True' }], ['mapValues', { f: 'lambda v: v' }],
    ['window', { windowDuration: duration, slideDuration: duration }], ['reduceByKey', { func: 'lambda a, b: a + b' }],
  ]);
  const start = Math.floor(Date.now() / 1000) * 1000 - 2 * duration;
  const text = Array.from({ length: WINDOW }, (_, batch) => (batch % 150 === 49 ? 'spark again\n' : 'other\n')).join('\n');
  const runId = await recordRun(pipeline, text, executors, store, start, WINDOW);
  const rdds = (await store.batch(runId, start + duration)).rdds.length;
  await store.close();
  await executors.close();
  return rdds;
}

const begun = Date.now();
const rdds = await fill();
console.log(`${rdds} RDDs, recorded in ${((Date.now() - begun) / 1000).toFixed(0)} s`);
const electron = await _electron.launch({ executablePath: join(root, 'node_modules/electron/dist/electron'), args: [root, '--no-sandbox', `--user-data-dir=${profile}`], cwd: root });
try {
  let page;
  while (!(page = electron.windows().find((window) => window.url().startsWith('dstream://')))) await electron.waitForEvent('window');
  await page.getByRole('button', { name: 'Stop', exact: true }).click().catch(() => undefined);
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('option', { name: /recorded/ }).click();
  await page.getByRole('region', { name: 'History' }).locator('tr[data-batch]').first().click();
  await page.getByRole('tab', { name: 'Lineage' }).click();
  await page.getByRole('button', { name: 'Larger' }).click();
  const lineage = page.getByRole('region', { name: 'Lineage' });
  await lineage.getByRole('button', { name: 'Fit the lineage' }).click();
  await lineage.locator('[data-rdd]').first().waitFor();
  console.log(`renderer: ${await page.evaluate(() => { const gl = document.createElement('canvas').getContext('webgl'); const info = gl?.getExtension('WEBGL_debug_renderer_info'); return gl && info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : 'software, no WebGL'; })}`);

  for (const [what, zoomOut] of [['readable', 0], ['all in view', 30]]) {
    for (let step = 0; step < zoomOut; step++) await lineage.getByRole('button', { name: 'Zoom out of the lineage' }).click();
    const box = await lineage.locator('canvas').boundingBox();
    await page.evaluate(() => {
      window.frames_ = [];
      let before = performance.now();
      const next = (now) => { window.frames_.push(now - before); before = now; window.frame_ = requestAnimationFrame(next); };
      window.frame_ = requestAnimationFrame(next);
    });
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    for (let step = 0; step < 300; step++) await page.mouse.move(box.x + box.width / 2 + 100 * Math.sin(step / 9), box.y + box.height / 2 + 80 * Math.cos(step / 7));
    await page.mouse.up();
    const frames = (await page.evaluate(() => { cancelAnimationFrame(window.frame_); return window.frames_; })).slice(2).sort((a, b) => a - b);
    const quick = frames.filter((time) => time < 18).length / frames.length;
    console.log(`dragging, ${what}: ${frames.length} frames, ${(100 * quick).toFixed(1)} % under 18 ms, 95 % under ${frames[Math.floor(frames.length * 0.95)].toFixed(1)} ms`);
  }

  await lineage.getByRole('button', { name: 'Fit the lineage' }).click();
  await lineage.getByRole('button', { name: /reduceByKey reduceByKey/ }).first().click();
  const traced = Date.now();
  await lineage.getByRole('button', { name: /^Input lines of \('spark', / }).click();
  await lineage.getByRole('table', { name: 'Input lines of the record' }).waitFor({ timeout: 60_000 });
  console.log(`tracing a record over ${WINDOW} batches: ${Date.now() - traced} ms; ${await lineage.locator('header span').last().textContent()}`);
  // From the answer to the picture: clear it, and light it again by another answer of the same.
  const light = await page.evaluate(() => new Promise((resolve) => {
    const button = [...document.querySelectorAll('[aria-label="Where it comes from"] button')].find((each) => each.textContent === 'Back');
    const begin = performance.now();
    button.click();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begin)));
  }));
  console.log(`lighting all ${rdds} RDDs anew, to the second frame after: ${light.toFixed(0)} ms`);
} finally {
  await electron.close();
  await server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(0);
