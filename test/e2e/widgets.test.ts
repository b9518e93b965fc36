import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, until } from './app';
import { findings } from './findings';

describe('live widgets', () => {
  let app: App;
  beforeAll(async () => {
    app = await App.start();
    await until('a batch', async () => (await app.page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]').count()) > 0);
  });
  afterAll(async () => {
    await app.close();
    app.deleteProfile();
  });

  it('show what leaves a node, on the canvas', async () => {
    await app.page.getByRole('group', { name: 'reduceByKey wordCounts' }).click();
    await app.page.getByRole('tab', { name: 'Records' }).click();
    for (const kind of ['Number', 'Bars', 'Word cloud', 'Table', 'Line']) await app.page.getByRole('combobox', { name: 'Add a widget of wordCounts' }).selectOption({ label: kind });
    await app.page.getByRole('checkbox', { name: 'sample text' }).uncheck();
    const line = app.page.getByRole('textbox', { name: 'Line to send' });
    const bars = app.page.getByRole('group', { name: 'Bars wordCounts' });
    await until('the word in the bars', async () => {
      await line.fill('zebra zebra zebra');
      await line.press('Enter');
      return (await bars.getByRole('row', { name: /zebra\s*\d+/ }).count()) > 0;
    });
    await app.page.getByRole('group', { name: 'Line wordCounts' }).getByRole('img', { name: /in the last of \d+ batches/ }).waitFor();
  });

  it('stand in a dashboard too, without an accessibility finding in either theme', async () => {
    await app.page.getByRole('button', { name: 'Dashboard' }).click();
    const dashboard = app.page.getByRole('region', { name: 'Dashboard' });
    await dashboard.waitFor();
    expect(await dashboard.getByRole('button', { name: 'Remove wordCounts' }).count()).toBe(5);
    for (const colorScheme of ['light', 'dark'] as const) {
      await app.page.emulateMedia({ colorScheme });
      expect(await findings(app)).toEqual([]);
    }
    await dashboard.getByRole('button', { name: 'Back to the graph' }).click();
  });

  it('are removed, and come back with undo', async () => {
    await app.page.getByRole('group', { name: 'Number wordCounts' }).getByRole('button', { name: 'Remove wordCounts' }).click();
    await app.page.getByRole('group', { name: 'Number wordCounts' }).waitFor({ state: 'detached' });
    await app.page.getByRole('button', { name: 'Undo' }).click();
    await app.page.getByRole('group', { name: 'Number wordCounts' }).waitFor();
  });
});
