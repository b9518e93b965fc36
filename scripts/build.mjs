#!/usr/bin/env node
/** Builds everything under out/: the engine for Node, Python's snapshot, the executor sandbox, the app. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const only = process.argv[2];

const steps = [
  ['engine', 'the engine', ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.engine.config.ts'], 'vite.engine.config.ts'],
  ['python', "Python's snapshot", ['out/engine/make-snapshot.js'], 'engine/executor/python/make-snapshot.ts'],
  ['sandbox', 'the executor sandbox', ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.sandbox.config.ts'], 'engine/executor/sandbox/executor-web.ts'],
  ['app', 'the app', ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'], 'electron/main.ts'],
];

for (const [name, title, args, needs] of steps) {
  if ((only && only !== name) || !existsSync(join(root, needs))) continue;
  const begin = Date.now();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    console.error(`Building ${title} failed.`);
    process.exit(status ?? 1);
  }
  console.log(`Built ${title} (${((Date.now() - begin) / 1000).toFixed(1)} s).`);
  const program = join(root, 'out/engine/dstream-submit.js');
  if (name === 'engine' && existsSync(program)) chmodSync(program, 0o755);
}
