#!/usr/bin/env node
/** Starts the built app: `npm start`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/root.mjs';

const electron = join(root, 'node_modules/electron/dist', { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron');
if (!existsSync(electron) || !existsSync(join(root, 'out/main/main.cjs'))) {
  console.error('Something is missing: run npm ci first.');
  process.exit(1);
}
if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
  console.error('There is no display to show the window on. Start it from a desktop, or with xvfb-run npm start.');
  process.exit(1);
}
// Chromium refuses its sandbox to root; who is not root keeps it.
const args = [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...process.argv.slice(2)];
const child = spawn(electron, args, { stdio: 'inherit' });
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 0)));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
