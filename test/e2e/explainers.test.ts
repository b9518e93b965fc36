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
  ['a list appended to after the stream was made', 'queueStream numbers', /The stream copied queue when it was made: what is appended afterwards is never seen.* Fill the list first/s, () => `${HEAD('local[2]', 0.2)}queue = [sc.parallelize([1])]\nnumbers = ssc.queueStream(queue)\nnumbers.pprint()\nssc.start()\nfor i in range(500):\n    queue.append(sc.parallelize([i]))\n    time.sleep(0.1)\n`],
  ['a queue where the program recovers', 'queueStream queue', /queue reads a queue, which cannot be recovered from a checkpoint.* Use another source/s, () => `${HEAD('local[2]', 0.2).replace(/ssc = .*\n/, '')}def make():\n    ssc = StreamingContext(sc, 0.2)\n    queue = ssc.queueStream([sc.parallelize([1])])\n    queue.pprint()\n    return ssc\nssc = StreamingContext.getOrCreate("queue-checkpoint", make)\n${RUN}`],
  ['first of an empty batch', 'foreachRDD line 7', /first\(\) fails for a batch without records.*Ask rdd\.isEmpty\(\) first/s, () => `${HEAD('local[2]', 0.2)}queue = ssc.queueStream([sc.parallelize([1])])\nqueue.foreachRDD(lambda rdd: print(rdd.first()))\n${RUN}`],
  ['reduce of an empty batch', 'foreachRDD line 7', /reduce\(\) fails for a batch without records.*Ask rdd\.isEmpty\(\) first/s, () => `${HEAD('local[2]', 0.2)}queue = ssc.queueStream([sc.parallelize([1])])\nqueue.foreachRDD(lambda rdd: print(rdd.reduce(lambda a, b: a + b)))\n${RUN}`],
  ['a table of an empty batch', 'foreachRDD line 9', /toDF\(\) fails for a batch without records.*Ask rdd\.isEmpty\(\) first/s, () => `${HEAD('local[2]', 0.2)}from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\nqueue = ssc.queueStream([sc.parallelize([("a", 1)])])\nqueue.foreachRDD(lambda rdd: rdd.toDF(["word", "count"]).show())\n${RUN}`],
  ['assertions that depend on the time', null, /The program waits 3 s and then asserts.*Choose Manual clock beside Run and step, or replay/s, () => `${HEAD('local[2]', 0.2)}seen = []\n${QUEUE}queue.foreachRDD(lambda rdd: seen.append(rdd.count()))\nssc.start()\ntime.sleep(3)\nassert len(seen) > 0\n`],
  ['a state that grows, with pprint only', 'updateStateByKey totals', /totals keeps \d+ keys and has never removed one.*Return None for a key/s, () => `${HEAD('local[2]', 0.1)}ssc.checkpoint("state-checkpoint")\nqueue = ssc.queueStream([sc.parallelize([("%d-%d" % (n, i), 1) for i in range(20)]) for n in range(200)])\ntotals = queue.updateStateByKey(lambda new, old: (old or 0) + sum(new))\ntotals.pprint()\n${RUN}`],
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

  /** Opens a script of its own name and runs it. */
  async function run(what: string, text: string): Promise<void> {
    const name = `${what.replaceAll(/[^\w]+/g, '_')}.py`;
    const path = join(folder, name);
    writeFileSync(path, text);
    await app.electron.evaluate(({ app: main }, opened) => main.emit('second-instance', {}, ['dstream-studio', opened], '/'), path);
    await app.page.getByText(name).first().waitFor({ timeout: 10_000 });
    await runAgain();
  }

  async function runAgain(): Promise<void> {
    await button('Run').click();
    const asks = app.page.getByRole('dialog', { name: /^Run .*\.py\?$/ }).getByRole('button', { name: 'Run it' });
    await until('the start', async () => (await asks.count()) > 0 || !(await button('Run').isEnabled()));
    if ((await asks.count()) > 0) await asks.click();
  }

  async function end(): Promise<void> {
    await app.page.keyboard.press('Escape');
    if (await button('Stop').isEnabled()) await button('Stop').click();
    await until('the end', () => button('Run').isEnabled(), 30_000);
  }

  /** @param marked the node says at once that there is something to read */
  async function tells(node: string, told: RegExp, marked = true): Promise<void> {
    const place = app.page.getByRole('group', { name: node, exact: true });
    if (marked) await until('a mark at the node', async () => /warning|error|failed|retrying/.test((await place.textContent()) ?? ''));
    await place.click();
    await sentence(told);
  }

  async function sentence(told: RegExp): Promise<void> {
    await until('the sentence', async () => told.test(await settings())).catch(async (error: unknown) => {
      throw new Error(`${String(error)} Settings: ${await settings()}; console: ${(await app.page.getByRole('log', { name: 'Console' }).textContent())?.slice(-600)}`);
    });
  }

  it.each(MISTAKES)('%s', async (what, node, told, script) => {
    await run(what, script(folder));
    if (node === null) await sentence(told);
    else await tells(node, told);
    await end();
  });

  it('a code change against a checkpoint, with what differs and a new directory in one click', async () => {
    const script = (more: string): string => `${HEAD('local[2]', 0.2).replace(/ssc = .*\n/, '')}def make():
    ssc = StreamingContext(sc, 0.2)
    lines = ssc.socketTextStream("localhost", 9999)
    words = lines.flatMap(lambda line: line.split(" "))
${more}    words.pprint()
    return ssc
ssc = StreamingContext.getOrCreate("changed", make)
${RUN}`;
    await run('before the change', script(''));
    await until('a batch', async () => /Time:/.test((await app.page.getByRole('log', { name: 'Console' }).textContent()) ?? ''));
    await end();
    await run('after the change', script('    lengths = words.map(len)\n    lengths.pprint()\n'));
    await sentence(/recovered from its checkpoint with the code of then.*Use another checkpoint directory.*map lengths was added\./s);
    expect(await app.page.getByRole('group', { name: 'map lengths', exact: true }).count()).toBe(0);
    await button('Use the new directory changed-2').click();
    await until('the end', () => button('Run').isEnabled(), 30_000);
    await runAgain();
    const made = (): Promise<string[]> => app.page.evaluate(async () => ((await window.dstream.invoke('run.snapshot', undefined)).script?.graph?.nodes ?? []).map(({ op, name }) => `${op} ${name}`));
    await until('the stream that was added', async () => (await made()).includes('map lengths'));
    await app.page.getByRole('group', { name: 'map lengths', exact: true }).waitFor();
    expect(await settings()).not.toContain('recovered from its checkpoint');
    await end();
    // The text was changed by the button: nobody is to be asked about it.
    await app.page.evaluate(() => window.dstream.invoke('script.changed', { text: '', modified: false }));
  });

  it('0 records in Spark, where there were some', async () => {
    await run('records of a file', `${HEAD('local[2]', 0.2)}import os\nos.makedirs("files", exist_ok=True)\nlines = ssc.textFileStream("files")\nlines.pprint()\nssc.start()\nwith open("files/new.txt", "w") as file:\n    file.write("a\\nb\\nc\\n")\nssc.awaitTermination()\n`);
    await until('the count in the list', async () => (await app.page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch] td:nth-child(2)').allTextContents()).includes('3'));
    await tells('textFileStream lines', /Spark's pages show 0 records for a file stream; lines has had 3 so far, and the counts here are of what really came/, false);
    await end();
  });

  it('a stop that waits, phase by phase', async () => {
    await run('slow to stop', `${HEAD('local[2]', 0.2)}lines = ssc.socketTextStream("localhost", 9999)\nlines.foreachRDD(lambda rdd: time.sleep(1))\n${RUN}`);
    const waiting = app.page.locator('.waiting');
    await until('batches that wait', async () => /[5-9]\d* batches wait|\d\d batches wait/.test((await waiting.textContent({ timeout: 100 }).catch(() => '')) ?? ''));
    await button('Stop').click();
    const stopping = app.page.getByRole('group', { name: 'Stop in progress' });
    await until('the phase of the batches', async () => /The stop waits for \d+ jobs of batches that were received already; foreachRDD line 7 runs now\. Stop once more/.test((await stopping.textContent()) ?? ''));
    expect(await stopping.locator('[aria-current]').textContent()).toContain('Batches');
    await button('Stop now').click();
    await until('the end', () => button('Run').isEnabled(), 30_000);
    expect(await stopping.count()).toBe(0);
  });
});
