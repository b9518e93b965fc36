import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { App, until } from './app';
import { findings } from './findings';

/** One start of the app and many views, each in both themes: axe looks at what is there, whatever it looks like. */
describe('axe finds nothing in either theme', () => {
  let app: App;
  const region = (name: string) => app.page.getByRole('region', { name, exact: true });
  const command = (id: string): Promise<void> =>
    app.electron.evaluate(({ BrowserWindow }, sent) => {
      for (const window of BrowserWindow.getAllWindows()) if (window.isVisible()) window.webContents.send('event', 'menu.command', sent);
    }, id);
  const node = (name: string) => app.page.getByRole('group', { name, exact: true });

  async function inBothThemes(): Promise<void> {
    await app.page.emulateMedia({ colorScheme: 'light' });
    expect(await findings(app)).toEqual([]);
    // Between the themes nothing but colours differs.
    await app.page.emulateMedia({ colorScheme: 'dark' });
    expect(await findings(app, ['color-contrast'])).toEqual([]);
  }

  /** A batch of this pipeline's own run. */
  async function openBatch(): Promise<void> {
    await app.page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]').first().click();
    await app.page.getByRole('button', { name: 'Back to live (Esc)' }).waitFor();
  }

  beforeAll(async () => {
    app = await App.start();
    const file = join(projectRoot(), 'test/e2e/fixtures/pictures.dstream');
    await until('a batch', async () => (await app.page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]').count()) > 0);
    await app.electron.evaluate(({ app: main }, path) => main.emit('second-instance', {}, ['dstream-studio', path], '/'), file);
    await node('updateStateByKey totals').waitFor();
    await app.page.getByRole('button', { name: 'Run', exact: true }).click();
    await app.page.getByRole('tab', { name: 'Picture' }).click();
    await node('updateStateByKey totals').click();
    await until('a state', async () => (await region('Picture').getByRole('row').count()) > 3, 40_000);
  });
  afterAll(async () => {
    // Where a test stopped in the middle, nobody is there to answer whether to save.
    await app.electron.evaluate(({ dialog }) => void (dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })));
    await app.close();
    app.deleteProfile();
  });

  it.each(['steps', 'versions', 'examples', 'about'])('in the dialog of %s', async (id) => {
    await command(id);
    const dialog = app.page.getByRole('dialog');
    await dialog.waitFor();
    if (id === 'examples') await dialog.getByRole('listitem').first().waitFor();
    await inBothThemes();
    await app.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('in the lineage over batches, and in its table', async () => {
    await openBatch();
    await app.page.getByRole('tab', { name: 'Lineage' }).click();
    await region('Lineage').getByRole('button', { name: /^RDD \d+/ }).first().waitFor();
    await inBothThemes();
    await region('Lineage').getByRole('button', { name: 'As a table' }).click();
    await inBothThemes();
    await region('Lineage').getByRole('button', { name: 'As a picture' }).click();
  });

  it('in a replay with what differs', async () => {
    await openBatch();
    await app.page.getByRole('tab', { name: 'Replay' }).click();
    await node('flatMap words').click();
    await region('Settings').getByRole('textbox', { name: 'Function' }).click();
    await app.page.keyboard.press('ControlOrMeta+A');
    await app.page.keyboard.type('lambda line: line.upper().split(" ")');
    await region('Replay').getByRole('button', { name: 'Replay batch' }).click();
    await region('Replay').getByText(/differs\.|differ\.|give the same/).waitFor({ timeout: 40_000 });
    await inBothThemes();
  });

  it('in the dashboard without widgets', async () => {
    if ((await region('Dashboard').count()) > 0) await command('showDashboard');
    await command('showDashboard');
    await region('Dashboard').waitFor();
    await inBothThemes();
    await command('showDashboard');
  });

  it('in the history: batches, one that nothing is found in, the timeline with a batch, its table, and SQL', async () => {
    await command('showHistory');
    await region('History').locator('tr[data-batch]').first().waitFor();
    await inBothThemes();
    await region('History').getByRole('searchbox', { name: 'Search batches' }).fill('nothing-is-called-so');
    await until('no batch', async () => (await region('History').locator('tr[data-batch]').count()) === 0);
    await inBothThemes();
    await region('History').getByRole('tab', { name: 'Timeline' }).click();
    await region('History').getByRole('application').focus();
    await app.page.keyboard.press('Enter');
    await region('Batch in time').waitFor();
    await inBothThemes();
    await region('Timeline').getByRole('button', { name: 'As a table' }).click();
    await region('Timeline').getByRole('table', { name: 'Batches over time' }).waitFor();
    await inBothThemes();
    await region('History').getByRole('tab', { name: 'SQL' }).click();
    await region('History').getByRole('textbox', { name: 'SQL' }).fill('SELECT * FROM batch LIMIT 5');
    await region('History').getByRole('button', { name: 'Ask' }).click();
    await region('History').getByRole('table', { name: 'Answer' }).waitFor();
    await inBothThemes();
    await app.page.keyboard.press('Escape');
  });
});
