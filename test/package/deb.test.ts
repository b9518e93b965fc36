import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { until, withoutSample } from '../e2e/app';

const root = projectRoot();
const USER = 'dstream-test';
/** Installing a package is root's, and a .deb is Debian's. */
const canInstall = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/dpkg-deb') && existsSync('/usr/bin/apt-get');

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: root, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
  return stdout;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/**
 * Attaches to the app. Not before its window is there, and anew where attaching hangs: Playwright waits for every target,
 * also for one that ends while it attaches.
 */
async function connect(port: number): Promise<Browser> {
  let browser: Browser | null = null;
  const attach = async (): Promise<boolean> => {
    const targets = await fetch(`http://127.0.0.1:${port}/json/list`).then((answer) => answer.json() as Promise<{ url: string }[]>, () => []);
    if (!targets.some(({ url }) => url.startsWith('dstream://'))) return false;
    browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: 10_000 }).catch(() => null);
    return browser !== null;
  };
  await until('the app to be attached to', attach, 90_000);
  return browser!;
}

describe.skipIf(!canInstall)('the .deb', () => {
  it('installs, starts as an unprivileged user in its sandbox, and counts words', { timeout: 400_000 }, async () => {
    run(process.execPath, ['scripts/package.mjs']);
    const deb = readdirSync(join(root, 'dist')).find((name) => name.endsWith('.deb'))!;
    // apt's own user has to be able to read the file.
    const shared = mkdtempSync(join(tmpdir(), 'dstream-deb-'));
    chmodSync(shared, 0o755);
    run('cp', [join(root, 'dist', deb), shared]);
    run('apt-get', ['install', '-y', '-qq', '--reinstall', '--no-install-recommends', join(shared, deb)]);
    if (spawnSync('id', [USER]).status !== 0) run('useradd', ['--create-home', USER]);
    const profile = run('runuser', ['-u', USER, '--', 'mktemp', '-d', '-p', `/home/${USER}`]).trim();
    const port = await freePort();
    const app = spawn('runuser', ['-u', USER, '--', '/usr/bin/dstream-studio', `--remote-debugging-port=${port}`, `--user-data-dir=${profile}`], {
      stdio: 'ignore',
      detached: true,
      env: { DISPLAY: process.env.DISPLAY, PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: `/home/${USER}`, XAUTHORITY: openDisplay(shared) },
    });
    try {
      const browser = await connect(port);
      const pages = () => browser.contexts().flatMap((context) => context.pages());
      await until('the window', () => pages().some((page) => page.url().startsWith('dstream://')));
      const page = pages().find((one) => one.url().startsWith('dstream://'))!;
      await page.getByRole('group', { name: 'socketTextStream lines', exact: true }).getByText('connected').waitFor();
      await withoutSample(page);
      await page.getByRole('textbox', { name: 'Line to send' }).fill('packed and packed');
      await page.keyboard.press('Enter');
      await until('the counts', async () => (await page.getByRole('log', { name: 'Console' }).textContent())?.includes("('packed', 2)") === true);
      expect(run('ps', ['-u', USER, '-o', 'args='])).not.toContain('--no-sandbox');
      await browser.close();
    } finally {
      process.kill(-app.pid!, 'SIGKILL');
      spawnSync('pkill', ['-KILL', '-u', USER]);
      run('apt-get', ['remove', '-y', '-qq', 'dstream-studio']);
      spawnSync('userdel', ['--remove', USER]);
      rmSync(shared, { recursive: true, force: true });
    }
  });
});

/** The display's key, where the other user can read it. */
function openDisplay(folder: string): string {
  const key = join(folder, 'xauthority');
  if (process.env.XAUTHORITY && existsSync(process.env.XAUTHORITY)) {
    run('cp', [process.env.XAUTHORITY, key]);
    chmodSync(key, 0o644);
  }
  return key;
}
