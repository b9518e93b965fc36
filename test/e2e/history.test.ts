import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, until, withoutSample } from './app';

describe('the history', () => {
  let app: App;
  const history = () => app.page.getByRole('region', { name: 'History' });
  const button = (name: string) => app.page.getByRole('button', { name, exact: true });
  const found = () => history().locator('tr[data-batch]');

  async function send(text: string): Promise<void> {
    await app.page.getByRole('textbox', { name: 'Line to send' }).fill(text);
    await app.page.keyboard.press('Enter');
    await until(`the batch with ${text}`, async () => (await app.page.getByRole('log', { name: 'Console' }).textContent())?.includes(text.split(' ')[0]!) === true);
  }

  beforeAll(async () => {
    app = await App.start();
    await until('the receiver', async () => (await app.page.getByRole('group', { name: 'socketTextStream lines', exact: true }).textContent())?.includes('connected') === true);
    await withoutSample(app.page);
    await send('zebra <b>bold</b> שלום');
  });
  afterAll(async () => {
    await app.close();
    app.deleteProfile();
  });

  it('finds a batch by a word of its records, and shows markup and other scripts as text', async () => {
    await button('History').click();
    await history().getByRole('searchbox', { name: 'Search batches' }).fill('zeb');
    await until('the batch', async () => (await found().count()) === 1 && (await found().first().textContent())?.includes('zebra') === true);
    await history().getByRole('searchbox', { name: 'Search batches' }).fill('"<b>bold</b>"');
    await until('the markup', async () => (await found().first().textContent())?.includes('<b>bold</b>') === true);
    await history().getByRole('searchbox', { name: 'Search batches' }).fill('שלום');
    await until('the Hebrew word', async () => (await found().first().textContent())?.includes("('שלום', 1)") === true);
    expect(await history().locator('b').count()).toBe(0);
  });

  it('opens it on the graph as it was then, marked, though the pipeline has changed since; Esc goes back', async () => {
    await history().getByRole('button', { name: 'Close the history' }).click();
    await app.page.getByRole('group', { name: 'map pairs', exact: true }).click();
    await app.page.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Name' }).fill('renamed');
    await app.page.getByRole('group', { name: 'map renamed' }).waitFor();
    await button('History').click();
    await found().first().click();
    await app.page.getByText(/Batch \d+, \d\d:\d\d:\d\d, recorded/).waitFor();
    await app.page.getByRole('group', { name: 'map pairs', exact: true }).waitFor();
    await app.page.keyboard.press('Escape');
    await app.page.getByText(/recorded/).waitFor({ state: 'detached' });
    await app.page.getByRole('group', { name: 'map renamed' }).waitFor();
    await button('Undo').click();
  });

  it('replays it with a changed function: old and new side by side, and the document untouched', async () => {
    await button('History').click();
    await found().first().click();
    await app.page.getByRole('group', { name: 'flatMap words', exact: true }).click();
    await app.page.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Function' }).click();
    await app.page.keyboard.press('ControlOrMeta+A');
    await app.page.keyboard.type('lambda line: line.upper().split()');
    await app.page.getByRole('button', { name: 'Replay…' }).click();
    const replay = app.page.getByRole('region', { name: 'Replay' });
    await replay.getByRole('button', { name: 'Replay batch' }).click();
    await replay.getByText('1 of 1 batch differs.').waitFor();
    const nodes = replay.getByRole('list', { name: 'Nodes of the replay' });
    expect(await nodes.getByRole('button').allTextContents()).toEqual([expect.stringContaining('same'), expect.stringContaining('differs'), expect.stringContaining('differs'), expect.stringContaining('differs')]);
    const first = await replay.getByRole('table').locator('tr.first').textContent();
    expect(first).toContain('zebra');
    expect(first).toContain('ZEBRA');
    await app.page.keyboard.press('Escape');
    await app.page.getByRole('button', { name: 'Back to live (Esc)' }).waitFor({ state: 'detached' });
    const words = await app.page.getByRole('group', { name: 'flatMap words', exact: true }).textContent();
    expect(words).toContain('line.split');
    expect(words).not.toContain('upper');
  });

  it('follows the run, and keeps the place that is read', async () => {
    await button('History').click();
    await history().getByRole('searchbox', { name: 'Search batches' }).fill('');
    await until('all batches', async () => (await found().count()) > 3);
    const newest = Number(await found().first().getAttribute('data-batch'));
    await until('newer batches', async () => Number(await found().first().getAttribute('data-batch')) > newest);
    await history().getByRole('listbox', { name: 'Runs' }).getByRole('option', { name: /Network word count/ }).waitFor();
  });

  it('shows the run over time; a click leads to the batch, and from there to the graph', async () => {
    await history().getByRole('tab', { name: 'Timeline' }).click();
    const timeline = history().getByRole('region', { name: 'Timeline' });
    const charts = timeline.getByRole('application');
    await charts.waitFor();
    await timeline.getByText('keeping up').waitFor();
    await charts.focus();
    await app.page.keyboard.press('Enter');
    const gantt = timeline.getByRole('region', { name: 'Batch in time' });
    await gantt.waitFor();
    expect(await gantt.locator('rect.task').count()).toBeGreaterThan(0);
    await timeline.getByRole('button', { name: 'As a table' }).click();
    expect(await timeline.getByRole('table', { name: 'Batches over time' }).locator('tbody tr').count()).toBeGreaterThan(3);
    await timeline.getByRole('button', { name: 'As a picture' }).click();
    const box = (await charts.boundingBox())!;
    await app.page.mouse.move(box.x + 200, box.y + 40);
    await app.page.mouse.down();
    await app.page.mouse.move(box.x + 400, box.y + 60, { steps: 4 });
    await app.page.mouse.up();
    await timeline.getByRole('button', { name: 'Show all' }).click();
    await timeline.getByRole('button', { name: 'Show all' }).waitFor({ state: 'detached' });
    await gantt.getByRole('button', { name: 'Open on the graph' }).click();
    await app.page.getByRole('button', { name: 'Back to live (Esc)' }).click();
    await button('History').click();
  });

  it('answers SQL, refuses to change anything, and writes CSV', async () => {
    await history().getByRole('tab', { name: 'SQL' }).click();
    const box = history().getByRole('textbox', { name: 'SQL' });
    await box.fill("SELECT count(*) AS n FROM record WHERE repr LIKE '%zebra%'");
    await box.press('ControlOrMeta+Enter');
    await until('the answer', async () => Number(await history().getByRole('table', { name: 'Answer' }).locator('td').first().textContent()) > 0);
    await box.fill('DELETE FROM run');
    await history().getByRole('button', { name: 'Ask' }).click();
    await history().getByRole('alert').filter({ hasText: 'Only a statement that reads' }).waitFor();
    const file = join(app.profile, 'rows.csv');
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, file);
    await box.fill("SELECT 'a,b' AS text, 1 AS one");
    await history().getByRole('button', { name: 'Save as CSV…' }).click();
    await history().getByText(`1 row written to ${file}.`).waitFor();
    expect(readFileSync(file, 'utf8')).toBe('text,one\r\n"a,b",1\r\n');
  });

  it('says how much it keeps, and keeps what was chosen', async () => {
    const size = history().getByRole('combobox', { name: 'Size of the history' });
    await size.selectOption({ label: '500 MB' });
    await until('the settings', () => readFileSync(join(app.profile, 'settings.json'), 'utf8').includes('500000000'));
    await app.page.keyboard.press('Escape');
    await history().waitFor({ state: 'detached' });
  });
});
