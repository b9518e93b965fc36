#!/usr/bin/env node
/**
 * Makes a checkout ready, after `npm ci` and as often as one likes: a real Electron, SQLite, the desktop libraries, the
 * build. What is there already is left alone.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installDesktopLibraries } from './desktop-libraries.mjs';
import { installElectron } from './electron.mjs';
import { refuseOldNode } from './node-version.mjs';
import { root } from './root.mjs';
import { buildSQLite } from './sqlite.mjs';

refuseOldNode();
await installElectron();
buildSQLite();
installDesktopLibraries();
if (!process.env.DSTREAM_SETUP_NO_BUILD) {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  process.exitCode = status ?? 1;
}
