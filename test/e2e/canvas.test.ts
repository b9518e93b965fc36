import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, until } from './app';

let app: App;
const node = (name: string): Locator => app.page.getByRole('group', { name, exact: true });
const button = (name: string): Locator => app.page.getByRole('button', { name, exact: true });
const wire = (from: string, to: string): Locator => app.page.getByRole('group', { name: `wire from ${from} to ${to}`, exact: true });
const title = (): Locator => app.page.locator('h1.title');
const settings = (): Locator => app.page.getByRole('region', { name: 'Settings' });
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = (await locator.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await app.page.mouse.move(from.x, from.y);
  await app.page.mouse.down();
  await app.page.mouse.move(from.x + 5, from.y + 5, { steps: 2 });
  await app.page.mouse.move(to.x, to.y, { steps: 8 });
  await app.page.mouse.up();
}

/** Pulls a wire onto the empty canvas and takes an operator from the list that comes. */
async function pull(output: string, kind: string, dx: number, dy: number): Promise<void> {
  const from = await middleOf(button(output));
  await drag(from, { x: from.x + dx, y: from.y + dy });
  const list = app.page.getByRole('dialog', { name: 'Add operator' });
  await list.getByRole('button', { name: new RegExp(`^${kind}\\b`) }).click();
  await list.waitFor({ state: 'detached' });
}

beforeAll(async () => {
  app = await App.start();
  app.page.setDefaultTimeout(8000);
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((window) => window.isVisible())?.setSize(1366, 768));
});
afterAll(async () => {
  await app.close();
  app.deleteProfile();
});

async function command(name: string): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow }, sent) => {
    for (const window of BrowserWindow.getAllWindows()) if (window.isVisible()) window.webContents.send('event', 'menu.command', sent);
  }, name);
}

