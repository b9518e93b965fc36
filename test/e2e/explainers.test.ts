import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, until, withoutSample } from './app';

const HEAD = (master: string, interval: number): string => `import sys, time
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("${master}", "explained")
ssc = StreamingContext(sc, ${interval})
`;
const RUN = 'ssc.start()\nssc.awaitTermination()\n';
const QUEUE = 'queue = ssc.queueStream([sc.parallelize([("a", 1)]) for _ in range(200)])\n';

/** A usual mistake: the script that makes it, the node at which it is told (null: the whole program), and how the sentence goes on. */
const MISTAKES: readonly (readonly [what: string, node: string | null, told: RegExp, script: (folder: string) => string])[] = [
  ['one slot for a receiver', 'socketTextStream lines', /the receiver holds all one slot.* Use local\[2\] or more/s, () => `${HEAD('local[1]', 1)}lines = ssc.socketTextStream("localhost", 9999)\nlines.pprint()\n${RUN}`],
  ['an old file', 'textFileStream lines', /old\.txt is ignored: it was last changed before the stream was made.* Copy it/s, (folder) => `${HEAD('local[2]', 0.2)}lines = ssc.textFileStream("${folder}/in")\nlines.pprint()\n${RUN}`],
  ['a window where the inverse function belongs', 'reduceByKeyAndWindow counts', /second argument of counts is the inverse function.* Write None before it/s, () => `${HEAD('local[2]', 0.2)}ssc.checkpoint("checkpoint")\n${QUEUE}counts = queue.reduceByKeyAndWindow(lambda a, b: a + b, 3, 1)\ncounts.pprint()\n${RUN}`],
  ['nobody at the port', 'socketTextStream lines', /nobody listens there.* Start the socket source/s, () => `${HEAD('local[2]', 1)}lines = ssc.socketTextStream("localhost", 9)\nlines.pprint()\n${RUN}`],
  ['batches that take too long', 'foreachRDD line 7', /Batches are late: each takes \d+ ms, and one comes every 200 ms.*batch interval longer/s, () => `${HEAD('local[2]', 0.2)}lines = ssc.socketTextStream("localhost", 9999)\nlines.foreachRDD(lambda rdd: time.sleep(0.5))\n${RUN}`],
  ['a receiver that runs ahead', 'socketTextStream lines', /\d+ batches wait, and the receiver goes on at full speed.*backpressure\.enabled/s, () => `${HEAD('local[2]', 0.2)}lines = ssc.socketTextStream("localhost", 9999)\nlines.foreachRDD(lambda rdd: time.sleep(0.7))\n${RUN}`],
  ['a context that is started again', null, /A StreamingContext that was stopped cannot start again.* Make a new one/s, () => `${HEAD('local[2]', 0.2)}${QUEUE}queue.pprint()\nssc.start()\nssc.stop(False)\nssc.start()\n`],
  ['the context in a function', null, /The function of .* runs on executors, where .*SparkContext.* is not.*Use a plain value/s, () => `${HEAD('local[2]', 0.2)}${QUEUE}def count(pair):\n    return sc.parallelize([pair]).count()\nbad = queue.map(count)\nbad.pprint()\n${RUN}`],
];

describe('a usual mistake in a running stream is explained at its place', () => {
  let app: App;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dstream-explained-')));
  const settings = async (): Promise<string> => (await app.page.getByRole('region', { name: 'Settings' }).textContent()) ?? '';
  const button = (name: string) => app.page.getByRole('button', { name, exact: true });

  beforeAll(async () => {
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'in/old.txt'), 'old\n');
    utimesSync(join(folder, 'in/old.txt'), 1_600_000_000, 1_600_000_000);
    app = await App.start();
  });
  afterAll(async () => {
    await app.page.evaluate(() => window.dstream.invoke('script.changed', { text: '', modified: false }));
    await app.close();
    app.deleteProfile();
    rmSync(folder, { recursive: true, force: true });
  });

  it('no line arrives', async () => {
    const lines = app.page.getByRole('group', { name: 'socketTextStream lines', exact: true });
    await until('the receiver', async () => (await lines.textContent())?.includes('connected') === true);
    await withoutSample(app.page);
    await lines.click();
    await until('the sentence', async () => /lines is connected, and for \d+ s not one whole line has come.*Send a line/s.test(await settings()));
    expect(await lines.textContent()).toContain('warning');
    await app.page.getByRole('textbox', { name: 'Line to send' }).fill('one');
    await app.page.keyboard.press('Enter');
    await until('its end', async () => !(await settings()).includes('not one whole line'));
  });

  it.each(MISTAKES)('%s', async (what, node, told, script) => {
    const path = join(folder, `${what.replaceAll(' ', '_')}.py`);
    writeFileSync(path, script(folder));
    await app.electron.evaluate(({ app: main }, opened) => main.emit('second-instance', {}, ['dstream-studio', opened], '/'), path);
    await app.page.getByText(`${what.replaceAll(' ', '_')}.py`).first().waitFor({ timeout: 10_000 });
    await button('Run').click();
    await app.page.getByRole('dialog', { name: /^Run .*\.py\?$/ }).getByRole('button', { name: 'Run it' }).click();
    if (node !== null) {
      const place = app.page.getByRole('group', { name: node, exact: true });
      await until('a mark at the node', async () => /warning|error|failed|retrying/.test((await place.textContent()) ?? ''));
      await place.click();
    }
    await until('the sentence', async () => told.test(await settings())).catch(async (error: unknown) => {
      throw new Error(`${String(error)} Settings: ${await settings()}; console: ${(await app.page.getByRole('log', { name: 'Console' }).textContent())?.slice(-600)}`);
    });
    await app.page.keyboard.press('Escape');
    if (await button('Stop').isEnabled()) await button('Stop').click();
    await until('the end', () => button('Run').isEnabled(), 30_000);
  });
});
