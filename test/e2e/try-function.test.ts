import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, until } from './app';
import { findings } from './findings';

let app: App;
const settings = (): Locator => app.page.getByRole('region', { name: 'Settings' });
const button = (name: string): Locator => app.page.getByRole('button', { name, exact: true });
const node = (name: string): Locator => app.page.getByRole('group', { name, exact: true });
const told = (): Locator => settings().getByRole('status');
const inputs = (): Locator => settings().getByRole('list', { name: 'In', exact: true });
const becomes = (): Locator => settings().getByRole('table', { name: 'What each record becomes' });
/** A picture for people, where a folder for them is named. */
async function picture(name: string, page = app.page): Promise<void> {
  const folder = process.env.PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function write(text: string): Promise<void> {
  await settings().getByRole('textbox', { name: /^(Function|Condition)$/ }).click();
  await app.page.keyboard.press('Control+A');
  await app.page.keyboard.insertText(text);
}

beforeAll(async () => {
  app = await App.start();
  app.page.setDefaultTimeout(20_000);
});
afterAll(async () => {
  await app.close();
  app.deleteProfile();
});

describe('a function beside the last real records', () => {
  it('shows what came in and what went out in the last batch, live', async () => {
    await node('flatMap words').click();
    await inputs().getByRole('listitem').first().waitFor();
    const output = settings().getByRole('list', { name: 'Out', exact: true }).getByRole('listitem').first();
    await output.waitFor();
    expect(await output.textContent()).toMatch(/^'\S+'$/);
    const before = await settings().getByText(/^batch of/).textContent();
    await until('a later batch', async () => (await settings().getByText(/^batch of/).textContent()) !== before);
    await picture('live');
  });

  it('tries the edited function on them, and again with each edit', async () => {
    await button('Try it on these records').click();
    await told().filter({ hasText: /\d+ records come out/ }).waitFor();
    const line = (await becomes().getByRole('row').nth(1).getByRole('cell').first().textContent())!;
    await write('lambda line: [len(line)]');
    await becomes().getByRole('row').nth(1).getByRole('cell', { name: String(line.slice(1, -1).length), exact: true }).waitFor();
    await picture('tried');
    expect(await findings(app)).toEqual([]);
  });

  it('stands where a run stopped, and needs none', async () => {
    await button('Stop').click();
    await until('the stop', () => button('Run').isEnabled());
    await write('lambda line: [line.upper(),\n  1 // 0]');
    await becomes().getByText('Line 2: ZeroDivisionError').first().waitFor();
    const alert = settings().getByRole('alert').filter({ hasText: 'Line 2: ZeroDivisionError' });
    await alert.filter({ hasText: 'at the record' }).waitFor();
    expect(await button('Run').isEnabled()).toBe(true);
    await app.page.emulateMedia({ colorScheme: 'dark' });
    await picture('failed-dark');
    expect(await findings(app)).toEqual([]);
    await app.page.emulateMedia({ colorScheme: 'light' });
    await button('Back to the last batch').click();
    await inputs().waitFor();
  });

  it('tries records written by hand, one beside the other', async () => {
    await button('Edit records').click();
    const field = settings().getByRole('textbox', { name: 'In: a record a line' });
    await field.fill("'to be'\nword\n''");
    await write('lambda line: line.split()');
    await app.page.keyboard.press('Control+Enter');
    const cells = becomes().getByRole('cell');
    await cells.filter({ hasText: 'cannot be read as a record' }).waitFor();
    expect(await cells.nth(1).textContent()).toMatch(/'to'\s*'be'/);
    expect(await cells.nth(6).textContent()).toContain('nothing');
  });

  it('ends a function that never ends, without holding the window up', async () => {
    await write('lambda line: [x for x in iter(int, 1)]');
    await told().filter({ hasText: 'Trying.' }).waitFor();
    // The window answers meanwhile.
    await node('map pairs').click();
    await node('flatMap words').click();
    await button('Try it on these records').click();
    await settings().getByText('It did not end within 5 s, and was ended.').first().waitFor();
    await write('lambda line: line.split(" ")');
    await told().filter({ hasText: /\d+ records? comes? out/ }).waitFor();
  });

  it('gives an example where no batch has run, and room for all of it in a small window', async () => {
    // What is here is changed: the new one gets a window of its own.
    const before = app.electron.windows();
    await app.page.keyboard.press('Control+N');
    await until('another window', () => app.electron.windows().length > before.length);
    const page = app.electron.windows().find((each) => !before.includes(each))!;
    await page.getByText('An empty pipeline').waitFor();
    const window = await app.electron.browserWindow(page);
    await window.evaluate((each: { setContentSize(width: number, height: number): void }) => each.setContentSize(1024, 640));
    await page.keyboard.press('Control+.');
    await page.getByRole('combobox', { name: /^Add an operator/ }).fill('reduceByKey');
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'reduceByKey reduced', exact: true }).click();
    await page.getByText('an example, until there is a batch').waitFor();
    await page.getByRole('button', { name: 'Try it on these records' }).click();
    await page.getByRole('list', { name: 'What comes out' }).getByText("('a', 2)").waitFor();
    await page.getByRole('button', { name: 'Try it on these records' }).scrollIntoViewIfNeeded();
    await picture('example-small', page);
    expect(await findings({ page })).toEqual([]);
  });
});
