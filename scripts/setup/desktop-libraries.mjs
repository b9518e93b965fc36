import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from './root.mjs';

/** What Electron needs of a bare Debian or Ubuntu, by the library that is then found missing. */
const PACKAGES = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1'];

export function installDesktopLibraries() {
  if (process.platform !== 'linux') return;
  const missing = missingLibraries();
  if (missing.length === 0) return say('The desktop libraries are there.');
  const command = `apt-get install -y --no-install-recommends ${PACKAGES.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return say(`Missing for the window: ${missing.join(', ')}. On Debian or Ubuntu: sudo ${command}`);
  }
  say(`Installing the desktop libraries that Electron needs (${missing.length} are missing).`);
  const run = (args) => spawnSync('apt-get', args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status;
  run(['update', '-qq']);
  if (run(['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES]) !== 0) say(`They could not be installed. Try: ${command}`);
}

function missingLibraries() {
  const binary = join(root, 'node_modules/electron/dist/electron');
  if (!existsSync(binary)) return [];
  const { stdout } = spawnSync('ldd', [binary], { encoding: 'utf8' });
  return [...(stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}
