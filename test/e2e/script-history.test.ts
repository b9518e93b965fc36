import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { App, until, withoutSample } from './app';
import { findings } from './findings';

describe("a script's batches", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dstream-course-')));
  const file = join(folder, 'network_wordcount.py');
  let app: App;
  const page = (): App['page'] => app.page;
  const lineage = () => page().getByRole('region', { name: 'Lineage' });
  const script = () => page().getByRole('region', { name: 'Script' });
  const log = async (): Promise<string> => (await page().getByRole('log', { name: 'Console' }).textContent()) ?? '';

  beforeAll(async () => {
    cpSync(join(projectRoot(), 'examples/network_wordcount.py'), file);
    app = await App.start(undefined, [file]);
    await page().getByRole('button', { name: 'Run', exact: true }).click();
    await page().getByRole('dialog', { name: /^Arguments of/ }).waitFor();
    await page().keyboard.press('Enter');
    await page().getByRole('dialog', { name: /^Run .*\.py\?$/ }).getByRole('button', { name: 'Run it' }).click();
    await until('the receiver', async () => (await page().getByRole('group', { name: 'socketTextStream lines', exact: true }).textContent())?.includes('connected') === true);
    await withoutSample(page());
    await page().getByRole('textbox', { name: 'Line to send' }).fill('spark zebra\nzebra\nspark spark');
    await page().keyboard.press('Enter');
    await until('the counts', async () => (await log()).includes("('spark', 3)"));
    await page().getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]', { has: page().locator('td', { hasText: /^3$/ }) }).first().click();
  });
  afterAll(async () => {
    await page().evaluate(() => window.dstream.invoke('script.changed', { text: '', modified: false }));
    await app.close();
    app.deleteProfile();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lead from a record back to the lines that made it, and forwards from a line', async () => {
    // The graph of RDDs draws what is in view: it gets the room.
    await page().getByRole('button', { name: 'Hide this pane' }).click();
    await page().getByRole('tab', { name: 'Lineage' }).click();
    await lineage().getByRole('button', { name: /^RDD \d+, .*reduceByKey counts, 2 records/ }).click();
    await lineage().getByRole('button', { name: "Input lines of ('spark', 3)" }).click();
    const lines = lineage().getByRole('table', { name: 'Input lines of the record' }).locator('.text');
    await until('the lines', async () => (await lines.count()) === 2);
    expect(await lines.allTextContents()).toEqual(['spark zebra', 'spark spark']);
    expect(await lineage().getByRole('button', { name: /^RDD .*, lit$/ }).count()).toBeGreaterThan(2);
    expect(await findings(app)).toEqual([]);
    await lineage().getByRole('button', { name: /^forwards from spark spark of / }).click();
    const changed = lineage().getByRole('table', { name: 'What the line changed' });
    await changed.waitFor();
    expect(await changed.locator('tr', { hasText: 'counts' }).locator('.text').allTextContents()).toEqual(["('spark', 3)", "('spark', 1)"]);
    await lineage().getByRole('button', { name: 'Back', exact: true }).click();
  });

  it('are replayed with the script as it is edited, and the first difference leads to its lines', async () => {
    await page().getByRole('tab', { name: 'Console' }).click();
    const before = await log();
    await page().getByRole('button', { name: 'Replay…' }).click();
    const replay = page().getByRole('region', { name: 'Replay' });
    await replay.getByRole('button', { name: 'Replay batch' }).click();
    await replay.getByText('Old and new give the same.').waitFor();
    await script().getByText('(word, 1)').click();
    await page().keyboard.press('End');
    for (let back = 0; back < 4; back++) await page().keyboard.press('ArrowLeft');
    await page().keyboard.press('Backspace');
    await page().keyboard.type('2');
    await until('the change', async () => (await script().textContent())?.includes('(word, 2)') === true);
    await replay.getByRole('button', { name: 'Replay batch' }).click();
    await replay.getByText('1 of 1 batch differs.').waitFor();
    expect(await replay.getByRole('list', { name: 'Nodes of the replay' }).getByRole('button').allTextContents()).toEqual([
      expect.stringContaining('same'),
      expect.stringContaining('same'),
      expect.stringContaining('differs'),
      expect.stringContaining('differs'),
    ]);
    await replay.getByRole('list', { name: 'Nodes of the replay' }).getByRole('button').last().click();
    const first = await replay.getByRole('table').locator('tr.first').textContent();
    expect(first).toMatch(/\('(spark', 3|zebra', 2)\)\('(spark', 6|zebra', 4)\)/);
    expect(await findings(app)).toEqual([]);
    await replay.getByRole('button', { name: 'lineage', exact: true }).click();
    await lineage().getByRole('table', { name: 'Input lines of the record' }).locator('.text').first().waitFor();
    // Neither the file nor the console knows of it.
    expect(readFileSync(file, 'utf8')).toContain('(word, 1)');
    await page().getByRole('tab', { name: 'Console' }).click();
    expect((await log()).match(/\('spark', \d+\)/g)).toEqual(before.match(/\('spark', \d+\)/g));
  });
});
