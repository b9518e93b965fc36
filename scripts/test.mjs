#!/usr/bin/env node
/**
 * All tests: `npm test`, or a part: `npm test -- unit`. Goes on after a failure, so that everything is told. What failed
 * is named once more at the end, where it is found in a long log; the last line is "N passed, N failed".
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './setup/root.mjs';

const wanted = process.argv.slice(2);
const bin = (path) => join(root, 'node_modules', path);
const results = join(root, 'out/test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let passed = 0;
let failed = 0;
/** What is said at the end: each failure, and each test that needed its second attempt. */
const toTell = [];

/** Counts a failure and keeps its sentence for the end. */
function fail(sentence) {
  failed++;
  toTell.push(`FAILED: ${sentence}`);
}

/** A step that counts as one. */
function step(title, args) {
  const begin = Date.now();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) passed++;
  else fail(title);
  console.log(`${status === 0 ? 'passed' : 'FAILED'}: ${title} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  return status === 0;
}

/** A vitest project; each of its tests counts. */
function tests(project, environment = {}) {
  const file = join(results, `${project}.json`);
  const vitest = [bin('vitest/vitest.mjs'), 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const needsDisplay = ['e2e', 'package'].includes(project) && process.platform === 'linux' && !process.env.DISPLAY;
  const [command, args] = needsDisplay ? ['xvfb-run', ['-a', '-s', '-screen 0 1366x768x24', process.execPath, ...vitest]] : [process.execPath, vitest];
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...environment } });
  if (error) console.log(`FAILED: ${command} could not be started: ${error.message}`);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  passed += report.numPassedTests;
  for (const { name, assertionResults, message } of report.testResults) {
    const where = relative(root, name);
    for (const { fullName, status: end, failureMessages } of assertionResults) {
      const why = failureMessages[0]?.split('\n').slice(0, 12).join('\n    ') ?? '';
      if (end === 'failed') fail(`${where}: ${fullName}\n    ${why}`);
      else if (end === 'passed' && why !== '') toTell.push(`Passed only at the second attempt: ${where}: ${fullName}\n    ${why}`);
    }
    if (message !== '') toTell.push(`${where}: ${message}`);
  }
  // A file that could not even be loaded has no tests to count.
  if (status !== 0 && report.numFailedTests === 0) fail(`${project}: vitest ended with ${status}`);
}

const parts = {
  build: () => step('build', [join(root, 'scripts/build.mjs')]),
  lint: () => {
    step('eslint', [bin('eslint/bin/eslint.js'), '.']);
    step('import rules', [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', 'engine', 'electron', 'renderer', 'test']);
  },
  types: () => {
    for (const name of ['pure', 'node', 'web']) step(`types (${name})`, [bin('typescript/bin/tsc'), '-p', `tsconfig.${name}.json`]);
    step('types (svelte)', [bin('svelte-check/bin/svelte-check'), '--tsconfig', './tsconfig.web.json', '--fail-on-warnings']);
  },
  unit: () => tests('unit'),
  spark: () => tests('spark'),
  e2e: () => tests('e2e'),
  package: () => tests('package'),
};

const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
const chosen = wanted.length > 0 ? ['build', ...wanted.filter((name) => name !== 'build')] : Object.keys(parts);
for (const name of chosen) {
  const result = parts[name]();
  if (name === 'build' && result === false) break;
}
for (const sentence of toTell) console.log(sentence);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
