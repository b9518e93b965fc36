import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyPipeline, printPipeline } from '#engine/model';
import { App, until } from './app';

const folder = mkdtempSync(join(tmpdir(), 'dstream-canvas-'));
const file = join(folder, 'two-sources.dstream');
writeFileSync(
  file,
  printPipeline({
    ...emptyPipeline('Two sources'),
    nodes: [
      { id: 'lines', op: 'socketTextStream', name: 'lines', params: { hostname: 'localhost', port: 9999 } },
      { id: 'more', op: 'socketTextStream', name: 'more', params: { hostname: 'localhost', port: 9998 } },
      { id: 'upper', op: 'map', name: 'upper', params: { f: 'lambda s: s.upper()' } },
      { id: 'long', op: 'filter', name: 'long', params: { f: 'lambda s: len(s) > 3' } },
      { id: 'print', op: 'pprint', name: 'print', params: { num: 10 } },
    ],
    edges: [
      { from: 'lines', to: 'upper', port: 'parent' },
      { from: 'lines', to: 'long', port: 'parent' },
      { from: 'upper', to: 'print', port: 'parent' },
    ],
    layout: { nodes: { lines: { x: 0, y: 0 }, more: { x: 0, y: 160 }, upper: { x: 320, y: 0 }, long: { x: 320, y: 160 }, print: { x: 640, y: 0 } } },
  }),
);

let app: App;
const windows = (): Page[] => app.electron.windows().filter((page) => page.url().startsWith('dstream://app/'));
const node = (name: string, page = app.page): Locator => page.getByRole('region', { name: 'Pipeline' }).getByRole('group', { name, exact: true });
const wire = (from: string, to: string): Locator => app.page.getByRole('group', { name: `wire from ${from} to ${to}`, exact: true });
const button = (name: string): Locator => app.page.getByRole('button', { name, exact: true });
const pinned = (): Locator => app.page.getByRole('dialog', { name: /^Wire from/ });

async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = (await locator.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Halfway between two ports, where a wire that is straight there can be taken. */
async function onWire(from: string, to: string): Promise<{ x: number; y: number }> {
  const [a, b] = [await middleOf(button(`output of ${from}`)), await middleOf(button(`input of ${to}`))];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

async function command(name: string, page = app.page): Promise<void> {
  const at = windows().indexOf(page);
  await app.electron.evaluate(({ BrowserWindow }, [sent, url]) => {
    for (const window of BrowserWindow.getAllWindows()) if (window.isVisible() && (url === '' || window.webContents.getURL() === url)) window.webContents.send('event', 'menu.command', sent);
  }, [name, at > 0 ? page.url() : ''] as const);
}

beforeAll(async () => {
  app = await App.start(undefined, [file]);
  app.page.setDefaultTimeout(20_000);
  // What is changed here is given up in the end.
  await app.electron.evaluate(({ dialog }) => void (dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })));
  await node('map upper').waitFor();
  await button('Fit to window').click();
});
afterAll(async () => {
  await app.close();
  app.deleteProfile();
  rmSync(folder, { recursive: true, force: true });
});

describe('wires', () => {
  it('are chosen together, moved together to another output, and deleted together, each as one step', async () => {
    const [a, b] = [await onWire('lines', 'upper'), await onWire('lines', 'long')];
    await app.page.mouse.click(a.x, a.y);
    await app.page.keyboard.down('Control');
    await app.page.mouse.click(b.x, b.y);
    await app.page.keyboard.up('Control');
    const ends = app.page.locator('.wire-end');
    await until('both wires’ ends', async () => (await ends.count()) === 4);
    const [from, to] = [await middleOf(ends.first()), await middleOf(button('output of more'))];
    await app.page.mouse.move(from.x, from.y);
    await app.page.mouse.down();
    await app.page.mouse.move(from.x + 4, from.y + 4, { steps: 2 });
    await app.page.mouse.move(to.x, to.y, { steps: 8 });
    await app.page.mouse.up();
    await wire('more', 'upper').waitFor({ state: 'attached' });
    await wire('more', 'long').waitFor({ state: 'attached' });
    expect(await wire('lines', 'upper').count()).toBe(0);
    await app.page.keyboard.press('Delete');
    await wire('more', 'upper').waitFor({ state: 'detached' });
    expect(await wire('more', 'long').count()).toBe(0);
    await button('Undo').click();
    await wire('more', 'long').waitFor({ state: 'attached' });
    await button('Undo').click();
    await wire('lines', 'upper').waitFor({ state: 'attached' });
    await wire('lines', 'long').waitFor({ state: 'attached' });
  });

  it('show their records in the table when they are clicked, and keep them beside them with Space', async () => {
    const at = await onWire('upper', 'print');
    await app.page.mouse.click(at.x, at.y);
    await app.page.getByRole('tab', { name: 'Records', selected: true }).waitFor();
    await app.page.mouse.move(at.x, at.y - 200);
    await app.page.mouse.move(at.x, at.y + 1, { steps: 3 });
    await app.page.getByRole('tooltip').waitFor();
    await app.page.keyboard.press('Space');
    await pinned().waitFor();
    await app.page.mouse.move(at.x, at.y - 200, { steps: 3 });
    expect(await pinned().textContent()).toContain('upper');
    await app.page.keyboard.press('Escape');
    await pinned().waitFor({ state: 'detached' });
    // Without the pointer: the chosen wire.
    await app.page.keyboard.press('Space');
    await pinned().waitFor();
    await app.page.keyboard.press('Space');
    await pinned().waitFor({ state: 'detached' });
  });
});

