import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { App, until } from './app';

const boxesOf = (all: readonly Locator[]) => Promise.all(all.map((each) => each.boundingBox()));

/** A way to the middle of two places, or of one, in steps: a drag across the window is more than its ends. */
async function dragTo(app: App, what: Locator, ...targets: Locator[]): Promise<void> {
  let boxes = await boxesOf([what, ...targets]);
  // A canvas that is still finding its place takes them along.
  await until('a canvas that stands still', async () => {
    const before = JSON.stringify(boxes);
    await app.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    boxes = await boxesOf([what, ...targets]);
    return JSON.stringify(boxes) === before;
  });
  const [from, ...to] = boxes.map((box) => ({ x: box!.x + box!.width / 2, y: box!.y + box!.height / 2 }));
  const at = { x: to.reduce((sum, { x }) => sum + x, 0) / to.length, y: to.reduce((sum, { y }) => sum + y, 0) / to.length };
  await app.page.mouse.move(from!.x, from!.y);
  await app.page.mouse.down();
  await app.page.mouse.move(at.x - 40, at.y - 40, { steps: 5 });
  await app.page.mouse.move(at.x, at.y, { steps: 5 });
  await app.page.mouse.up();
}

describe('the list of operators beside an open script', () => {
  let app: App;
  let folder: string;
  let path: string;
  const page = (): App['page'] => app.page;
  const node = (name: string): Locator => page().getByRole('group', { name, exact: true });
  const palette = (): Locator => page().getByRole('region', { name: 'Operators' });
  const operator = (kind: string): Locator => palette().getByRole('button', { name: kind, exact: true });
  const undo = (): Locator => page().getByRole('button', { name: 'Undo', exact: true });

  /** What is saved is what is shown. */
  async function saved(): Promise<string> {
    await page().keyboard.press('Control+S');
    await until('what is saved', async () => page().getByRole('region', { name: 'Script' }).getByRole('button', { name: 'Save', exact: true }).isDisabled());
    return readFileSync(path, 'utf8');
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dstream-palette-'));
    path = join(folder, 'network_wordcount.py');
    copyFileSync(join(projectRoot(), 'examples/network_wordcount.py'), path);
    app = await App.start(undefined, [path]);
    page().setDefaultTimeout(8000);
    await node('reduceByKey counts').waitFor();
  });
  afterAll(async () => {
    await page().evaluate(() => window.dstream.invoke('script.changed', { text: '', modified: false }));
    await app.close();
    app.deleteProfile();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives an operator that is dropped on a wire: one call is added to the text, and undo takes it back to the last byte', async () => {
    const original = readFileSync(path, 'utf8');
    await dragTo(app, operator('filter'), page().getByRole('button', { name: 'output of flatMap line 22' }), page().getByRole('button', { name: 'input of map line 23' }));
    await node('filter line 23').waitFor();
    await page().getByRole('group', { name: 'wire from flatMap line 22 to filter line 23' }).waitFor({ state: 'attached' });
    await page().getByRole('group', { name: 'wire from filter line 23 to map line 24' }).waitFor({ state: 'attached' });
    const [before, after] = [original.split('\n'), (await saved()).split('\n')];
    const added = after.filter((line) => !before.includes(line));
    expect(added).toHaveLength(1);
    expect(added[0]).toMatch(/^ +\.filter\(lambda .+\) \\$/);
    expect(after.filter((line) => line !== added[0])).toEqual(before);
    await undo().click();
    await node('filter line 23').waitFor({ state: 'detached' });
    expect(await saved()).toBe(original);
  });

  it('gives a source that is dropped on the canvas, and an output after the selected node by a click', async () => {
    const original = readFileSync(path, 'utf8');
    await dragTo(app, operator('map'), page().getByRole('button', { name: 'Minimap' }), node('reduceByKey counts'), node('reduceByKey counts'));
    await page().getByRole('alert').filter({ hasText: 'In a script map is called on a stream, and here it has none.' }).getByRole('button', { name: 'Dismiss' }).click();
    await dragTo(app, operator('textFileStream'), page().getByRole('button', { name: 'Minimap' }), node('reduceByKey counts'), node('reduceByKey counts'));
    await node('textFileStream files').or(page().getByRole('group', { name: /^textFileStream / })).first().waitFor();
    expect(await saved()).toMatch(/^ {4}\w+ = ssc\.textFileStream\(/m);
    await undo().click();
    await until('the text as it was', async () => (await page().getByRole('group', { name: /^textFileStream / }).count()) === 0);
    await node('map line 23').click();
    await operator('pprint').click();
    await until('two outputs', async () => (await page().getByRole('group', { name: /^pprint / }).count()) === 2);
    await undo().click();
    await until('one output', async () => (await page().getByRole('group', { name: /^pprint / }).count()) === 1);
    expect(await saved()).toBe(original);
  });

  it('leaves room in a smaller window: the whole graph is in view, clear of the canvas’s buttons', async () => {
    const resize = (width: number, height: number): Promise<void> => app.electron.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows().find((window) => window.isVisible())?.setSize(size.width, size.height), { width, height });
    await resize(1366, 768);
    await page().getByRole('button', { name: 'Fit to window' }).click();
    await resize(1024, 700);
    await until('the graph in view', async () => {
      const [buttons, first, last, canvas] = await Promise.all([page().locator('.svelte-flow__controls'), node('socketTextStream lines'), page().getByRole('group', { name: /^pprint / }).first(), page().getByRole('region', { name: 'Pipeline' })].map((each) => each.boundingBox()));
      // They stand in a column at the left, and in a low canvas in a row below.
      const isClear = [first!, last!].every(({ x, y, height }) => x > buttons!.x + buttons!.width || y + height < buttons!.y);
      return canvas!.width < 500 && isClear && last!.x + last!.width < canvas!.x + canvas!.width;
    });
  });

  it('can be put away, and is there again when it is asked for', async () => {
    await page().getByRole('button', { name: 'Hide this pane' }).click();
    await palette().waitFor({ state: 'detached' });
    await page().keyboard.press('Control+Shift+E');
    await palette().waitFor();
  });

  it('leaves nodes where they were moved to when the script is opened again, also with another text, and writes nothing into it', async () => {
    const place = (name: string): Promise<string> => node(name).evaluate((element) => (element as HTMLElement).style.transform);
    const original = readFileSync(path, 'utf8');
    const before = await place('map line 23');
    const at = (await node('map line 23').boundingBox())!;
    await page().mouse.move(at.x + at.width / 2, at.y + 10);
    await page().mouse.down();
    await page().mouse.move(at.x + at.width / 2, at.y + 60, { steps: 5 });
    await page().mouse.move(at.x + at.width / 2, at.y + 130, { steps: 5 });
    await page().mouse.up();
    await until('the move', async () => (await place('map line 23')) !== before);
    const there = await place('map line 23');
    await undo().click();
    await until('the place before', async () => (await place('map line 23')) === before);
    await page().getByRole('button', { name: 'Redo', exact: true }).click();
    await until('the place again', async () => (await place('map line 23')) === there);
    const [moved, counts] = [await place('map line 23'), await place('reduceByKey counts')];
    const folderOfPlaces = join(app.profile, 'script-places');
    await until('the places', () => existsSync(folderOfPlaces) && readdirSync(folderOfPlaces).length === 1);
    expect(readFileSync(path, 'utf8')).toBe(original);
    // Somebody else puts a line before it, and a node behind it.
    await app.close();
    rmSync(join(app.profile, 'recovery'), { recursive: true });
    writeFileSync(path, original.replace('    lines = ', '    # from the network\n    lines = ').replace('.map(lambda word: (word, 1))', '.map(lambda word: (word, 1)).filter(lambda pair: pair[0])'));
    app = await App.start(app.profile, [path]);
    page().setDefaultTimeout(8000);
    await node('filter line 24').waitFor();
    expect([await place('map line 24'), await place('reduceByKey counts')]).toEqual([moved, counts]);
    expect(new Set([moved, counts]).has(await place('filter line 24'))).toBe(false);
  });
});
