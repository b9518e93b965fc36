import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, until } from './app';

describe('a run that is held and stepped', () => {
  let app: App;
  const button = (name: string): ReturnType<App['page']['getByRole']> => app.page.getByRole('button', { name, exact: true });
  const rows = (): ReturnType<App['page']['locator']> => app.page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]');
  beforeAll(async () => {
    app = await App.start();
    await until('a batch', async () => (await rows().count()) > 0);
  });
  afterAll(async () => {
    await app.close();
    app.deleteProfile();
  });

  it('lets batches wait while it is held, lets one through, and goes on', async () => {
    await button('Hold').click();
    const held = app.page.getByRole('group', { name: 'Held run' });
    await held.waitFor();
    await until('two batches that wait', async () => (await rows().getByRole('button', { name: 'Run to here' }).count()) >= 2);
    const last = async (): Promise<number> => (await app.page.evaluate(() => window.dstream.invoke('run.snapshot', undefined))).lastBatchTime ?? 0;
    const before = await last();
    await held.getByRole('button', { name: 'Next batch' }).click();
    await until('one more batch', async () => (await last()) === before + 1000);
    await app.page.locator(`tr[data-batch="${before + 2000}"]`).getByRole('button', { name: 'Run to here' }).click();
    await until('the batches up to it', async () => (await last()) === before + 2000);
    await button('Continue').first().click();
    await held.waitFor({ state: 'hidden' });
  });

  it('holds the view still while the run goes on, and shows what came meanwhile', async () => {
    await button('Pause view').click();
    const newest = (): Promise<string | null> => rows().first().getAttribute('data-batch');
    const shown = await newest();
    const snapshot = async (): Promise<number> => (await app.page.evaluate(() => window.dstream.invoke('run.snapshot', undefined))).lastBatchTime ?? 0;
    const before = await snapshot();
    await until('two batches behind the view', async () => (await snapshot()) >= before + 2000);
    expect(await newest()).toBe(shown);
    await button('Pause view').click();
    await until('the batches that came meanwhile', async () => Number(await newest()) >= before + 2000);
    expect(await rows().count()).toBeGreaterThan(2);
  });

  it('stops at a record that meets the condition of a breakpoint', async () => {
    await app.page.getByRole('group', { name: 'reduceByKey wordCounts' }).click();
    await app.page.getByRole('tab', { name: 'Records' }).click();
    await app.page.getByRole('button', { name: 'Breakpoint…' }).click();
    const condition = app.page.getByRole('textbox', { name: 'Condition on a record of wordCounts' });
    await condition.fill("record[0] == 'needle'");
    await condition.press('Enter');
    await app.page.getByRole('textbox', { name: 'Line to send' }).fill('needle in a haystack');
    await app.page.getByRole('button', { name: 'Send' }).click();
    const held = app.page.getByRole('group', { name: 'Held run' });
    await held.getByText("('needle', 1)").waitFor();
    expect(await held.textContent()).toContain("record[0] == 'needle'");
    await app.page.getByRole('button', { name: 'Remove the breakpoint of wordCounts' }).click();
    await held.getByRole('button', { name: 'Continue' }).click();
    await held.waitFor({ state: 'hidden' });
  });

  it('runs at a manual clock, a batch a press', async () => {
    await button('Stop').click();
    await app.page.getByRole('combobox', { name: 'Clock' }).selectOption('manual');
    await button('Run').click();
    const held = app.page.getByRole('group', { name: 'Held run' });
    await held.getByText('Manual clock: the next batch is').waitFor();
    const numbers = async (): Promise<number> => (await app.page.evaluate(() => window.dstream.invoke('run.snapshot', undefined))).batches.filter(({ status }) => status === 'completed').length;
    expect(await numbers()).toBe(0);
    await held.getByRole('button', { name: 'Next batch' }).click();
    await until('the batch', async () => (await numbers()) === 1);
    await held.getByRole('spinbutton', { name: 'Batches to run' }).fill('3');
    await held.getByRole('button', { name: 'Run', exact: true }).click();
    await until('three more', async () => (await numbers()) === 4);
  });
});
