import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { App, until, withoutSample } from './app';
import { findings } from './findings';

/** Operators whose function works on RDDs: a pipeline with one runs as the script that it is. */
describe('a pipeline with transform', () => {
  let app: App;
  const page = (): App['page'] => app.page;
  const button = (name: string): Locator => page().getByRole('button', { name, exact: true });
  const node = (name: string): Locator => page().getByRole('group', { name, exact: true });
  const printed = (): Promise<string | null> => page().getByRole('log', { name: 'Console' }).textContent();
  const batches = (): Locator => page().getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]');

  afterEach(async () => {
    await app.close();
    app.deleteProfile();
  });

  async function send(line: string): Promise<void> {
    await page().getByRole('textbox', { name: 'Line to send' }).fill(line);
    await page().keyboard.press('Enter');
  }

  it('is built from the palette, runs with its counts and saves its records, and tells a mistake at its node', { timeout: 90_000 }, async () => {
    app = await App.start();
    page().setDefaultTimeout(20_000);
    await batches().first().waitFor();
    await button('Stop').click();
    await until('the stop', () => button('Run').isEnabled());
    await node('reduceByKey wordCounts').click();
    await page().getByRole('region', { name: 'Operators' }).getByRole('button', { name: 'transform', exact: true }).click();
    await node('transform transform').waitFor();
    const settings = page().getByRole('region', { name: 'Settings' });
    const write = async (text: string): Promise<void> => {
      await settings.getByRole('textbox', { name: 'Function' }).click();
      await page().keyboard.press('Control+A');
      await page().keyboard.insertText(text);
    };
    await write('lambda rdd: rdd.sortBy(lambda pair: (-pair[1], pair[0]))');
    await page().getByRole('region', { name: 'Operators' }).getByRole('button', { name: 'pprint', exact: true }).click();
    expect(await findings(app)).toEqual([]);

    await button('Run').click();
    await until('the run', async () => (await page().getByRole('status').first().textContent())?.includes('running') === true);
    await withoutSample(page());
    await send('b a b c b a');
    await until('the sorted counts', async () => /\('b', 3\)\s*\('a', 2\)\s*\('c', 1\)/.test((await printed()) ?? ''));
    // Its batch, in the history: counted before the transform too, which looks at the records while the batch is made.
    await button('Stop').click();
    await until('the stop', () => button('Run').isEnabled());
    await page().locator('tr[data-batch]:has(td:nth-child(2):text-is("1"))').first().click();
    for (const [name, count] of [['words', 6], ['pairs', 6], ['wordCounts', 3], ['transform', 3]] as const) await page().getByTitle(`${count} records of ${name} in this batch`).first().waitFor();
    const rows = new Database(join(app.profile, 'wordcount.db'), { readonly: true });
    expect(rows.prepare(`SELECT value FROM word_counts WHERE key = 'b' AND value = 3`).pluck().get()).toBe(3);
    rows.close();

    await button('Back to live (Esc)').click();
    await button('Back to live (Esc)').waitFor({ state: 'hidden' });
    await button('Fit to window').click();
    await node('transform transform').click();
    await write('lambda rdd: rdd.sortBy(');
    await button('Run').click();
    await page().getByRole('alert').filter({ hasText: 'Not started. transform: SyntaxError' }).waitFor();
    await write('lambda rdd: rdd.map(lambda pair: 1 / 0)');
    await button('Run').click();
    await until('the run', () => button('Stop').isEnabled());
    await send('x');
    // The next batch has no record that could fail.
    await batches().filter({ hasText: 'failed' }).first().click();
    await node('transform transform').getByText('failed', { exact: true }).waitFor();
    expect(await page().getByRole('alert').filter({ hasText: 'Not started' }).count()).toBe(0);
  });

  it('that others made asks before it runs, and is replayed with a change', { timeout: 90_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dstream-transform-'));
    const chain = [
      { id: 'in', op: 'socketTextStream', params: { hostname: 'localhost', port: 9999 } },
      { id: 'top-1', op: 'transform', params: { func: 'lambda rdd: rdd.distinct().sortBy(len)' } },
      { id: 'out', op: 'pprint' },
    ];
    writeFileSync(join(folder, 'own.dstream'), JSON.stringify({ dstream: 1, name: 'Own', batchInterval: 1000, master: 'local[2]', nodes: chain, edges: [{ from: 'in', to: 'top-1' }, { from: 'top-1', to: 'out' }] }));
    try {
      app = await App.start(undefined, [join(folder, 'own.dstream')]);
      page().setDefaultTimeout(20_000);
      await node('transform top-1').waitFor();
      await button('Run').click();
      const question = page().getByRole('dialog', { name: 'Run Own?' });
      await question.getByText(folder).waitFor();
      expect(await findings(app)).toEqual([]);
      await question.getByRole('button', { name: 'Cancel' }).click();
      expect(await button('Stop').isEnabled()).toBe(false);
      await button('Run').click();
      await question.getByRole('button', { name: 'Run it' }).click();
      await until('the run', async () => (await batches().count()) > 0);
      await withoutSample(page());
      await send('spark');
      await until('the line', async () => (await printed())?.includes('spark') === true);
      await button('Stop').click();
      await until('the stop', () => button('Run').isEnabled());
      await page().locator('tr[data-batch]:has(td:nth-child(2):text-is("1"))').first().click();
      await node('transform top-1').click();
      await page().getByRole('tab', { name: 'Replay' }).click();
      const settings = page().getByRole('region', { name: 'Settings' });
      await settings.getByRole('textbox', { name: 'Function' }).click();
      await page().keyboard.press('Control+A');
      await page().keyboard.insertText('lambda rdd: rdd.map(str.upper)');
      await button('Replay batch').click();
      await page().getByText('SPARK').first().waitFor();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
