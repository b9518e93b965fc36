import Database from 'better-sqlite3';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App, until, withoutSample } from './app';

const console_ = (app: App) => app.page.getByRole('log', { name: 'Console' });
const node = (app: App, name: string) => app.page.getByRole('group', { name, exact: true });
const button = (app: App, name: string) => app.page.getByRole('button', { name, exact: true });

async function send(app: App, text: string): Promise<void> {
  await app.page.getByRole('textbox', { name: 'Line to send' }).fill(text);
  await app.page.keyboard.press('Enter');
}

async function stop(app: App): Promise<void> {
  if (await button(app, 'Stop').isEnabled()) await button(app, 'Stop').click();
  await until('the stop', () => button(app, 'Run').isEnabled());
  await app.page.getByRole('tab', { name: 'Console' }).click();
}

async function batchesListed(app: App): Promise<number> {
  return app.page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]').count();
}

describe('the first start', () => {
  let app: App;
  beforeAll(async () => {
    app = await App.start();
  });
  afterAll(async () => {
    await app.close();
    app.deleteProfile();
  });

  it('shows the word count, running, with the cursor in the box to type into', async () => {
    for (const name of ['socketTextStream lines', 'flatMap words', 'map pairs', 'reduceByKey wordCounts', 'pprint print', 'saveToSQLite save']) {
      await node(app, name).waitFor();
    }
    await until('the run', async () => (await app.page.getByRole('status').first().textContent())?.includes('running') === true);
    await until('the first batch', async () => (await batchesListed(app)) > 0);
    expect(await app.page.getByRole('textbox', { name: 'Line to send' }).evaluate((box) => box === window.document.activeElement)).toBe(true);
  });

  it('counts a typed sentence in the console, on the wires, in the list of batches and in SQLite', async () => {
    await until('the receiver', async () => (await node(app, 'socketTextStream lines').textContent())?.includes('connected') === true);
    await withoutSample(app.page);
    await send(app, 'spark streaming spark zebra');
    await until('the counts in the console', async () => (await console_(app).textContent())?.includes("('zebra', 1)") === true);
    expect(await console_(app).textContent()).toContain("('spark', 2)");
    expect(await console_(app).textContent()).toMatch(/-{43}\nTime: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n-{43}\n/);
    const file = join(app.profile, 'wordcount.db');
    await until('the rows in SQLite', () => {
      if (!existsSync(file)) return false;
      const database = new Database(file, { readonly: true });
      try {
        const isThere = database.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'word_counts'").pluck().get() === 1;
        return isThere && database.prepare("SELECT value FROM word_counts WHERE key = 'zebra'").pluck().get() === 1;
      } finally {
        database.close();
      }
    });
    const database = new Database(file, { readonly: true });
    expect(database.prepare("SELECT value FROM word_counts WHERE key = 'spark' ORDER BY batch_time DESC").pluck().get()).toBe(2);
    database.close();
  });

  it('shows the lineage of an older batch with its records', async () => {
    await send(app, 'alpha beta alpha');
    await until('the batch', async () => (await console_(app).textContent())?.includes("('alpha', 2)") === true);
    await until('two more batches', async () => (await batchesListed(app)) > 3);
    const row = app.page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]').filter({ has: app.page.locator('td:nth-child(2)', { hasText: /^1$/ }) }).first();
    await row.click();
    const lineage = app.page.getByRole('region', { name: 'Lineage' });
    await lineage.waitFor();
    await lineage.getByRole('button', { name: /^RDD \d+, .*reduceByKey wordCounts, 2 records/ }).click();
    await until('its records', async () => (await lineage.textContent())?.includes("('alpha', 2)") === true);
    await app.page.getByText(/Batch \d+, \d\d:\d\d:\d\d, recorded/).waitFor();
    await app.page.keyboard.press('Escape');
    await app.page.getByText(/recorded/).waitFor({ state: 'detached' });
  });

  it('stops, takes a filter from the palette onto a wire, and runs again with it; undo takes it back', async () => {
    await stop(app);
    const from = await app.page.getByRole('region', { name: 'Operators' }).getByRole('button', { name: 'filter' }).boundingBox();
    const [words, pairs] = [await node(app, 'flatMap words').boundingBox(), await node(app, 'map pairs').boundingBox()];
    await app.page.mouse.move(from!.x + 20, from!.y + 10);
    await app.page.mouse.down();
    await app.page.mouse.move(words!.x + words!.width, words!.y, { steps: 5 });
    await app.page.mouse.move((words!.x + words!.width + pairs!.x) / 2, words!.y + words!.height / 2, { steps: 8 });
    await app.page.mouse.up();
    await node(app, 'filter filtered').waitFor();
    await app.page.getByRole('group', { name: 'wire from words to filtered' }).waitFor({ state: 'attached' });
    const code = app.page.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Condition' });
    await code.click();
    await app.page.keyboard.press('ControlOrMeta+A');
    await app.page.keyboard.type('lambda w: len(w) > 3');
    await app.page.getByRole('region', { name: 'Script' }).getByText('filtered = words.filter(lambda w: len(w) > 3)').waitFor();
    await button(app, 'Run').click();
    await until('the receiver', async () => (await node(app, 'socketTextStream lines').textContent())?.includes('connected') === true);
    await send(app, 'one three five seven xyz');
    await until('the filtered counts', async () => (await console_(app).textContent())?.includes("('seven', 1)") === true);
    expect(await console_(app).textContent()).not.toContain("('xyz', 1)");
    await stop(app);
    await button(app, 'Undo').click();
    await button(app, 'Undo').click();
    await node(app, 'filter filtered').waitFor({ state: 'detached' });
    await app.page.getByRole('group', { name: 'wire from words to pairs' }).waitFor({ state: 'attached' });
    await button(app, 'Redo').click();
    await node(app, 'filter filtered').waitFor();
    await button(app, 'Undo').click();
  });

  it('connects ports by two clicks and by dragging; a wire is deleted with Delete, and a wrong one is refused in words', async () => {
    await stop(app);
    const wire = app.page.getByRole('group', { name: 'wire from words to pairs' });
    const deleteWire = async (): Promise<void> => {
      const [words, pairs] = [await node(app, 'flatMap words').boundingBox(), await node(app, 'map pairs').boundingBox()];
      await app.page.mouse.click((words!.x + words!.width + pairs!.x) / 2, words!.y + words!.height / 2);
      await app.page.keyboard.press('Delete');
      await wire.waitFor({ state: 'detached' });
    };
    await deleteWire();
    await button(app, 'output of words').click();
    await button(app, 'input of pairs').click();
    await wire.waitFor({ state: 'attached' });
    await deleteWire();
    await button(app, 'output of words').dragTo(button(app, 'input of pairs'));
    await wire.waitFor({ state: 'attached' });
    await button(app, 'output of wordCounts').dragTo(button(app, 'input of words'));
    await app.page.getByRole('alert').filter({ hasText: 'would make a circle' }).waitFor();
    await app.page.getByRole('button', { name: 'Dismiss' }).click();
  });

  it('marks the node of a lambda that throws, with message and record, and goes on', async () => {
    await stop(app);
    await node(app, 'map pairs').click();
    const code = app.page.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Function' });
    await code.click();
    await app.page.keyboard.press('ControlOrMeta+A');
    await app.page.keyboard.type('lambda w: (w, 1 // (len(w) - 4))');
    await button(app, 'Run').click();
    await until('the receiver', async () => (await node(app, 'socketTextStream lines').textContent())?.includes('connected') === true);
    await send(app, 'a five letters');
    const settings = app.page.getByRole('region', { name: 'Settings' });
    await until('the failure at the node', async () => (await settings.textContent())?.includes('ZeroDivisionError') === true);
    expect(await settings.textContent()).toContain("'five'");
    await app.page.getByRole('grid', { name: 'Batches' }).press('Home');
    await until('the failed batch', async () => (await app.page.getByRole('grid', { name: 'Batches' }).textContent())?.includes('failed: ZeroDivisionError') === true);
    await send(app, 'abc');
    await until('the stream to go on', async () => (await console_(app).textContent())?.includes("('abc', -1)") === true);
    await stop(app);
  });

  it('does not start a lambda that does not parse, and says where', async () => {
    await stop(app);
    await node(app, 'map pairs').click();
    const settings = app.page.getByRole('region', { name: 'Settings' });
    await settings.getByRole('textbox', { name: 'Function' }).click();
    await app.page.keyboard.press('ControlOrMeta+A');
    await app.page.keyboard.type('lambda w: (w, ');
    await until('the message as one types', async () => (await settings.textContent())?.includes('SyntaxError') === true);
    await button(app, 'Run').click();
    await until('the mark at the node', async () => (await node(app, 'map pairs').textContent())?.includes('error') === true);
    await until('the stop', async () => await button(app, 'Run').isEnabled());
  });

  it('completes a lambda by keys alone, from what comes into its node', async () => {
    const { page } = app;
    const code = page.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Function' });
    const offered = page.getByRole('listbox', { name: 'Completions' });
    await code.click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('lambda w: w.');
    await page.keyboard.press('Control+Space');
    await offered.getByRole('option', { name: 'upper', exact: true }).waitFor({ state: 'attached' });
    expect(await offered.getByRole('option', { name: /^append/ }).count()).toBe(0);
    await page.keyboard.type('upp');
    await until('the one that is meant', async () => (await offered.getByRole('option').count()) < 4);
    await page.keyboard.press('Enter');
    expect(await code.textContent()).toBe('lambda w: w.upper');
    await page.keyboard.type(' + ');
    await page.keyboard.press('Control+Space');
    await offered.waitFor();
    await page.keyboard.press('Escape');
    await offered.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await code.evaluate((field) => field === window.document.activeElement)).toBe(false);
    expect(await code.textContent()).toBe('lambda w: w.upper + ');
  });

  it('mends a problem by one click, and undo takes that back', async () => {
    const { page } = app;
    const settings = page.getByRole('region', { name: 'Settings' });
    const master = settings.getByRole('textbox', { name: 'Master' });
    const showPipeline = () => page.locator('.svelte-flow__pane').click({ position: { x: 10, y: 10 } });
    await showPipeline();
    await master.fill('local[1]');
    await node(app, 'socketTextStream lines').click();
    await settings.getByRole('button', { name: 'Use local[2]', exact: true }).click();
    await settings.getByRole('button', { name: 'Use local[2]', exact: true }).waitFor({ state: 'detached' });
    await showPipeline();
    expect(await master.inputValue()).toBe('local[2]');
    await button(app, 'Undo').click();
    expect(await master.inputValue()).toBe('local[1]');
    await button(app, 'Redo').click();
    expect(await master.inputValue()).toBe('local[2]');
  });
});

