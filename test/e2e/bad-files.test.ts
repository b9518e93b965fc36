import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyPipeline, type Pipeline, printPipeline, wordCountPipeline } from '#engine/model';
import { pipelineOfScript } from '#engine/pyspark';
import { App, until } from './app';

let app: App;
let folder: string;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'dstream-bad-')));
  app = await App.start();
});
afterAll(async () => {
  await app.page.evaluate(() => window.dstream.invoke('script.changed', { text: '', modified: false }));
  await app.close();
  app.deleteProfile();
  rmSync(folder, { recursive: true, force: true });
});

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** As a file that is dropped onto the window. */
async function drop(path: string): Promise<void> {
  const drag = await app.page.context().newCDPSession(app.page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await drag.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
}

const word = wordCountPipeline();
const chain = (count: number): Pipeline => ({ ...emptyPipeline('Many'), nodes: Array.from({ length: count }, (_, index) => ({ id: `n${index}`, op: 'map', name: `n${index}`, params: {} })) });

describe('a pipeline file', () => {
  it.each([
    ['newer.dstream', printPipeline(word).replace('"dstream": 1', '"dstream": 7'), /7/],
    ['cut.dstream', printPipeline(word).slice(0, 500), /JSON/],
    ['empty.dstream', '', /JSON/],
    ['many.dstream', printPipeline(chain(100_000)), /has 100000 nodes; a window shows 5000 at most/],
    ['lines.dstream', printPipeline(pipelineOfScript(`from pyspark.streaming import StreamingContext\n${'value = 1\n'.repeat(50_000)}`, 'lines')), /has 50001 lines; beside its graph a window shows 10000 at most.*dstream-submit convert lines\.dstream lines\.py/s],
    ['array.dstream', '[1, 2]', /not a pipeline/],
    ['notes.ipynb', '{"nbformat": 4}', /is no notebook: it has no cells/],
  ])('that cannot be shown is refused in words, and what is open stays: %s', async (name, text, sentence) => {
    await drop(written(name, text));
    const alert = app.page.getByRole('alert').filter({ hasText: sentence });
    await alert.waitFor();
    await app.page.getByRole('group', { name: 'map pairs', exact: true }).waitFor();
    await app.page.getByRole('button', { name: 'Dismiss' }).click();
  });

  it('with a circle, an id twice, an unknown operator and a key "__proto__" opens, with what is wrong at its nodes', async () => {
    const nodes = [...word.nodes, { ...word.nodes[1]!, name: 'twice' }, { id: 'odd', op: 'flatMapTwice', name: 'odd', params: {} }];
    const odd = { ...word, nodes, edges: [...word.edges, { from: 'pairs', to: 'words', port: 'parent' }] };
    await drop(written('odd.dstream', printPipeline(odd).replace('"settings": {}', '"settings": {"__proto__": "x"}')));
    await app.page.getByText('odd.dstream').or(app.page.getByRole('group', { name: 'flatMapTwice odd' })).first().waitFor();
    await until('the problems', async () => /problems/.test((await app.page.getByRole('status').first().textContent()) ?? ''));
    expect(await app.page.evaluate(() => Object.hasOwn(Object.prototype, 'x'))).toBe(false);
  });
});

describe('a function that its language does not take', () => {
  const columns = (count: number): Pipeline => {
    const nodes = Array.from({ length: count }, (_, index) => ({ id: `m${index}`, op: 'map', name: `m${index}`, params: { f: index === count - 1 ? 'lambda x: x +' : 'lambda x: x' } }));
    const [source, output] = [word.nodes[0]!, word.nodes.find(({ op }) => op === 'pprint')!];
    const all = [source, ...nodes, output];
    return {
      ...emptyPipeline('Wrong'),
      nodes: all,
      edges: all.slice(1).map(({ id }, index) => ({ from: all[index]!.id, to: id, port: 'parent' })),
      layout: { nodes: Object.fromEntries(all.map(({ id }, index) => [id, { x: index * 260, y: 0 }])) },
    };
  };

  it.each([12, 200])('keeps a pipeline of %i nodes from starting: the window says so, and brings the node into view', async (count) => {
    await drop(written(`wrong-${count}.dstream`, printPipeline(columns(count))));
    const canvas = app.page.getByRole('region', { name: 'Pipeline' });
    await until('the file', async () => (await app.page.title()).includes('Wrong') || (await app.page.getByRole('banner').allTextContents()).join().includes('Wrong'));
    // Its beginning is looked at from nearby, so that its end is out of view.
    await app.page.keyboard.press('Control+F');
    await app.page.keyboard.type('socketTextStream');
    await app.page.keyboard.press('Enter');
    await canvas.getByRole('group', { name: 'map m0', exact: true }).waitFor();
    const wrong = canvas.getByRole('group', { name: `map m${count - 1}`, exact: true });
    const inView = async (): Promise<boolean> => {
      const [box, view] = [(await wrong.count()) > 0 ? await wrong.boundingBox() : null, (await canvas.boundingBox())!];
      return box !== null && box.x >= view.x && box.x + box.width <= view.x + view.width && box.y >= view.y && box.y + box.height <= view.y + view.height;
    };
    await until('the beginning alone', async () => !(await inView()));
    await app.page.getByRole('button', { name: 'Run', exact: true }).click();
    await app.page.getByRole('alert').filter({ hasText: new RegExp(`Not started\\. m${count - 1}: .*invalid syntax`) }).waitFor();
    await until('the wrong node in view', inView);
    expect(await wrong.getAttribute('class')).toContain('selected');
    await app.page.getByRole('alert').filter({ hasText: 'Not started' }).getByRole('button', { name: 'Dismiss' }).click();
    // The map is there for few nodes too, when it is asked for.
    const map = app.page.getByRole('img', { name: 'Minimap' });
    const [before, toggle] = [await map.count(), app.page.getByRole('button', { name: 'Minimap' })];
    await toggle.click();
    await until('the map', async () => (await map.count()) !== before);
    await toggle.click();
    await until('the map as it was', async () => (await map.count()) === before);
  });
});

describe('a script', () => {
  it('that another program changed is read again when asked, undo brings the old text back, and what is kept is not lost', async () => {
    const path = written('shared.py', 'mine = 1\n');
    await drop(path);
    await app.page.getByRole('heading', { name: 'shared.py' }).first().waitFor();
    writeFileSync(path, 'theirs = 2\n');
    const told = app.page.getByRole('alert').filter({ hasText: 'Another program changed shared.py' });
    await told.getByRole('button', { name: 'Reload' }).click();
    await until('their text', async () => (await script().textContent())?.includes('theirs') === true);
    await app.page.getByRole('button', { name: 'Undo' }).click();
    await until('the old text', async () => (await script().textContent())?.includes('mine') === true);
    writeFileSync(path, 'again = 3\n');
    await told.getByRole('button', { name: 'Keep mine' }).click();
    await told.waitFor({ state: 'detached' });
    expect(await script().textContent()).toContain('mine');
    expect(readFileSync(path, 'utf8')).toBe('again = 3\n');
    await app.page.keyboard.press('Control+S');
    await until('the file', () => readFileSync(path, 'utf8') === 'mine = 1\n');
  });

  const script = () => app.page.getByRole('textbox', { name: 'Script' });

  it.each([
    ['tabs.py', Buffer.from('\uFEFFimport sys\r\nif True:\r\n\tx = 1\r\n\ty = 2\r\n')],
    ['latin.py', Buffer.from('# -*- coding: latin-1 -*-\nname = "Zo\xEB"\n', 'latin1')],
    ['utf16.py', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('name = "Zo\xEB €"\r\n', 'utf16le')])],
    ['broken.py', Buffer.from('lines = 1\n\ndef f(:\n    return (\n\nprint("after")\n')],
    ['long.py', Buffer.from(`from pyspark.streaming import StreamingContext\n${Array.from({ length: 50_000 }, (_, index) => `value_${index} = ${index} + 1\n`).join('')}`)],
  ])('is saved with every byte but those that were typed: %s', async (name, bytes) => {
    const path = written(name, bytes);
    await drop(path);
    await app.page.getByRole('heading', { name }).first().waitFor();
    await script().click();
    await app.page.keyboard.press('Control+Home');
    await app.page.keyboard.type('#');
    await app.page.keyboard.press('Control+S');
    const [mark, sign] = bytes[0] === 0xef ? [3, '#'] : bytes[0] === 0xff ? [2, '#\0'] : [0, '#'];
    const wanted = Buffer.concat([bytes.subarray(0, mark), Buffer.from(sign), bytes.subarray(mark)]);
    if (bytes[0] === 0xff) await app.page.getByRole('alert').filter({ hasText: 'is UTF-16, which Python does not read' }).waitFor();
    await until('the file', () => readFileSync(path).equals(wanted));
    // What is dropped on a window with changes opens in another one.
    await until('the saved title', () => app.electron.evaluate(({ BrowserWindow }, mark) => BrowserWindow.getAllWindows().every((window) => !window.getTitle().includes(mark)), ' *'));
  });
});
