import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App } from './app';

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterAll(async () => {
  await app.close();
  app.deleteProfile();
});

const script = () => app.page.getByRole('textbox', { name: 'PySpark script of this pipeline' });
const node = (name: string) => app.page.getByRole('region', { name: 'Pipeline' }).getByRole('group', { name, exact: true });

/** Puts the caret at the end of a line and types there. */
async function typeAtEndOf(line: string, text: string): Promise<void> {
  await script().locator('.cm-line', { hasText: line }).first().click();
  await app.page.keyboard.press('End');
  await app.page.keyboard.type(text);
}

describe('the script beside the graph', () => {
  it('changes the graph as it is typed, and keeps a comment where it is', async () => {
    await script().waitFor();
    await typeAtEndOf('words = lines.flatMap', '  # the words');
    await app.page.keyboard.press('Enter');
    await app.page.keyboard.type('long = words.filter(lambda w: len(w) > 3)');
    await node('filter long').waitFor();
    expect(await script().textContent()).toContain('# the words');
  });

  it('selects the node of the line, and the lines of the node', async () => {
    await script().locator('.cm-line', { hasText: 'pairs = words.map' }).click();
    await app.page.getByRole('region', { name: 'Settings' }).getByText('map', { exact: true }).first().waitFor();
    await node('flatMap words').click();
    await script().locator('.cm-selected-node', { hasText: 'words = lines.flatMap' }).waitFor();
  });

  it('leaves the graph as it was while a line is no Python, and says which', async () => {
    await typeAtEndOf('long = words.filter', ' +');
    const alert = app.page.getByRole('region', { name: 'Script' }).getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/^Line \d+: .*The graph stays as it was/);
    expect(await node('filter long').count()).toBe(1);
    await app.page.keyboard.press('Backspace');
    await app.page.keyboard.press('Backspace');
    await alert.waitFor({ state: 'detached' });
  });

  it('follows the graph: what is undone there is undone in the text', async () => {
    await node('flatMap words').click();
    const undo = app.page.getByRole('button', { name: 'Undo' });
    // Each stay in the editor is one entry.
    while (await undo.isEnabled()) await undo.click();
    await node('filter long').waitFor({ state: 'detached' });
    expect(await script().textContent()).not.toContain('long = ');
  });
});