describe('a profile', () => {
  let app: App | null = null;
  afterEach(async () => {
    await app?.close().catch(() => undefined);
    app?.deleteProfile();
    app = null;
  });

  it('brings pipeline and batches back after the app was killed', async () => {
    app = await App.start();
    await until('some batches', async () => (await batchesListed(app!)) > 1);
    await node(app, 'map pairs').click();
    const name = app.page.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Name' });
    await name.fill('renamed');
    await node(app, 'map renamed').waitFor();
    await until('the autosave', () => new Promise((resolve) => setTimeout(() => resolve(true), 600)));
    const before = await batchesListed(app);
    const { profile } = app;
    await app.kill();
    app = await App.start(profile);
    await node(app, 'map renamed').waitFor();
    await until('the batches of before', async () => (await batchesListed(app!)) >= before);
    await until('the run to go on', async () => (await app!.page.getByRole('status').first().textContent())?.includes('running') === true);
  });

  it('sets a damaged history and a damaged pipeline aside and says so', async () => {
    const first = await App.start();
    const { profile } = first;
    await first.close();
    writeFileSync(join(profile, 'history.db'), 'this is no database, whatever its name says'.repeat(100));
    writeFileSync(join(profile, 'recovery', 'current.json'), '{"pipeline": {');
    app = await App.start(profile);
    await app.page.getByRole('alert').filter({ hasText: 'could not be read' }).waitFor();
    expect(readdirSync(profile).some((file) => file.startsWith('history.db.set-aside-'))).toBe(true);
    expect(readdirSync(join(profile, 'recovery')).some((file) => file.includes('set-aside'))).toBe(true);
    await until('a batch', async () => (await batchesListed(app!)) > 0);
  });

  it('takes the next port when 9999 is busy, and says so', async () => {
    const blocker: Server = createServer();
    await new Promise<void>((resolve) => blocker.listen(9999, '127.0.0.1', resolve));
    try {
      app = await App.start();
      const source = app.page.getByRole('region', { name: 'Socket source' });
      await until('the other port', async () => (await source.textContent())?.includes('listening on 127.0.0.1:10000') === true);
      expect(await source.textContent()).toContain('9999 was busy');
      await until('a connection', async () => (await node(app!, 'socketTextStream lines').textContent())?.includes('connected') === true);
    } finally {
      blocker.close();
    }
  });

  it('counts down to the next attempt when the server stops', async () => {
    app = await App.start();
    await until('a connection', async () => (await node(app!, 'socketTextStream lines').textContent())?.includes('connected') === true);
    await button(app, 'Stop server').click();
    await until('the countdown', async () => /retrying in \d s/.test((await node(app!, 'socketTextStream lines').textContent()) ?? ''));
    await button(app, 'Start server').click();
    await until('the connection', async () => (await node(app!, 'socketTextStream lines').textContent())?.includes('connected') === true);
  });
});
