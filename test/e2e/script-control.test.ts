import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, until } from './app';

const SCRIPT = `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "slow")
ssc = StreamingContext(sc, 0.2)
numbers = ssc.queueStream([sc.parallelize([n]) for n in range(500)])
quick = numbers.map(lambda n: n + 1)
slow = quick.map(lambda n: sum(range(20_000_000)) and n)
slow.pprint()
ssc.start()
ssc.awaitTermination()
`;

describe("a script's run", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dstream-course-')));
  let app: App;
  const button = (name: string) => app.page.getByRole('button', { name, exact: true });
  const node = async (name: string): Promise<string> => (await app.page.getByRole('group', { name, exact: true }).textContent()) ?? '';
  const batches = async (): Promise<number> => (await app.page.evaluate(() => window.dstream.invoke('run.snapshot', undefined))).batches.filter(({ status }) => status === 'completed').length;

  beforeAll(async () => {
    writeFileSync(join(folder, 'slow.py'), SCRIPT);
    app = await App.start(undefined, [join(folder, 'slow.py')]);
    await button('Run').click();
    await app.page.getByRole('dialog', { name: /^Run .*\.py\?$/ }).getByRole('button', { name: 'Run it' }).click();
  });
  afterAll(async () => {
    await app.close();
    app.deleteProfile();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows where back-pressure begins: while batches wait, at the operator that takes longest', async () => {
    const slow = app.page.getByRole('group', { name: 'map slow', exact: true });
    await slow.getByTitle(/^Batches wait, and this operator takes longest: the stream is held up here/).waitFor();
    expect(await node('map slow')).toContain('slowest');
    expect(await node('map quick')).not.toContain('slowest');
  });

  it('goes by a manual clock, a batch a press', async () => {
    await button('Stop').click();
    // The batches that wait are not waited for.
    await button('Stop now').click();
    await until('the end', () => button('Run').isEnabled());
    await app.page.getByRole('combobox', { name: 'Clock' }).selectOption('manual');
    await button('Run').click();
    const held = app.page.getByRole('group', { name: 'Held run' });
    await held.getByText('Manual clock: the next batch is').waitFor();
    expect(await batches()).toBe(0);
    await held.getByRole('button', { name: 'Next batch' }).click();
    await until('the batch', async () => (await batches()) === 1);
    await held.getByRole('spinbutton', { name: 'Batches to run' }).fill('2');
    await held.getByRole('button', { name: 'Run', exact: true }).click();
    await until('two more', async () => (await batches()) === 3);
    await button('Stop').click();
    // While the run is held, its banner has a button of this name, too.
    await until('its end', () => button('Run').first().isEnabled());
  });
});
