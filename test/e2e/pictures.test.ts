import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { projectRoot } from '#engine/hosts';
import { App, until } from './app';
import { findings } from './findings';

describe('pictures of a batch', () => {
  let app: App;
  const picture = (): ReturnType<App['page']['getByRole']> => app.page.getByRole('region', { name: 'Picture' });
  beforeAll(async () => {
    app = await App.start();
    await until('a batch', async () => (await app.page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]').count()) > 0);
    await app.page.getByRole('button', { name: 'Stop', exact: true }).click();
    const file = join(projectRoot(), 'test/e2e/fixtures/pictures.dstream');
    await app.electron.evaluate(({ app: main }, path) => main.emit('second-instance', {}, ['dstream-studio', path], '/'), file);
    await app.page.getByRole('group', { name: 'updateStateByKey totals' }).waitFor();
    await app.page.getByRole('button', { name: 'Run', exact: true }).click();
    await app.page.getByRole('tab', { name: 'Picture' }).click();
  });
  afterAll(async () => {
    await app.close();
    app.deleteProfile();
  });

  it('draw a window over the batches that it is made of, and what a key is made of', async () => {
    await app.page.getByRole('group', { name: 'reduceByKeyAndWindow recent' }).click();
    await picture().getByText('came: added').waitFor();
    await picture().getByText('left: taken out').waitFor();
    expect(await picture().locator('p.told').textContent()).toMatch(/From the window before: \d+ records? taken out, \d+ records? added; computing it anew would read \d+\./);
    const keys = picture().getByRole('combobox', { name: 'Key' });
    await until('keys to choose from', async () => (await keys.locator('option').count()) > 3);
    await app.page.getByRole('button', { name: 'Hold', exact: true }).click();
    await keys.selectOption({ index: 1 });
    expect(await picture().locator('.result').textContent()).toMatch(/before .*, taken out .*, added .*, now \d+/);
  });

  it('tell a state by its keys, with history, age and calls', async () => {
    await app.page.getByRole('group', { name: 'updateStateByKey totals' }).click();
    const table = picture().getByRole('table', { name: 'State of totals' });
    await until('keys', async () => (await table.getByRole('row').count()) > 3);
    expect(await picture().locator('p.told').textContent()).toMatch(/^\d+ keys; the function was called \d+ times in this batch, once for each key/);
  });

  it('show where each key went, without an accessibility finding', async () => {
    await picture().getByRole('button', { name: 'Partitions' }).click();
    await picture().getByRole('heading', { name: 'Partition 1' }).waitFor();
    expect(await picture().locator('p.told').textContent()).toContain('portable_hash(key) % 2');
    for (const name of ['State', 'Partitions']) {
      await picture().getByRole('button', { name }).click();
      expect(await findings(app)).toEqual([]);
    }
    await app.page.getByRole('group', { name: 'reduceByKeyAndWindow recent' }).click();
    await picture().getByRole('button', { name: 'Window' }).click();
    await picture().getByText('came: added').waitFor();
    await app.page.emulateMedia({ colorScheme: 'dark' });
    expect(await findings(app)).toEqual([]);
  });
});
