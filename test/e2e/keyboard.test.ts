import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, until, withoutSample } from './app';

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterAll(async () => {
  await app.close();
  app.deleteProfile();
});

const press = (...keys: string[]) => keys.reduce((before, key) => before.then(() => app.page.keyboard.press(key)), Promise.resolve());
const type = (text: string) => app.page.keyboard.type(text);
const node = (name: string) => app.page.getByRole('region', { name: 'Pipeline' }).getByRole('group', { name, exact: true });
const console_ = () => app.page.getByRole('log', { name: 'Console' });
const focused = (): Promise<string> => app.page.evaluate(() => window.document.activeElement?.getAttribute('aria-label') ?? window.document.activeElement?.textContent ?? '');
const focusOn = (name: string) => until(`the focus on ${name}`, async () => (await focused()) === name);
const pane = (): Promise<string> => app.page.evaluate(() => window.document.activeElement?.closest('section')?.getAttribute('aria-label') ?? '');

/** Goes through the panes until one has the focus. */
async function goTo(name: string): Promise<void> {
  for (let steps = 0; steps < 12 && (await pane()) !== name; steps++) {
    await press('F6');
    await app.page.waitForTimeout(60);
  }
  expect(await pane()).toBe(name);
}

async function add(kind: string): Promise<void> {
  await press('Control+.');
  await app.page.getByRole('combobox', { name: /^Add an operator/ }).waitFor();
  await type(kind);
  await press('Enter');
}

describe('by the keyboard alone', () => {
  it('word count is built from an empty canvas, and runs', async () => {
    await until('the run', async () => (await app.page.getByRole('status').first().textContent())?.includes('running') === true);
    await withoutSample(app.page);
    await press('Control+N');
    await node('pprint print').waitFor({ state: 'detached' });
    await add('socketTextStream');
    await focusOn('socketTextStream lines');
    await add('flatMap');
    await focusOn('flatMap items');
    await press('Enter');
    await until('the settings', async () => (await pane()) === 'Settings');
    await press('Control+A');
    await type('words');
    await press('Tab', 'Control+A');
    await type('lambda line: line.split(" ")');
    await press('Escape', 'Escape');
    await goTo('Pipeline');
    await focusOn('flatMap words');
    await add('map');
    await focusOn('map mapped');
    await press('Enter', 'Tab', 'Control+A');
    await type('lambda word: (word, 1)');
    await press('Escape', 'Escape');
    await goTo('Pipeline');
    await add('reduceByKey');
    await focusOn('reduceByKey reduced');
    await add('pprint');
    await focusOn('pprint print');
    await press('F5');
    await until('the receiver', async () => (await node('socketTextStream lines').textContent())?.includes('connected') === true);
    await goTo('Socket source');
    await app.page.keyboard.press('F6');
    await goTo('Socket source');
    await until('the box to type into', async () => {
      if ((await focused()) === 'Line to send') return true;
      await press('Tab');
      return false;
    });
    await type('zebra spark zebra');
    await press('Enter');
    await until('the counts', async () => (await console_().textContent())?.includes("('zebra', 2)") === true);
    await press('Shift+F5');
    await until('the stop', () => app.page.getByRole('button', { name: 'Run', exact: true }).isEnabled());
  });

  it('nodes are walked along their wires, moved, disconnected, connected, deleted, and all is undone', async () => {
    await goTo('Pipeline');
    await focusOn('pprint print');
    await press('ArrowLeft');
    await focusOn('reduceByKey reduced');
    await press('ArrowLeft');
    await focusOn('map mapped');
    await press('Control+ArrowDown', 'Control+ArrowDown');
    expect(await app.page.getByRole('button', { name: 'Undo' }).getAttribute('title')).toBe('Undo Move (Ctrl+Z)');
    await press('Control+Z');
    const wire = app.page.getByRole('group', { name: 'wire from mapped to reduced' });
    await press('Control+Shift+D');
    await app.page.getByRole('combobox', { name: 'Disconnect mapped' }).waitFor();
    await type('reduced');
    await press('Enter');
    await wire.waitFor({ state: 'detached' });
    await focusOn('map mapped');
    await press('Control+L');
    await app.page.getByRole('combobox', { name: 'Connect which port?' }).waitFor();
    await press('Enter');
    await app.page.getByRole('combobox', { name: 'Connect the output of mapped to' }).waitFor();
    expect(await app.page.getByRole('option', { name: 'flatMap words' }).textContent()).toContain('would make a circle');
    await press('Enter');
    await wire.waitFor({ state: 'attached' });
    await focusOn('map mapped');
    await press('Delete');
    await node('map mapped').waitFor({ state: 'detached' });
    await focusOn('flatMap words');
    await press('Control+Z');
    await wire.waitFor({ state: 'attached' });
  });

  it('several wires are moved together, and several nodes chosen and moved together, each as one step', async () => {
    const wires = (from: string) => app.page.locator(`[aria-label^="wire from ${from} to "]`).count();
    const find = async (name: string): Promise<void> => {
      await press('Control+f');
      await app.page.getByRole('dialog').getByRole('combobox').waitFor();
      await type(name);
      await press('Enter');
      await focusOn(name);
    };
    await find('flatMap words');
    await add('glom');
    await focusOn('glom glom');
    await until('two wires', async () => (await wires('words')) === 2);
    await find('flatMap words');
    await press('Control+Shift+M');
    await app.page.getByRole('combobox', { name: 'Move which wires?' }).waitFor();
    await type('2 wires out of another output');
    await press('Enter');
    await app.page.getByRole('combobox', { name: /^The 2 wires out of words/ }).waitFor();
    await type('socketTextStream');
    await press('Enter');
    await until('the wires at the other output', async () => (await wires('lines')) === 3 && (await wires('words')) === 0);
    await press('Control+z');
    await until('the wires where they were', async () => (await wires('words')) === 2);
    await find('flatMap words');
    await press('Shift+ArrowRight');
    await focusOn('map mapped');
    const chosen = app.page.locator('.svelte-flow__node.selected');
    await until('two chosen nodes', async () => (await chosen.count()) === 2);
    const before = await chosen.evaluateAll((nodes) => nodes.map((each) => (each as HTMLElement).style.transform));
    await press('Control+ArrowDown');
    await until('both moved', async () => (await chosen.evaluateAll((nodes) => nodes.map((each) => (each as HTMLElement).style.transform))).every((place, at) => place !== before[at]));
    await press('Control+z');
    await until('both back', async () => (await chosen.evaluateAll((nodes) => nodes.map((each) => (each as HTMLElement).style.transform))).every((place, at) => place === before[at]));
    await find('glom glom');
    await press('Delete');
    await node('glom glom').waitFor({ state: 'detached' });
  });

  it('a wire begins at a port that Alt+P chose', async () => {
    await goTo('Pipeline');
    await focusOn('flatMap words');
    await press('Alt+p');
    await focusOn('input of words');
    await press('Alt+p');
    await focusOn('output of words');
    await press('Enter');
    await app.page.getByRole('combobox', { name: 'Connect the output of words to' }).waitFor();
    await type('print');
    await press('Enter');
    await app.page.getByRole('group', { name: 'wire from words to print' }).waitFor({ state: 'attached' });
    await press('Control+Z');
  });

  it('the graph is one stop of Tab, and the outline shows the same selection', async () => {
    expect(await app.page.locator('section[aria-label="Pipeline"] .svelte-flow__node[tabindex="0"]').count()).toBe(1);
    await press('Control+Shift+O');
    await until('the tree', async () => (await focused()).startsWith('flatMap words, 2 of 5, from lines, to mapped'));
    await press('ArrowDown');
    await until('the next node', async () => (await focused()).startsWith('map mapped, 3 of 5'));
    expect(await node('map mapped').getAttribute('class')).toContain('selected');
    await press('ArrowRight', 'ArrowRight');
    await until('its input', async () => (await focused()).trim() === 'from words');
    await press('Enter');
    await until('the node before', async () => (await focused()).startsWith('flatMap words'));
    await add('filter');
    await until('the new node in the outline', async () => (await focused()).startsWith('filter filtered, '));
    expect(await pane()).toBe('Outline');
    await press('Control+Z');
    await node('filter filtered').waitFor({ state: 'detached' });
  });
});

