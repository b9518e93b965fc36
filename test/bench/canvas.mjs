#!/usr/bin/env node
/**
 * Times of frames with 1,000 nodes in the real window, while the canvas is panned and while a node is dragged:
 * `node test/bench/canvas.mjs` (below `xvfb-run` where there is no display: the drawing is software's then). With
 * `--work` it tells what a frame costs instead, in CPU time, and how long the longest task is also while one types.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { root } from '../../scripts/setup/root.mjs';
import { frameWork, workText } from './frame-work.mjs';

const COLUMNS = 40;
const nodes = Array.from({ length: 1000 }, (_, at) => ({ id: `n${at}`, op: at % COLUMNS === 0 ? 'socketTextStream' : 'map', name: `n${at}`, params: at % COLUMNS === 0 ? { hostname: 'localhost', port: 9999 } : { f: 'lambda x: x' } }));
const edges = nodes.flatMap(({ id }, at) => (at % COLUMNS === 0 ? [] : [{ from: nodes[at - 1].id, to: id, port: 'parent' }]));
const places = Object.fromEntries(nodes.map(({ id }, at) => [id, { x: (at % COLUMNS) * 232, y: Math.floor(at / COLUMNS) * 120 }]));
const profile = mkdtempSync(join(tmpdir(), 'dstream-bench-'));
const file = join(profile, 'thousand.dstream');
writeFileSync(file, JSON.stringify({ dstream: 1, name: 'Thousand', language: 'python', master: 'local[*]', batchInterval: 1000, settings: {}, nodes, edges, code: [], layout: { nodes: places } }));

const electron = await _electron.launch({ executablePath: join(root, 'node_modules/electron/dist/electron'), args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${profile}`, file], cwd: root });
try {
  let page;
  while (!(page = electron.windows().find((window) => window.url().startsWith('dstream://')))) await new Promise((resolve) => setTimeout(resolve, 50));
  await page.getByRole('heading', { name: /thousand/i }).first().waitFor();
  await page.waitForTimeout(3000);

  const tellsWork = process.argv.includes('--work');
  const measured = async (what, from, to) => {
    if (tellsWork) {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      const work = await frameWork(page, () => page.mouse.move(to.x, to.y, { steps: 100 }));
      await page.mouse.up();
      return console.log(`${what}: ${workText(work)}`);
    }
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.evaluate(() => {
      window.frames_ = [];
      let last = performance.now();
      const next = (now) => {
        window.frames_.push(now - last);
        last = now;
        window.timer_ = requestAnimationFrame(next);
      };
      window.timer_ = requestAnimationFrame(next);
    });
    await page.mouse.move(to.x, to.y, { steps: 150 });
    const frames = await page.evaluate(() => (cancelAnimationFrame(window.timer_), window.frames_.slice(1)));
    await page.mouse.up();
    frames.sort((a, b) => a - b);
    const at = (part) => frames[Math.floor(frames.length * part)].toFixed(1);
    console.log(`${what}: ${frames.length} frames, median ${at(0.5)} ms, 95 % under ${at(0.95)} ms, under 18 ms: ${((100 * frames.filter((time) => time < 18).length) / frames.length).toFixed(0)} %`);
  };
  const box = await page.getByRole('region', { name: 'Pipeline' }).boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height - 12 };
  await measured('panning, all in view', middle, { x: middle.x - 200, y: middle.y - 60 });
  // Zooming keeps what is under the pointer: nodes, if it is in their midst.
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let step = 0; step < 8; step++) await page.mouse.wheel(0, -300);
  await page.waitForTimeout(500);
  await measured('panning, near', { x: box.x + 12, y: box.y + 12 }, { x: box.x + 260, y: box.y + 90 });
  const shown = await page.locator('.svelte-flow__node-operator').evaluateAll((all) => all.map((each) => each.getBoundingClientRect()).map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height * 0.3 })));
  const one = shown.find(({ x, y }) => x > box.x + 100 && x < box.x + box.width - 250 && y > box.y + 60 && y < box.y + box.height - 120) ?? shown[0];
  await measured('dragging a node', one, { x: one.x + 120, y: one.y + 60 });
  if (tellsWork) {
    await page.mouse.click(one.x + 120, one.y + 60);
    await page.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Function' }).click();
    console.log(`typing in a function: ${workText(await frameWork(page, async () => {
      await page.keyboard.type('(x, 1)', { delay: 30 });
      await page.waitForTimeout(1500);
    }))}`);
  }
} finally {
  // Moving the node made a change that is not saved: closing the window would ask about it and wait.
  const ended = new Promise((resolve) => electron.process().once('exit', resolve));
  await electron.evaluate(({ app }) => app.exit(0)).catch(() => {});
  await ended;
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
