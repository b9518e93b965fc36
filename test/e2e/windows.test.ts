import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyPipeline, newNode, printPipeline } from '#engine/model';
import { App, until } from './app';

let app: App;
let folder: string;
let file: string;
const named = (name: string): string => printPipeline({ ...emptyPipeline('Filed'), nodes: [{ ...newNode(emptyPipeline(), 'socketTextStream'), name }], layout: { nodes: { socketTextStream: { x: 0, y: 0 } } } });

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'dstream-windows-')));
  file = join(folder, 'filed.dstream');
  writeFileSync(file, named('lines'));
  app = await App.start();
});
afterAll(async () => {
  await answer(1);
  await app.close();
  app.deleteProfile();
  rmSync(folder, { recursive: true, force: true });
});

const windows = (): Page[] => app.electron.windows().filter((page) => page.url().startsWith('dstream://app/'));
const node = (page: Page, name: string) => page.getByRole('region', { name: 'Pipeline' }).getByRole('group', { name, exact: true });
const status = (page: Page) => page.getByRole('status').first().textContent();
const title = (page: Page): Promise<string> => page.evaluate(() => window.document.querySelector('h1')?.textContent ?? '');

/** The next window that appears. */
async function opened(act: () => Promise<unknown>): Promise<Page> {
  const before = windows();
  await act();
  await until('a new window', () => windows().length > before.length);
  const page = windows().find((one) => !before.includes(one))!;
  await page.getByRole('region', { name: 'Pipeline' }).waitFor();
  return page;
}

/** Questions of the system's own dialogs are answered so; what they ask is kept. */
async function answer(response: number): Promise<void> {
  await app.electron.evaluate(({ dialog }, chosen) => {
    const asked = ((globalThis as { asked?: string[] }).asked = []) as string[];
    dialog.showMessageBox = ((...args: unknown[]) => {
      asked.push((args.at(-1) as { message: string }).message);
      return Promise.resolve({ response: chosen, checkboxChecked: false });
    });
  }, response);
}
const asked = (): Promise<string[]> => app.electron.evaluate(() => (globalThis as { asked?: string[] }).asked ?? []);
const open = (path: string): Promise<unknown> => app.electron.evaluate(({ app: main }, given) => main.emit('second-instance', {}, ['dstream-studio', given], '/'), path);

/** The page may be gone before the key comes up again. */
const close = (page: Page): Promise<void> => page.keyboard.press('Control+W').catch(() => undefined);

