import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Pipeline, printPipeline, wordCountPipeline } from '#engine/model';
import { App, until } from './app';

const LONG = 'a_name_that_has_no_end_'.repeat(9).slice(0, 200);
const FROM_RIGHT = 'كلمات طويلة جدا '.repeat(13).slice(0, 200).trim();
const WIDE = '漢字'.repeat(100);
const FUNCTION = `def words(line):\n${Array.from({ length: 198 }, (_, at) => `    step_${at} = line.split(" ")  # ${'x'.repeat(at % 7 === 0 ? 120 : 10)}`).join('\n')}\n    return step_0`;
const NAMES = new Map([['lines', LONG], ['words', FROM_RIGHT], ['pairs', WIDE]]);

function long(): Pipeline {
  const word = wordCountPipeline();
  return { ...word, name: LONG, nodes: word.nodes.map((node) => ({ ...node, name: NAMES.get(node.id) ?? node.name, params: node.id === 'words' ? { ...node.params, f: FUNCTION } : node.params })) };
}

describe('names of 200 characters, from the right and of wide characters, and a function of 200 lines', () => {
  let app: App;
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dstream-long-'));
    path = join(folder, 'long.dstream');
    writeFileSync(path, printPipeline(long()));
    app = await App.start(undefined, [path]);
    await app.page.getByRole('group', { name: `socketTextStream ${LONG}`, exact: true }).waitFor();
  });
  afterAll(async () => {
    await app.close();
    app.deleteProfile();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Panes whose content is wider than they are, and parts of a node that stand out of it, but for its ports. */
  const overflowing = (): Promise<string[]> =>
    app.page.evaluate(() => {
      const wide: string[] = [];
      for (const pane of document.querySelectorAll('section[aria-label="Settings"], section[aria-label="Outline"], [role="dialog"], header, [role="status"]')) if (pane.scrollWidth > pane.clientWidth + 1) wide.push(`${pane.tagName} ${pane.getAttribute('aria-label') ?? pane.className}: ${pane.scrollWidth} in ${pane.clientWidth}`);
      for (const node of document.querySelectorAll('.svelte-flow__node-operator')) {
        const box = node.getBoundingClientRect();
        for (const part of node.querySelectorAll('*:not(.svelte-flow__handle, .svelte-flow__handle *, [hidden])')) {
          const { left, right, top, bottom } = part.getBoundingClientRect();
          if (left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1) wide.push(`${part.tagName} ${part.className} of a node`);
        }
      }
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
      if (scrollWidth > clientWidth || scrollHeight > clientHeight || window.scrollX !== 0 || window.scrollY !== 0) wide.push('the window');
      return wide;
    });

  it.each([[1366, 768], [1024, 640]])('stay within their nodes, settings, outline and dialogs at %i × %i, and the window does not scroll', async (width, height) => {
    await app.electron.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows().find((window) => window.isVisible())?.setSize(w!, h!), [width, height]);
    await until('the size', async () => Math.abs((await app.page.evaluate(() => window.innerWidth)) - width) < 8);
    for (const [id, name] of NAMES) {
      await app.page.getByRole('group', { name: `${id === 'lines' ? 'socketTextStream' : id === 'words' ? 'flatMap' : 'map'} ${name}`, exact: true }).click();
      await app.page.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Name', exact: true }).waitFor();
      expect(await overflowing()).toEqual([]);
    }
    await app.page.keyboard.press('Control+Shift+O');
    await app.page.getByRole('region', { name: 'Outline' }).waitFor();
    expect(await overflowing()).toEqual([]);
    await app.page.keyboard.press('Control+F');
    await app.page.getByRole('dialog').waitFor();
    expect(await overflowing()).toEqual([]);
    await app.page.keyboard.press('Escape');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('are kept to the last character', async () => {
    await app.page.keyboard.press('Control+S');
    await until('the file', () => readFileSync(path, 'utf8').length > 0);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(printPipeline(long())));
    expect(await app.page.getByRole('region', { name: 'Script' }).locator('.cm-content').count()).toBe(1);
  });
});
