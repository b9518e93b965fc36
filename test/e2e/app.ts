import { type ElectronApplication, _electron, type Page } from 'playwright-core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '#engine/hosts';

const root = projectRoot();

/** The built app in a real window, with a profile of its own. */
export class App {
  private constructor(
    readonly electron: ElectronApplication,
    readonly page: Page,
    readonly profile: string,
    /** ms from the start of the process to the window */
    readonly windowAfter: number,
  ) {
    page.on('pageerror', (error) => this.#errors.push(error.stack ?? error.message));
  }

  /** What failed in the window without anybody being told: part of it stands still from then on. */
  readonly #errors: string[] = [];

  static async start(profile = mkdtempSync(join(tmpdir(), 'dstream-e2e-')), args: readonly string[] = []): Promise<App> {
    const begin = Date.now();
    const electron = await _electron.launch({
      executablePath: join(root, 'node_modules/electron/dist/electron'),
      args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${profile}`, ...args],
      cwd: root,
    });
    const page = await mainWindow(electron);
    const windowAfter = Date.now() - begin;
    await page.getByRole('region', { name: 'Pipeline' }).waitFor();
    return new App(electron, page, profile, windowAfter);
  }

  /** @throws Error where something failed in the window */
  async close(): Promise<void> {
    await this.electron.close();
    if (this.#errors.length > 0) throw new Error(`Errors in the window:\n${this.#errors.join('\n')}`);
  }

  /** As a crash or a power cut would. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.electron.process().once('exit', resolve));
    this.electron.process().kill('SIGKILL');
    await ended;
  }

  deleteProfile(): void {
    rmSync(this.profile, { recursive: true, force: true });
  }
}

/** The executors' hidden window is a window too. */
async function mainWindow(electron: ElectronApplication): Promise<Page> {
  for (;;) {
    const page = electron.windows().find((window) => window.url().startsWith('dstream://'));
    if (page) return page;
    await electron.waitForEvent('window', { timeout: 30_000 });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * Switches the sample text off and waits until none of it can be in a batch any more: pprint shows ten records, and a
 * typed line has to be among them. The stream's first batch may be empty before any sample came, so that only a batch
 * whose whole second lies after the switch tells.
 */
export async function withoutSample(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'sample text' }).uncheck();
  const silent = Date.now() + 2000;
  const newest = page.getByRole('grid', { name: 'Batches' }).locator('tr[data-batch]').first();
  await until('an empty batch', async () => Number(await newest.getAttribute('data-batch')) >= silent && (await newest.locator('td').nth(1).textContent()) === '0');
}

/** Waits until a check is true; the reason names what was waited for. */
export async function until(what: string, check: () => boolean | Promise<boolean>, timeout = 20_000): Promise<void> {
  const end = Date.now() + timeout;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`Waited ${timeout} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
