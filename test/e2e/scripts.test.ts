import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { App, until, withoutSample } from './app';

const FIXTURES = join(projectRoot(), 'test/e2e/fixtures');

describe('a PySpark script', () => {
  let app: App | null = null;
  let folder: string;
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'dstream-course-')));
    cpSync(FIXTURES, folder, { recursive: true });
  });
  afterEach(async () => {
    // A test that failed may leave unsaved text, about which the window would ask.
    await app?.page.evaluate(() => window.dstream.invoke('script.changed', { text: '', modified: false }));
    await app?.close();
    app?.deleteProfile();
    app = null;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const page = (): App['page'] => app!.page;
  const button = (name: string) => page().getByRole('button', { name, exact: true });
  const log = async (): Promise<string> => (await page().getByRole('log', { name: 'Console' }).textContent()) ?? '';
  const script = () => page().getByRole('region', { name: 'Script' });
  const marked = async (className: string): Promise<string[]> => script().locator(`.${className}`).allTextContents();

  async function send(text: string): Promise<void> {
    await page().getByRole('textbox', { name: 'Line to send' }).fill(text);
    await page().keyboard.press('Enter');
  }

  async function letRun(): Promise<void> {
    const dialog = page().getByRole('dialog', { name: /^Run .*\.py\?$/ });
    await dialog.waitFor();
    expect(await dialog.textContent()).toContain(folder);
    await dialog.getByRole('button', { name: 'Run it' }).click();
  }

  it('runs after one question, shows its graph with counts and lines, ends when it is stopped, and is saved as edited', async () => {
    app = await App.start(undefined, [join(folder, 'counts.py')]);
    // Its graph is there before it runs, as its text has it.
    await page().getByText('Read from the text.').waitFor();
    await page().getByRole('group', { name: 'reduceByKey counts', exact: true }).waitFor();
    await page().getByRole('group', { name: 'pprint line 12', exact: true }).waitFor();
    await button('Run').click();
    await letRun();
    const counts = page().getByRole('group', { name: 'reduceByKey counts', exact: true });
    await counts.waitFor();
    await page().getByRole('group', { name: 'pprint line 12', exact: true }).waitFor();
    await until('the receiver', async () => (await page().getByRole('group', { name: 'socketTextStream lines', exact: true }).textContent())?.includes('connected') === true);
    await withoutSample(page());
    await send('zebra spark zebra');
    await until('the counts in the console', async () => (await log()).includes("('zebra', 2)"));
    await until('the counts on the graph', async () => {
      const row = page().getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]').filter({ has: page().locator('td:nth-child(2)', { hasText: /^1$/ }) }).first();
      await row.click();
      return (await page().getByTitle('2 records of counts in this batch').count()) > 0;
    });
    await page().keyboard.press('Escape');
    await page().getByRole('tab', { name: 'Console' }).click();

    await counts.click();
    expect(await marked('cm-selected-node')).toEqual(['counts = pairs.reduceByKey(lambda a, b: a + b)']);
    await script().getByText('words.map').click();
    await until('the node of the line', async () => (await page().getByRole('region', { name: 'Settings' }).textContent())?.includes('map pairs') === true);
    expect(await marked('cm-selected-node')).toEqual(['pairs = words.map(lambda word: (word, 1))']);

    await button('Stop').click();
    await until('the end', async () => (await button('Run').isEnabled()) && (await log()).includes('the end of the script'));

    // The graph of the run gives way to that of the text, which can be changed.
    await button('Edit the graph').click();
    await page().getByText('What is changed here is changed there.').waitFor();
    await script().getByText('the end of the script').click();
    await page().keyboard.press('End');
    await page().keyboard.type('  # typed');
    await button('Save').click();
    await until('the file', () => readFileSync(join(folder, 'counts.py'), 'utf8').endsWith('print("the end of the script")  # typed\n'));
    const original = readFileSync(join(FIXTURES, 'counts.py'), 'utf8');
    expect(readFileSync(join(folder, 'counts.py'), 'utf8')).toBe(original.replace(/"\)\n$/, '")  # typed\n'));
    // What was typed here needs no second question.
    await button('Run').click();
    await until('the second run', async () => (await page().getByRole('status').first().textContent())?.includes('running') === true);
  });

  it('has its graph changed with the text, and keeps every other byte: a byte order mark, line ends of both kinds, no last one', async () => {
    const path = join(folder, 'edited.py');
    const text = ['\uFEFFfrom pyspark import SparkContext', 'from pyspark.streaming import StreamingContext', 'ssc = StreamingContext(SparkContext("local[2]", "edited"), 1)', '', "lines = ssc.socketTextStream('localhost', 9999)   # nc", 'pairs = lines.flatMap(lambda line: line.split(" ")) \\', '             .map(lambda word: (word, 1))', '', 'pairs.reduceByKey(lambda a, b: a + b).pprint()', 'ssc.start()'].join('\r\n') + '\n# \u00e9nd\nssc.awaitTermination()';
    writeFileSync(path, text);
    app = await App.start(undefined, [path]);
    const save = async (wanted: string): Promise<void> => {
      await page().keyboard.press('Control+S');
      await until('the file', () => readFileSync(path, 'utf8') === wanted).catch(() => expect(readFileSync(path, 'utf8')).toBe(wanted));
    };
    const node = (name: string) => page().getByRole('group', { name, exact: true });
    await node('flatMap line 6').click();
    const settings = page().getByRole('region', { name: 'Settings' });
    await settings.locator('.cm-content').first().click();
    await page().keyboard.press('Control+A');
    await page().keyboard.type('lambda line: line.lower().split()');
    const changed = text.replace('lambda line: line.split(" ")', 'lambda line: line.lower().split()');
    await save(changed);
    await node('flatMap line 6').click();
    await page().keyboard.press('Control+Delete');
    await node('flatMap line 6').waitFor({ state: 'detached' });
    const cut = changed.replace('.flatMap(lambda line: line.lower().split()) \\\r\n             ', ' \\\r\n             ');
    await save(cut);
    await button('Undo').click();
    await node('flatMap line 6').waitFor();
    await save(changed);
    await node('map pairs').click();
    await settings.getByRole('textbox', { name: 'Name' }).fill('ones');
    await node('map ones').waitFor();
    await save(changed.replaceAll('pairs', 'ones'));
    // The reverse: what is typed is in the graph.
    await script().getByText('ones', { exact: false }).first().click();
    await page().keyboard.press('Control+End');
    await page().keyboard.type('\nx = = 1');
    await page().getByRole('alert').filter({ hasText: /Line 13: Python cannot read this.*The graph stays as it was/ }).waitFor();
    for (let typed = 0; typed < '\nx = = 1'.length; typed++) await page().keyboard.press('Backspace');
    await page().getByRole('alert').waitFor({ state: 'detached' });
    await page().keyboard.type('\nones.count().pprint()');
    await node('count line 13').waitFor();
    for (let times = 0; times < 5 && (await script().textContent())?.includes('.count()'); times++) await button('Undo').click();
    await node('count line 13').waitFor({ state: 'detached' });
    await save(changed.replaceAll('pairs', 'ones'));
  });

  it('is asked for its arguments, answered in the console, served at its port, and kept to its folder', async () => {
    app = await App.start(undefined, [join(folder, 'greeting.py')]);
    await button('Run').click();
    const form = page().getByRole('dialog', { name: 'Arguments of greeting.py' });
    expect(await form.getByRole('textbox', { name: 'hostname' }).inputValue()).toBe('localhost');
    await form.getByRole('textbox', { name: 'port' }).fill('9871');
    await page().keyboard.press('Enter');
    await letRun();
    await page().getByRole('textbox', { name: 'Input', exact: true }).fill('Ada');
    await page().keyboard.press('Enter');
    await until('the greeting', async () => (await log()).includes('Hello, Ada!'));
    await until('its attempts to look elsewhere', async () => (await log()).match(/outside: (nothing|reached)/g)?.length === 3);
    expect(await log()).not.toContain('reached');
    await button('Serve it here').click();
    await until('the connection', async () => (await page().getByRole('group', { name: /^socketTextStream/ }).textContent())?.includes('connected') === true);
    await page().getByRole('checkbox', { name: 'sample text' }).uncheck();
    await send('kept in a file');
    await until('what it heard', async () => (await log()).includes("'kept in a file'"));
    expect(readFileSync(join(folder, 'heard.txt'), 'utf8')).toContain('kept in a file\n');
    const { profile } = app;
    await app.close();
    // The arguments are remembered.
    app = await App.start(profile);
    await script().getByText('hostname').first().waitFor();
    expect(await page().getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'port' }).inputValue()).toBe('9871');
  });

  it('opens when it is dropped onto the window; Python’s traceback is shown, and the line marked where an exception ended it', async () => {
    app = await App.start();
    const drag = await page().context().newCDPSession(page());
    const data = { items: [], files: [join(folder, 'broken.py')], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver'] as const) await drag.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
    await page().getByText('Drop to open').waitFor();
    await drag.send('Input.dispatchDragEvent', { type: 'drop', x: 400, y: 300, data });
    await page().getByText('Read from the text.').waitFor();
    await button('Run').click();
    await letRun();
    await page().getByRole('alert').filter({ hasText: "Line 9: AttributeError: 'TransformedDStream' object has no attribute" }).waitFor();
    expect(await marked('cm-failed-line')).toEqual(['    return stream.reduceByKey(lambda a, b: a + b).undefined_operation()']);
    expect(await log()).toContain(`File "${join(folder, 'broken.py')}", line 9, in setup`);
    expect(await log()).toContain("AttributeError: 'TransformedDStream' object has no attribute 'undefined_operation'");
    expect(await button('Run').isEnabled()).toBe(true);
  });
});