describe('what is selected', () => {
  it('is pasted in another window, through the system’s clipboard', async () => {
    await node('map upper').click();
    await app.page.keyboard.down('Shift');
    await node('pprint print').click();
    await app.page.keyboard.up('Shift');
    const front = await app.electron.browserWindow(app.page);
    // As the menu's entry does.
    await front.evaluate(({ webContents }: { webContents: Record<'focus' | 'copy', () => void> }) => {
      webContents.focus();
      webContents.copy();
    });
    const clipboard = (): Promise<string> => app.electron.evaluate(async ({ clipboard: system }) => await system.readText());
    await until('the clipboard', async () => (await clipboard()).includes('dstreamNodes'));
    const before = windows();
    await app.page.keyboard.press('Control+Shift+N');
    await until('another window', () => windows().length > before.length);
    const other = windows().find((page) => !before.includes(page))!;
    await other.getByText('An empty pipeline').waitFor();
    // Only the window in front may paste by itself, and a display without a window manager has none in front.
    await other.evaluate((text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      window.document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, await clipboard());
    await node('map upper', other).waitFor();
    await other.getByRole('group', { name: 'wire from upper to print', exact: true }).waitFor({ state: 'attached' });
    await other.getByRole('button', { name: 'Undo', exact: true }).click();
    await node('map upper', other).waitFor({ state: 'detached' });
    const closed = other.waitForEvent('close');
    await (await app.electron.browserWindow(other)).evaluate((each: { close(): void }) => each.close());
    await closed;
  });
});

describe('the canvas', () => {
  it('keeps the whole graph in view when the output takes most of the window, and gets its size back', async () => {
    await button('Fit to window').click();
    const inView = async (): Promise<boolean> => {
      const view = (await app.page.getByRole('region', { name: 'Pipeline' }).boundingBox())!;
      const boxes = await Promise.all(['socketTextStream lines', 'socketTextStream more', 'filter long', 'pprint print'].map((name) => node(name).boundingBox()));
      return boxes.every((box) => box !== null && box.x >= view.x && box.y >= view.y && box.x + box.width <= view.x + view.width && box.y + box.height <= view.y + view.height);
    };
    const width = (await node('map upper').boundingBox())!.width;
    await button('Larger').click();
    await until('the smaller graph', async () => (await node('map upper').boundingBox())!.width < width - 5 && (await inView()));
    await button('Smaller').click();
    await until('the graph as it was', async () => Math.abs((await node('map upper').boundingBox())!.width - width) < 2 && (await inView()));
  });

  it('keeps a version when a run begins', async () => {
    await node('filter long').click();
    await app.page.keyboard.press('Delete');
    await node('filter long').waitFor({ state: 'detached' });
    await button('Run').click();
    await until('the run', () => button('Stop').isEnabled());
    await button('Stop').click();
    await until('the stop', () => button('Run').isEnabled());
    await command('versions');
    const versions = app.page.getByRole('dialog', { name: 'Versions' });
    await versions.getByText('Run').first().waitFor();
    await versions.getByRole('button', { name: 'Close' }).click();
    await button('Undo').click();
    await node('filter long').waitFor();
  });
});

describe('whatever is done too fast or at the wrong moment', () => {
  const field = (): Locator => app.page.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Function' });

  it('Delete from the menu takes text where text is written, and not the node', async () => {
    await node('map upper').click();
    await field().click();
    await command('selectAll');
    await command('delete');
    await until('the empty field', async () => (await field().textContent()) === '');
    await node('map upper').waitFor();
    await button('Undo').click();
    await field().getByText('lambda s: s.upper()').waitFor();
  });

  it('a node that goes while its function is edited takes its settings along, and comes back with what was typed', async () => {
    await field().click();
    await app.page.keyboard.press('Control+A');
    await app.page.keyboard.insertText('lambda s: s.low');
    await app.page.keyboard.press('Control+Space');
    await app.page.locator('.cm-tooltip-autocomplete').waitFor();
    await node('map upper').click();
    await app.page.keyboard.press('Delete');
    await node('map upper').waitFor({ state: 'detached' });
    expect(await field().count()).toBe(0);
    await button('Undo').click();
    await node('map upper').click();
    await field().getByText('lambda s: s.low', { exact: true }).waitFor();
    await button('Undo').click();
    await field().getByText('lambda s: s.upper()').waitFor();
  });

  it('undo during a run, with a dialog open, and ten times in a row, leaves what can be run', async () => {
    await node('map upper').click();
    await app.page.keyboard.press('Control+ArrowRight');
    await button('Run').click();
    await until('the run', () => button('Stop').isEnabled());
    await app.page.keyboard.press('Control+.');
    await app.page.getByRole('combobox', { name: /^Add an operator/ }).waitFor();
    for (let times = 0; times < 10; times++) await command('undo');
    await app.page.keyboard.press('Escape');
    for (let times = 0; times < 10; times++) await command('redo');
    await node('map upper').waitFor();
    await button('Stop').dblclick();
    await until('the stop', () => button('Run').isEnabled());
    await button('Run').dblclick();
    await until('one run', () => button('Stop').isEnabled());
    await button('Stop').click();
    await until('the stop', () => button('Run').isEnabled());
  });
});
