import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { projectRoot } from '#engine/hosts';
import { App, until } from './app';
import { findings } from './findings';

describe.each(['light', 'dark'] as const)('in the %s theme axe finds nothing', (theme) => {
  let app: App;
  beforeAll(async () => {
    app = await App.start();
    await app.page.emulateMedia({ colorScheme: theme });
    await until('a batch', async () => (await app.page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]').count()) > 0);
  });
  afterAll(async () => {
    await app.close();
    app.deleteProfile();
  });

  it('in the first window', async () => {
    expect(await findings(app)).toEqual([]);
  });

  it('with a node’s settings and the records of its output', async () => {
    await app.page.getByRole('group', { name: 'map pairs', exact: true }).click();
    await app.page.getByRole('tab', { name: 'Records' }).click();
    await app.page.getByRole('region', { name: 'Records' }).waitFor();
    expect(await findings(app)).toEqual([]);
  });

  it('with the lineage of a recorded batch', async () => {
    await app.page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]').first().click();
    await app.page.getByRole('tab', { name: 'Lineage' }).click();
    await app.page.getByRole('region', { name: 'Lineage' }).waitFor();
    expect(await findings(app)).toEqual([]);
  });

  it.each([
    ['Control+Shift+P', 'combobox', 'Commands'],
    ['Control+.', 'combobox', /^Add an operator/],
    ['Control+L', 'combobox', /^Connect/],
    ['Control+F', 'combobox', 'Find a node'],
    ['F1', 'dialog', 'Keys'],
    ['Control+Shift+O', 'treeitem', /^map pairs/],
  ] as const)('with what %s opens', async (key, role, name) => {
    await app.page.keyboard.press('Escape');
    await app.page.getByRole('group', { name: 'map pairs', exact: true }).click();
    await app.page.keyboard.press(key);
    await app.page.getByRole(role, { name }).first().waitFor();
    expect(await findings(app)).toEqual([]);
    await app.page.keyboard.press('Escape');
  });

  it('on the start screen, and with high contrast', async () => {
    const { page } = app;
    await page.emulateMedia({ colorScheme: theme, forcedColors: 'active' });
    expect(await findings(app)).toEqual([]);
    await page.emulateMedia({ colorScheme: theme, forcedColors: 'none' });
    await page.keyboard.press('Control+N');
    await page.getByText('An empty pipeline').waitFor();
    expect(await findings(app)).toEqual([]);
  });

  it('with a script open, and with the question for its arguments', async () => {
    const script = join(projectRoot(), 'test/e2e/fixtures/greeting.py');
    await app.electron.evaluate(({ app: main }, path) => main.emit('second-instance', {}, ['dstream-studio', path], '/'), script);
    await app.page.getByText('Read from the text.').waitFor();
    expect(await findings(app)).toEqual([]);
    await app.page.getByRole('button', { name: 'Run', exact: true }).click();
    await app.page.getByRole('dialog', { name: 'Arguments of greeting.py' }).waitFor();
    expect(await findings(app)).toEqual([]);
  });
});
