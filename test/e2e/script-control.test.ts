import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, until } from './app';

const SCRIPT = `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
from collections import namedtuple
Seen = namedtuple("Seen", "n next")
STEP = 1
sc = SparkContext("local[2]", "slow")
ssc = StreamingContext(sc, 0.2)
numbers = ssc.queueStream([sc.parallelize([n]) for n in range(500)])
quick = numbers.map(lambda n: Seen(n, n + STEP))
slow = quick.map(lambda seen: sum(range(20_000_000)) and seen.n)
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

  it('tries a call of it on the records that came, with its own names, while it runs', async () => {
    const settings = app.page.getByRole('region', { name: 'Settings' });
    await app.page.getByRole('group', { name: 'map quick', exact: true }).click();
    await settings.getByRole('list', { name: 'Out', exact: true }).getByText(/^Seen\(n=\d+, next=\d+\)$/).first().waitFor();
    await settings.getByRole('button', { name: 'Try it on these records' }).click();
    const row = settings.getByRole('table', { name: 'What each record becomes' }).getByRole('row').nth(1);
    await row.waitFor();
    const [given, made] = await row.getByRole('cell').allTextContents();
    expect(made!.trim()).toBe(`Seen(n=${given}, next=${Number(given) + 1})`);
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