describe('the canvas, by mouse alone', () => {
  it('builds word count from nothing, with the mouse only, and runs it', async () => {
    await button('Stop').click();
    await until('the stop', () => button('Run').isEnabled());
    await command('new');
    await node('socketTextStream lines').waitFor({ state: 'detached' });
    const palette = app.page.getByRole('region', { name: 'Operators' });
    const canvas = (await app.page.getByRole('region', { name: 'Pipeline' }).boundingBox())!;
    await drag(await middleOf(palette.getByRole('button', { name: 'socketTextStream' })), { x: canvas.x + 110, y: canvas.y + 100 });
    await node('socketTextStream lines').waitFor();
    await pull('output of lines', 'flatMap', 110, 0);
    await wire('lines', 'items').waitFor({ state: 'attached' });
    await button('Fit to window').click();
    await pull('output of items', 'map', 60, 60);
    await button('Fit to window').click();
    await pull('output of mapped', 'reduceByKey', 60, 40);
    await button('Arrange').click();
    await until('the arranged nodes', async () => Math.abs((await middleOf(node('reduceByKey reduced'))).y - (await middleOf(node('socketTextStream lines'))).y) < 3);
    await button('Fit to window').click();
    await pull('output of reduced', 'pprint', 30, 70);
    await button('Fit to window').click();
    await button('Run').click();
    await until('the run', async () => (await node('socketTextStream lines').textContent())?.includes('connected') === true);
    await app.page.getByRole('checkbox', { name: 'sample text' }).check();
    await until('counts in the console', async () => /\('\w+', \d+\)/.test((await app.page.getByRole('log', { name: 'Console' }).textContent()) ?? ''));
    await app.page.getByRole('checkbox', { name: 'sample text' }).uncheck();
    await button('Stop').click();
    await until('the stop', () => button('Run').isEnabled());
  });

  it('shows the type of a wire and its last records under the pointer', async () => {
    const [from, to] = [await middleOf(button('output of mapped')), await middleOf(button('input of reduced'))];
    await app.page.mouse.move(from.x + (to.x - from.x) / 2, from.y - 1, { steps: 3 });
    const peek = app.page.getByRole('tooltip');
    await peek.waitFor();
    expect(await peek.textContent()).toContain('(str, int)');
    await app.page.mouse.move(from.x, from.y - 150);
    await peek.waitFor({ state: 'detached' });
  });

  it('refuses a wire that does not fit, says why, and mends it with one click and one step', async () => {
    await wire('mapped', 'reduced').waitFor({ state: 'attached' });
    await button('output of items').click();
    await button('input of reduced').click();
    const notice = app.page.getByRole('alert');
    await notice.filter({ hasText: 'reduceByKey needs (key, value) pairs; str comes here.' }).waitFor();
    await notice.getByRole('button', { name: 'Insert map(lambda x: (x, 1))' }).click();
    await wire('mapped2', 'reduced').waitFor({ state: 'attached' });
    await wire('items', 'mapped2').waitFor({ state: 'attached' });
    await button('Undo').click();
    await wire('mapped', 'reduced').waitFor({ state: 'attached' });
    expect(await node('map mapped2').count()).toBe(0);
    // A refusal moves nothing away, and is gone with the next step.
    const place = await middleOf(button('output of items'));
    await button('output of items').click();
    await button('input of reduced').click();
    await notice.filter({ hasText: 'reduceByKey needs' }).waitFor();
    expect(await middleOf(button('output of items'))).toEqual(place);
    await button('Redo').click();
    await notice.waitFor({ state: 'detached' });
    await button('Undo').click();
    await wire('mapped', 'reduced').waitFor({ state: 'attached' });
  });

  it('ends a wire that is being drawn with Esc and with the right button, and draws nothing', async () => {
    const from = await middleOf(button('output of lines'));
    const end: (() => Promise<void>)[] = [() => app.page.keyboard.press('Escape'), () => app.page.mouse.down({ button: 'right' }).then(() => app.page.mouse.up({ button: 'right' }))];
    for (const cancel of end) {
      await app.page.mouse.move(from.x, from.y);
      await app.page.mouse.down();
      await app.page.mouse.move(from.x + 40, from.y + 90, { steps: 4 });
      await app.page.locator('.svelte-flow__connection').waitFor({ state: 'attached' });
      await cancel();
      await app.page.locator('.svelte-flow__connection').waitFor({ state: 'detached' });
      await app.page.mouse.up();
      expect(await app.page.getByRole('dialog', { name: 'Add operator' }).count()).toBe(0);
    }
  });

  it('cuts wires by a stroke, all as one step', async () => {
    const [a, b] = [await middleOf(button('output of lines')), await middleOf(button('input of items'))];
    const [c, d] = [await middleOf(button('output of items')), await middleOf(button('input of mapped'))];
    await button('Cut wires by a stroke').click();
    const [x1, x2] = [(a.x + b.x) / 2, (c.x + d.x) / 2];
    await app.page.mouse.move(x1, a.y - 40);
    await app.page.mouse.down();
    await app.page.mouse.move(x1, a.y + 50, { steps: 5 });
    await app.page.mouse.move(x2, c.y + 50, { steps: 5 });
    await app.page.mouse.move(x2, c.y - 40, { steps: 5 });
    await app.page.mouse.up();
    await wire('lines', 'items').waitFor({ state: 'detached' });
    await wire('items', 'mapped').waitFor({ state: 'detached' });
    await button('Undo').click();
    await wire('lines', 'items').waitFor({ state: 'attached' });
    await wire('items', 'mapped').waitFor({ state: 'attached' });
  });

  it('moves the end of a wire to another node', async () => {
    const [from, to] = [await middleOf(button('output of reduced')), await middleOf(button('input of print'))];
    await app.page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2);
    const end = app.page.locator('.wire-end').first();
    await end.waitFor({ state: 'attached' });
    const target = await middleOf(button('output of mapped'));
    await drag(await middleOf(end), target);
    await wire('mapped', 'print').waitFor({ state: 'attached' });
    expect(await wire('reduced', 'print').count()).toBe(0);
    await button('Undo').click();
    await wire('reduced', 'print').waitFor({ state: 'attached' });
  });

  it('deletes a node and joins its wires', async () => {
    await node('map mapped').click();
    await app.page.keyboard.press('Control+Delete');
    await node('map mapped').waitFor({ state: 'detached' });
    await wire('items', 'reduced').waitFor({ state: 'attached' });
    await button('Undo').click();
  });

  it('selects with a box, copies and pastes as text, groups, aligns, and undoes each as one step', async () => {
    const [first, last] = [(await node('flatMap items').boundingBox())!, (await node('map mapped').boundingBox())!];
    await app.page.keyboard.down('Shift');
    await drag({ x: first.x - 8, y: first.y - 30 }, { x: last.x + last.width + 8, y: last.y + last.height + 20 });
    await app.page.keyboard.up('Shift');
    await settings().getByText('2 nodes').waitFor();
    const text = await app.page.evaluate(() => {
      const data = new DataTransfer();
      document.body.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
      return data.getData('text/plain');
    });
    expect((JSON.parse(text) as { edges: unknown[] }).edges).toHaveLength(1);
    await settings().getByRole('button', { name: 'Group', exact: true }).click();
    await node('group Group').waitFor();
    const paste = (pasted: string): Promise<void> =>
      app.page.evaluate((given) => {
        const data = new DataTransfer();
        data.setData('text/plain', given);
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      }, pasted);
    await paste('lines.map(str)');
    await app.page.getByRole('alert').filter({ hasText: 'The clipboard holds no nodes, but other text.' }).waitFor();
    await paste(text);
    await app.page.getByRole('alert').waitFor({ state: 'detached' });
    await node('map mapped2').waitFor();
    await wire('items2', 'mapped2').waitFor({ state: 'attached' });
    await settings().getByRole('button', { name: 'Align Left', exact: true }).click();
    await until('one column', async () => Math.abs((await middleOf(node('flatMap items2'))).x - (await middleOf(node('map mapped2'))).x) < 2);
    for (const gone of ['map mapped2', 'group Group']) {
      if (gone === 'map mapped2') await button('Undo').click();
      await button('Undo').click();
      await node(gone).waitFor({ state: 'detached' });
    }
  });

  it('takes a node that has no wires into a wire over which it is dropped', async () => {
    await app.page.locator('.svelte-flow__pane').click({ position: { x: 400, y: 20 } });
    await app.page.getByRole('region', { name: 'Operators' }).getByRole('button', { name: 'filter', exact: true }).click();
    const filter = node('filter filtered');
    await filter.waitFor();
    await button('Fit to window').click();
    const [from, to] = [await middleOf(button('output of items')), await middleOf(button('input of mapped'))];
    await drag(await middleOf(filter), { x: (from.x + to.x) / 2, y: from.y });
    await wire('items', 'filtered').waitFor({ state: 'attached' });
    await wire('filtered', 'mapped').waitFor({ state: 'attached' });
    await button('Undo').click();
    await wire('items', 'mapped').waitFor({ state: 'attached' });
    await button('Undo').click();
  });

  it('finds a node by its name', async () => {
    await app.page.locator('.svelte-flow__pane').click({ position: { x: 400, y: 20 } });
    await button('Find node').click();
    await app.page.keyboard.type('reduced');
    await app.page.keyboard.press('Enter');
    await settings().getByRole('heading', { name: 'reduceByKey' }).waitFor();
    await button('Fit to window').click();
  });

  it('goes back and forth over its steps, and has them still after it was killed', async () => {
    await button('Steps').click();
    const dialog = app.page.getByRole('dialog', { name: 'Steps' });
    const count = await dialog.getByRole('listitem').count();
    expect(count).toBeGreaterThan(5);
    await dialog.getByRole('button', { name: /As it was opened/ }).click();
    await node('socketTextStream lines').waitFor({ state: 'detached' });
    await dialog.getByRole('listitem').filter({ hasText: 'Add pprint' }).getByRole('button').click();
    await node('pprint print').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await node('pprint print').click();
    await settings().getByRole('textbox', { name: 'Name' }).fill('shown');
    await node('pprint shown').waitFor();
    const { profile } = app;
    await wait(50);
    await app.kill();
    app = await App.start(profile);
    await node('pprint shown').waitFor();
    expect(await button('Undo').getAttribute('title')).toContain('Rename print');
    await button('Undo').click();
    await node('pprint print').waitFor();
    await button('Undo').click();
    await node('pprint print').waitFor({ state: 'detached' });
    await button('Redo').click();
    await node('pprint print').waitFor();
  });

  it('keeps a version at each save, shows what changed since, and goes back in one step', async () => {
    const file = join(app.profile, 'saved.dstream');
    await app.electron.evaluate(({ dialog }, path) => void (dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })), file);
    await command('save');
    await until('the saved title', async () => !(await title().textContent())?.includes('*'));
    await node('pprint print').click();
    await app.page.keyboard.press('Delete');
    await node('pprint print').waitFor({ state: 'detached' });
    await command('versions');
    const versions = app.page.getByRole('dialog', { name: 'Versions' });
    await versions.getByText('pprint print was removed.').waitFor();
    await versions.getByRole('button', { name: 'Go back to this version' }).click();
    await node('pprint print').waitFor();
    await button('Undo').click();
    await node('pprint print').waitFor({ state: 'detached' });
    await button('Undo').click();
    await until('the saved state', async () => !(await title().textContent())?.includes('*'));
  });

  it('exports the graph as an SVG and a PNG that open', async () => {
    const files = { svg: join(app.profile, 'graph.svg'), png: join(app.profile, 'graph.png') };
    for (const [format, path] of Object.entries(files)) {
      await app.electron.evaluate(({ dialog }, chosen) => void (dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })), path);
      await command(format === 'svg' ? 'exportSvg' : 'exportPng');
      await until(`the ${format}`, () => app.electron.evaluate(({ app: main }, read) => (main.isReady(), process.getBuiltinModule('node:fs').existsSync(read)), path));
    }
    const svg = readFileSync(files.svg, 'utf8');
    const found = await app.page.evaluate((text) => {
      const read = new DOMParser().parseFromString(text, 'image/svg+xml');
      return { errors: read.querySelectorAll('parsererror').length, texts: [...read.querySelectorAll('text')].map((each) => each.textContent), paths: read.querySelectorAll('path').length };
    }, svg);
    expect(found.errors).toBe(0);
    expect(found.texts).toEqual(expect.arrayContaining(['reduceByKey', 'reduced', 'lambda a, b: a + b']));
    expect(found.paths).toBe(4);
    const png = readFileSync(files.png);
    const size = await app.electron.evaluate(({ nativeImage }, path) => nativeImage.createFromPath(path).getSize(), files.png);
    expect([png.subarray(1, 4).toString(), size.width > 800]).toEqual(['PNG', true]);
  });
});
