import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHistory } from '#engine/history';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import type { Pipeline } from '#engine/model';
import { chain, recordRun } from '../engine/replay/recorded-run';
import { App, until } from './app';
import { findings } from './findings';

const windowed = (split: string): Pipeline => ({
  ...chain([['flatMap', { f: split }], ['map', { f: '(word) => [word, 1]' }], ['reduceByKeyAndWindow', { func: '(a, b) => a + b', invFunc: '(a, b) => a - b', windowDuration: 5000, slideDuration: 1000 }]]),
  language: 'javascript',
});
const TEXT = 'a b\n\na  c\n\nb\n\na\n\nb\n\nd\n';

describe('recorded runs', () => {
  let app: App;
  let printed = '';
  const profile = mkdtempSync(join(tmpdir(), 'dstream-e2e-'));
  const compare = (): ReturnType<App['page']['getByRole']> => app.page.getByRole('region', { name: 'Compare' });
  const picture = (): ReturnType<App['page']['getByRole']> => app.page.getByRole('region', { name: 'Picture' });

  beforeAll(async () => {
    const executors = new ExecutorPool(new WorkerHost());
    const { store } = await openHistory(join(profile, 'history.db'));
    const plain = await recordRun(windowed("(line) => line.split(' ')"), TEXT, executors, store);
    await recordRun(windowed('(line) => line.split(/ +/)'), TEXT, executors, store, 60_000);
    for (let time = 1000; time <= 6000; time += 1000) printed += (await store.batch(plain, time))!.console;
    await store.close();
    await executors.close();
    app = await App.start(profile);
    const stop = app.page.getByRole('button', { name: 'Stop', exact: true });
    await until('a run to stop', () => stop.isEnabled());
    await stop.click();
    await app.page.getByRole('button', { name: 'History', exact: true }).click();
    await app.page.getByRole('tab', { name: 'Compare' }).click();
    await app.page.getByRole('option', { name: /recorded/ }).last().click();
  });
  afterAll(async () => {
    await app.close();
    app.deleteProfile();
  });

  it('stand side by side, batch by batch, without an accessibility finding', async () => {
    await compare().getByRole('combobox', { name: 'The other run' }).selectOption({ value: '2' });
    await compare().getByText('5 of 6 differ.').waitFor();
    const pairs = compare().getByRole('listbox', { name: 'Batches that were compared' });
    expect(await pairs.getByRole('option', { selected: true }).textContent()).toMatch(/^2.*differs$/);
    await compare().getByRole('group', { name: 'Outputs of the batch' }).getByRole('button', { name: /flatMap0/ }).click();
    const rows = compare().getByRole('table', { name: /Records of flatMap0/ });
    expect(await rows.locator('tr.first').textContent()).toMatch(/2.*''.*'c'/);
    for (const colorScheme of ['dark', 'light'] as const) {
      await app.page.emulateMedia({ colorScheme });
      expect(await findings(app)).toEqual([]);
    }
    await compare().getByRole('combobox', { name: 'Match batches by' }).selectOption('time');
    await compare().getByRole('alert').getByText('match them by order').waitFor();
    await compare().getByRole('combobox', { name: 'Match batches by' }).selectOption('order');
  });

  it("stand beside a real Spark's output, or say why not", async () => {
    const file = join(profile, 'spark.txt');
    await app.electron.evaluate(({ dialog }, path) => void (dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })), file);
    writeFileSync(file, 'INFO nothing of a batch\n');
    await compare().getByRole('combobox', { name: 'The other run' }).selectOption('spark');
    await compare().getByRole('alert').getByText('spark.txt has no batch that pprint printed').waitFor();
    writeFileSync(file, printed);
    await compare().getByRole('button', { name: 'Compare again' }).click();
    await compare().getByText('All 6 batches are the same.').waitFor();
    writeFileSync(file, printed.replace("[ 'b', 2 ]", "[ '<b>', 9 ]"));
    await compare().getByRole('button', { name: 'Compare again' }).click();
    await compare().getByText('1 of 6 differs.').waitFor();
    expect(await compare().locator('tr.first').textContent()).toContain("[ '<b>', 9 ]");
  });

  it('lead from the first difference to its lineage', async () => {
    await compare().getByRole('combobox', { name: 'The other run' }).selectOption({ value: '2' });
    await compare().getByText('5 of 6 differ.').waitFor();
    await compare().getByRole('button', { name: 'lineage', exact: true }).click();
    await app.page.getByRole('region', { name: 'Lineage' }).waitFor();
    await app.page.getByRole('group', { name: 'flatMap flatMap0' }).waitFor();
  });

  it('have lines that can be moved to other batches, by mouse and by key, and the window is computed again', async () => {
    await app.page.getByRole('button', { name: 'History', exact: true }).click();
    const history = app.page.getByRole('region', { name: 'History' });
    await history.getByRole('tab', { name: 'Batches' }).click();
    await history.locator('tr[data-batch="6000"]').click();
    await app.page.getByRole('group', { name: 'reduceByKeyAndWindow reduceByKeyAndWindow2' }).click();
    await app.page.getByRole('tab', { name: 'Picture' }).click();
    await picture().getByRole('button', { name: 'Marbles' }).click();
    await picture().getByText('Corrected by the inverse function and computed anew are the same.').waitFor();
    const marble = picture().getByRole('button', { name: /^d, batch/ });
    await marble.dragTo(picture().locator('ol > li').nth(3));
    await picture().getByText(/1 line moved: 2 of 6 results are another\./).waitFor();
    expect(await picture().locator('ol > li').nth(3).locator('.lines').textContent()).toContain('d');
    await marble.focus();
    await app.page.keyboard.press('ArrowRight');
    await picture().getByText(/1 line moved: 1 of 6 results is another\./).waitFor();
    await app.page.keyboard.press('ArrowRight');
    await picture().getByText(/line moved/).waitFor({ state: 'detached' });
    expect(await findings(app)).toEqual([]);
  });
});