describe('commands and keys', () => {
  it('the palette finds a command, does it, and says why another cannot be done', async () => {
    await press('Control+Shift+P');
    const box = app.page.getByRole('combobox', { name: 'Commands' });
    await box.waitFor();
    await type('stop');
    expect(await app.page.getByRole('option', { name: /^Run: Stop/ }).textContent()).toContain('Nothing is running.');
    await press('Control+A');
    await type('operators');
    await press('Enter');
    await box.waitFor({ state: 'detached' });
    await app.page.getByRole('region', { name: 'Operators' }).waitFor();
  });

  it('a key is given to a command, a conflict is told, and what was usual comes back', async () => {
    await press('F1');
    const sheet = app.page.getByRole('dialog', { name: 'Keys' });
    await sheet.getByRole('button', { name: 'Set key for Arrange', exact: true }).press('Enter');
    await press('Control+L');
    await sheet.getByRole('status').filter({ hasText: 'Ctrl+L is the key of Connect' }).waitFor();
    await sheet.getByRole('button', { name: 'Leave it' }).press('Enter');
    await sheet.getByRole('button', { name: 'Set key for Arrange', exact: true }).press('Enter');
    await press('Control+J');
    await sheet.getByRole('status').filter({ hasText: 'Ctrl+J is a key of Arrange now' }).waitFor();
    await press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await press('Control+J');
    await until('the arranging', async () => (await app.page.getByRole('button', { name: 'Undo' }).getAttribute('title')) === 'Undo Arrange (Ctrl+Z)');
    const kept = await app.page.evaluate(() => window.dstream.invoke('settings.get', undefined));
    expect(kept.keys).toEqual([['arrange', ['Mod+Shift+L', 'Mod+J']]]);
    await press('F1');
    await sheet.getByRole('button', { name: 'All as usual' }).press('Enter');
    await press('Escape');
  });

  it('the window’s menu has every command of the table, with its keys, greyed where it cannot be done', async () => {
    const menu = await app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()!.items.flatMap(({ submenu }) => submenu?.items ?? []).map(({ label, enabled, accelerator }) => ({ label, enabled, accelerator })));
    expect(menu).toContainEqual({ label: 'Stop (nothing is running)', enabled: false, accelerator: 'Shift+F5' });
    expect(menu).toContainEqual({ label: 'Run', enabled: true, accelerator: 'F5' });
    expect(menu).toContainEqual({ label: 'Add Operator…', enabled: true, accelerator: 'CmdOrCtrl+.' });
  });
});
