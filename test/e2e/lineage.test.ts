import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, until, withoutSample } from './app';
import { findings } from './findings';

describe('the lineage view', () => {
  let app: App;
  const lineage = () => app.page.getByRole('region', { name: 'Lineage' });
  const lines = () => lineage().getByRole('table', { name: 'Input lines of the record' }).locator('tbody tr');

  beforeAll(async () => {
    app = await App.start();
    await until('the receiver', async () => (await app.page.getByRole('group', { name: 'socketTextStream lines', exact: true }).textContent())?.includes('connected') === true);
    await withoutSample(app.page);
    const box = app.page.getByRole('textbox', { name: 'Line to send' });
    await box.fill('alpha beta alpha\ngamma\nbeta alpha');
    await app.page.keyboard.press('Enter');
    await until('the batch', async () => (await app.page.getByRole('log', { name: 'Console' }).textContent())?.includes("('alpha', 3)") === true);
    const row = app.page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]', { has: app.page.locator('td', { hasText: /^3$/ }) }).first();
    await row.click();
    await app.page.getByRole('tab', { name: 'Lineage' }).click();
  });
  afterAll(async () => {
    await app.close();
    app.deleteProfile();
  });

  it('leads from a record back to the lines that made it, and lights up the RDDs on the way', async () => {
    await lineage().getByRole('button', { name: /^RDD \d+, .*reduceByKey wordCounts, 3 records/ }).click();
    await lineage().getByRole('button', { name: "Input lines of ('alpha', 3)" }).click();
    await until('the lines', async () => (await lines().count()) === 2);
    expect(await lines().locator('.text').allTextContents()).toEqual(['alpha beta alpha', 'beta alpha']);
    expect(await lineage().getByRole('button', { name: /^RDD .*, lit$/ }).count()).toBeGreaterThan(2);
    expect(await findings(app)).toEqual([]);
  });

  it('has the same choice and the same light in its table', async () => {
    await lineage().getByRole('button', { name: 'As a table' }).click();
    const table = lineage().getByRole('table', { name: 'RDDs of the batch' });
    expect(await table.locator('tr.chosen').textContent()).toContain('wordCounts');
    expect(await table.locator('tr.lit').count()).toBeGreaterThan(2);
    expect(await findings(app)).toEqual([]);
    await lineage().getByRole('button', { name: 'As a picture' }).click();
  });

  it('goes forwards from a line to all that it changed', async () => {
    await lineage().getByRole('button', { name: /^forwards from alpha beta alpha of / }).click();
    const changed = lineage().getByRole('table', { name: 'What the line changed' });
    await changed.waitFor();
    const counts = changed.locator('tr', { hasText: 'wordCounts' });
    const [given, without] = await counts.locator('.text').allTextContents();
    expect([given!.split(') ').sort(), without!.split(') ').sort()]).toEqual([["('alpha', 3", "('beta', 2)"], ["('alpha', 1)", "('beta', 1"]]);
    await lineage().getByRole('button', { name: 'Back', exact: true }).click();
    expect(await lineage().getByRole('button', { name: /^RDD .*, lit$/ }).count()).toBe(0);
  });

  it('goes through the batches of the run, and through the RDDs by keyboard', async () => {
    const title = () => lineage().locator('header strong').first().textContent();
    const before = await title();
    await lineage().getByRole('button', { name: 'Batch before' }).click();
    await until('the batch before', async () => (await title()) !== before);
    const slider = lineage().getByRole('slider', { name: 'Batch' });
    await slider.focus();
    await app.page.keyboard.press('ArrowRight');
    await until('the same batch again', async () => (await title()) === before);
    await lineage().getByRole('button', { name: /^RDD \d+, .*reduceByKey wordCounts/ }).focus();
    await app.page.keyboard.press('ArrowLeft');
    await until('its parent', async () => (await lineage().locator('button[aria-pressed="true"][data-rdd]').getAttribute('aria-label'))?.includes('map pairs') === true);
  });
});