describe('several windows', () => {
  let second: Page;

  it('have a document and a run each', async () => {
    await until('the run', async () => (await status(app.page))?.includes('running') === true);
    second = await opened(() => app.page.keyboard.press('Control+Shift+N'));
    await second.getByRole('button', { name: /^Word count/ }).click();
    await node(second, 'map pairs').waitFor();
    expect(await status(second)).toContain('Stopped');
    await second.getByRole('button', { name: 'Run', exact: true }).click();
    await until('the second run', async () => (await status(second))?.includes('running') === true);
    await until('its console', async () => (await second.getByRole('log', { name: 'Console' }).textContent())?.includes('Time:') === true);
    await second.getByRole('button', { name: 'Stop', exact: true }).click();
    await until('its stop', async () => (await status(second))?.includes('Stopped') === true);
    expect(await status(app.page)).toContain('running');
    await node(second, 'map pairs').click();
    await second.keyboard.press('Delete');
    await node(second, 'map pairs').waitFor({ state: 'detached' });
    expect(await node(app.page, 'map pairs').count()).toBe(1);
  });

  it('keep what is untitled: New and Open take another window where something would be lost, and nobody is asked', async () => {
    await answer(2);
    const third = await opened(() => second.keyboard.press('Control+N'));
    expect(await node(second, 'reduceByKey wordCounts').count()).toBe(1);
    await third.bringToFront();
    await third.evaluate((path) => window.dstream.invoke('document.open', { path }), file);
    await third.reload();
    await node(third, 'socketTextStream lines').waitFor();
    const before = windows().length;
    // The same file once more, from another window: its own comes to the front.
    const result = await second.evaluate((path) => window.dstream.invoke('document.open', { path }), file);
    expect(result).toEqual({ opened: false, reason: 'cancelled' });
    expect(windows().length).toBe(before);
    expect(await asked()).toEqual([]);
  });

  it('tell what another program did to the file; a reload can be undone, and what is kept is not written over unasked', async () => {
    const page = windows().at(-1)!;
    await node(page, 'socketTextStream lines').click();
    await page.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Name' }).fill('mine');
    await node(page, 'socketTextStream mine').waitFor();
    writeFileSync(file, named('theirs'));
    const told = page.getByRole('alert').filter({ hasText: 'Another program changed' });
    await told.getByRole('button', { name: 'Reload' }).click();
    await node(page, 'socketTextStream theirs').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await node(page, 'socketTextStream mine').waitFor();

    writeFileSync(file, named('again'));
    await told.waitFor();
    await answer(1);
    await page.keyboard.press('Control+S');
    await until('the question', async () => (await asked()).length === 1);
    expect((await asked())[0]).toContain('was changed by another program');
    expect(readFileSync(file, 'utf8')).toContain('again');
    await told.getByRole('button', { name: 'Keep mine' }).click();
    await page.keyboard.press('Control+S');
    await until('the file', () => readFileSync(file, 'utf8').includes('mine'));
    expect((await asked()).length).toBe(1);
    rmSync(file);
    await page.getByRole('alert').filter({ hasText: 'is not in its folder any more' }).waitFor();
    await page.keyboard.press('Control+S');
    await until('the file again', () => readFileSync(file, 'utf8').includes('mine'));
  });

  it('of several one is closed after a question only where work would be lost, and is not there at the next start', async () => {
    const [, edited, filed] = windows();
    await answer(2);
    await edited!.keyboard.press('Control+W');
    await until('the question', async () => (await asked()).length === 1);
    expect(windows().length).toBe(3);
    await answer(1);
    await close(edited!);
    await until('the window to be gone', () => windows().length === 2);
    await answer(2);
    await close(filed!);
    await until('the other to be gone', () => windows().length === 1);
    expect(await asked()).toEqual([]);
    expect(readdirSync(join(app.profile, 'recovery')).filter((name) => name.endsWith('.json'))).toEqual(['current.json']);
  });

  it('come back with what was in them when the app ended without a word', async () => {
    const other = await opened(() => app.page.keyboard.press('Control+Shift+N'));
    await other.keyboard.press('Control+.');
    await other.getByRole('combobox', { name: 'Add an operator' }).fill('socketTextStream');
    await other.keyboard.press('Enter');
    await node(other, 'socketTextStream lines').waitFor();
    await until('it to be kept', () => readdirSync(join(app.profile, 'recovery')).some((name) => /^window-\d+\.json$/.test(name) && readFileSync(join(app.profile, 'recovery', name), 'utf8').includes('socketTextStream')));
    const { profile } = app;
    await app.kill();
    app = await App.start(profile);
    await until('both windows', () => windows().length === 2);
    const titles = await Promise.all(windows().map(title));
    expect(titles.some((text) => text.startsWith('Untitled'))).toBe(true);
    expect(titles.some((text) => text.startsWith('Network word count'))).toBe(true);
  });
});

describe('recent files', () => {
  it('are on the start screen and in the menu; one that is gone is shown so', async () => {
    const page = await opened(() => app.page.keyboard.press('Control+Shift+N'));
    const entry = page.getByRole('button', { name: /^filed\.dstream/ });
    await entry.waitFor();
    const gone = join(folder, 'gone.dstream');
    writeFileSync(gone, named('gone'));
    await page.evaluate((path) => window.dstream.invoke('document.open', { path }), gone);
    rmSync(gone);
    const another = await opened(() => page.keyboard.press('Control+Shift+N'));
    await another.getByRole('button', { name: /^gone\.dstream/ }).waitFor();
    expect(await another.getByRole('button', { name: /^gone\.dstream/ }).isDisabled()).toBe(true);
    expect(await another.getByRole('button', { name: /^gone\.dstream/ }).textContent()).toContain('not there any more');
    await another.getByRole('button', { name: /^filed\.dstream/ }).click();
    await node(another, 'socketTextStream mine').waitFor();
    await open(file);
  });
});
