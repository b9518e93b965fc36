import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyPipeline, newNode, printPipeline } from '#engine/model';
import { App, until } from './app';

let app: App;
let folder: string;
let file: string;
const windows = (): Page[] => app.electron.windows().filter((page) => page.url().startsWith('dstream://app/'));
const node = (page: Page, name: string | RegExp) => page.getByRole('region', { name: 'Pipeline' }).getByRole('group', { name }).first();
const menuEntries = () => app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()!.items.flatMap(({ submenu }) => submenu?.items ?? []).flatMap(({ label, enabled, submenu }) => [{ label, enabled }, ...(submenu?.items ?? []).map((item) => ({ label: item.label, enabled: item.enabled }))]));

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'dstream-start-')));
  file = join(folder, 'chosen.dstream');
  writeFileSync(file, printPipeline({ ...emptyPipeline('Chosen'), nodes: [{ ...newNode(emptyPipeline(), 'socketTextStream'), name: 'chosen' }] }));
  app = await App.start();
  await app.page.getByRole('button', { name: 'Stop', exact: true }).click();
  await until('the stop', () => app.page.getByRole('button', { name: 'Run', exact: true }).isEnabled());
});
afterAll(async () => {
  await app.electron.evaluate(({ dialog }) => void (dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })));
  await app.close();
  app.deleteProfile();
  rmSync(folder, { recursive: true, force: true });
});

describe('the start screen', () => {
  const start = (name: RegExp) => app.page.locator('.start').getByRole('button', { name });

  it('adds the first operator, opens a file that is chosen, and makes a word count', async () => {
    await app.page.keyboard.press('Control+N');
    await start(/^Add the first operator/).click();
    await app.page.getByRole('combobox', { name: 'Add an operator' }).waitFor();
    await app.page.keyboard.press('Escape');
    await app.electron.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, file);
    await start(/^Open/).click();
    await node(app.page, 'socketTextStream chosen').waitFor();
    await app.page.keyboard.press('Control+N');
    await start(/^Word count/).click();
    await node(app.page, 'map pairs').waitFor();
  });

  it('leads to the examples, of which one runs as it is opened', async () => {
    await app.page.keyboard.press('Control+N');
    await start(/^Examples/).click();
    const examples = app.page.getByRole('dialog', { name: 'Examples' });
    const search = examples.getByRole('searchbox', { name: 'Find example' });
    await until('the search field to have the focus', () => search.evaluate((field) => field === document.activeElement));
    await search.fill('countByValue');
    await examples.getByRole('button', { name: /Throws of a die/ }).click();
    await node(app.page, /^countByValue/).waitFor();
    await app.page.getByRole('button', { name: 'Run', exact: true }).click();
    await until('a count', async () => /\(\S+, [1-9]\d*\)/.test((await app.page.getByRole('log', { name: 'Console' }).textContent()) ?? ''));
    await app.page.getByRole('button', { name: 'Stop', exact: true }).click();
  });

  it('is not needed for an example: beside what is not saved it opens in a window of its own, and nobody is asked', async () => {
    await app.electron.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => Promise.reject(new Error('Nobody should be asked.'));
    });
    await node(app.page, /^countByValue/).click();
    await app.page.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Name' }).fill('mine');
    await app.page.getByRole('button', { name: 'Examples', exact: true }).click();
    await app.page.getByRole('dialog', { name: 'Examples' }).getByRole('button', { name: /Count lines/ }).click();
    await until('another window', () => windows().length === 2);
    const other = windows().find((page) => page !== app.page)!;
    await node(other, /^count /).waitFor();
    await node(app.page, 'countByValue mine').waitFor();
    await app.page.getByRole('dialog', { name: 'Examples' }).waitFor({ state: 'detached' });
    await other.keyboard.press('Control+W').catch(() => undefined);
    await until('it to be closed', () => windows().length === 1);
  });
});

describe('the native menu', () => {
  it('says why an entry cannot be used, and which recent file is not there any more', async () => {
    await app.page.bringToFront();
    await until('the reason', async () => (await menuEntries()).some(({ label, enabled }) => label === 'Stop (nothing is running)' && !enabled));
    rmSync(file);
    // It looks when the window comes to the front.
    await until('the missing file', async () => {
      await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((window) => window.isVisible())?.emit('focus'));
      return (await menuEntries()).some(({ label, enabled }) => label === `${file} (not there any more)` && !enabled);
    });
  });
});

describe('a window of several that runs something', () => {
  it('asks once whether to stop it before it is closed', async () => {
    await app.electron.evaluate(({ dialog }) => {
      const asked = ((globalThis as { asked?: string[] }).asked = []) as string[];
      dialog.showMessageBox = (...args: unknown[]) => {
        asked.push((args.at(-1) as { message: string }).message);
        // Cancel at first, then stop.
        return Promise.resolve({ response: asked.length === 1 ? 1 : 0, checkboxChecked: false });
      };
    });
    await app.page.keyboard.press('Control+Shift+N');
    await until('another window', () => windows().length === 2);
    const other = windows().find((page) => page !== app.page)!;
    await other.getByRole('button', { name: /^Word count/ }).click();
    await other.getByRole('button', { name: 'Run', exact: true }).click();
    await until('its run', () => other.getByRole('button', { name: 'Stop', exact: true }).isEnabled());
    const asked = (): Promise<string[]> => app.electron.evaluate(() => (globalThis as { asked?: string[] }).asked ?? []);
    await other.keyboard.press('Control+W');
    await until('the question', async () => (await asked()).length === 1);
    expect(await asked()).toEqual(['Network word count is running. Stop the run and close the window?']);
    expect(windows().length).toBe(2);
    await other.keyboard.press('Control+W').catch(() => undefined);
    await until('it to be closed', () => windows().length === 1);
  });
});

describe('a text file that is dropped onto the window', () => {
  it('is sent through the socket source, but only when the user says so', async () => {
    const path = join(folder, 'lines.txt');
    writeFileSync(path, 'one\ntwo\nthree\n');
    const drag = await app.page.context().newCDPSession(app.page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await drag.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data: { items: [], files: [path], dragOperationsMask: 1 } });
    const question = app.page.getByRole('dialog', { name: 'Send the lines of lines.txt?' });
    await question.getByText('3 lines through the socket source').waitFor();
    const sent = async (): Promise<number> => {
      const { linesSent, linesWaiting } = await app.page.evaluate(() => window.dstream.invoke('socketServer.state', undefined));
      return linesSent + linesWaiting;
    };
    await app.page.evaluate(() => window.dstream.invoke('socketServer.sample', { on: false }));
    const before = await sent();
    await question.getByRole('button', { name: 'Send' }).click();
    await until('the lines', async () => (await sent()) >= before + 3);
    await question.waitFor({ state: 'detached' });
  });
});
