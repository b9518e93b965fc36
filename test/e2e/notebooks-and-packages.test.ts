import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App, until } from './app';
import { pureWheel } from '../engine/cli/pure-wheel';

const code = (...lines: string[]) => ({ cell_type: 'code', source: lines.map((line) => `${line}\n`) });
const NOTEBOOK = {
  nbformat: 4,
  cells: [
    { cell_type: 'markdown', source: '# Word lengths' },
    code('%matplotlib inline', '!pip install greetings', 'from pyspark import SparkContext', 'from pyspark.streaming import StreamingContext', 'import greetings'),
    code('sc = SparkContext("local[2]", "notebook")', 'ssc = StreamingContext(sc, 0.5)', 'words = ssc.queueStream([["zebra"], ["ox"]])'),
    code('greeted = words.map(greetings.greet)', 'greeted.pprint()', 'ssc.start()', 'ssc.awaitTerminationOrTimeout(3)', 'ssc.stop()'),
  ],
};

describe('a notebook, and a package that it imports,', () => {
  let app: App | null = null;
  let folder: string;
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'dstream-course-')));
    writeFileSync(join(folder, 'lengths.ipynb'), JSON.stringify(NOTEBOOK));
    writeFileSync(join(folder, 'greetings-1.0-cp39-cp39-win_amd64.whl'), '');
    pureWheel(folder, 'greetings', { '__init__.py': 'from greetings.words import HELLO\n\n\ndef greet(name):\n    return HELLO + name\n', 'words.py': 'HELLO = "hello, "\n' });
  });
  afterEach(async () => {
    await app?.page.evaluate(() => window.dstream.invoke('script.changed', { text: '', modified: false }));
    await app?.close();
    app?.deleteProfile();
    app = null;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const page = (): App['page'] => app!.page;
  const button = (name: string) => page().getByRole('button', { name, exact: true });
  const log = async (): Promise<string> => (await page().getByRole('log', { name: 'Console' }).textContent()) ?? '';
  const alert = (text: string) => page().getByRole('alert').filter({ hasText: text });

  async function drop(file: string): Promise<void> {
    const drag = await page().context().newCDPSession(page());
    const data = { items: [], files: [join(folder, file)], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await drag.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  }

  it('opens as the script of its code cells, says what it lacks, and runs once that was dropped onto the window', async () => {
    app = await App.start();
    await drop('lengths.ipynb');
    await alert('These are the code cells of lengths.ipynb; saving makes a script of them. Left out, since it is no Python: %matplotlib inline; !pip install greetings.').waitFor();
    await page().getByRole('group', { name: 'map greeted', exact: true }).waitFor();
    await button('Run').click();
    await page().getByRole('dialog', { name: 'Run lengths.ipynb?' }).getByRole('button', { name: 'Run it' }).click();
    await until('the advice', async () => (await log()).includes('There is no module greetings.') && (await log()).includes('Add a package…'));

    await drop('greetings-1.0-cp39-cp39-win_amd64.whl');
    await alert('is built for another Python or another computer').waitFor();
    await drop('greetings-1.0-py3-none-any.whl');
    await page().getByRole('region', { name: 'Settings' }).getByText('greetings-1.0-py3-none-any.whl').waitFor();
    await button('Run').click();
    await until('the greetings', async () => (await log()).includes('hello, zebra') && (await log()).includes('hello, ox') && (await log()).includes('The script ended.'));
    expect(JSON.parse(readFileSync(join(folder, 'lengths.ipynb'), 'utf8'))).toEqual(NOTEBOOK);
    expect(existsSync(join(folder, 'lengths.py'))).toBe(false);

    const { profile } = app;
    await app.close();
    app = await App.start(profile, [join(folder, 'lengths.ipynb')]);
    await button('Remove greetings-1.0-py3-none-any.whl').click();
    await until('its removal', async () => !(await page().getByRole('region', { name: 'Settings' }).textContent())?.includes('greetings-1.0'));
  });
});
