#!/usr/bin/env node
/** `npm run package`: the unpacked app of this system, and on Debian a .deb made of it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDeb } from './make-deb.mjs';
import { root } from './setup/root.mjs';

function run(title, args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  console.error(`${title} failed.`);
  process.exit(1);
}

run('The build', [join(root, 'scripts/build.mjs')]);
// The Electron that is here is the one that is packed, whatever version the network allowed.
const electron = join(root, 'node_modules/electron/dist');
const version = readFileSync(join(electron, 'version'), 'utf8').trim().replace(/^v/, '');
run('Packing the app', [
  join(root, 'node_modules/electron-builder/cli.js'),
  '--dir',
  '--publish=never',
  `--config.electronDist=${electron}`,
  `--config.electronVersion=${version}`,
]);
if (process.platform === 'linux' && existsSync('/usr/bin/dpkg-deb')) console.log(`Made ${makeDeb(join(root, 'dist/linux-unpacked'))}.`);
