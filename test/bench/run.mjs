/**
 * The speed budget, measured: `node test/bench/run.mjs [all | NAME…]`. Prints a table. Ratios are taken in one run on the
 * same data. Real Spark is found by SPARK_PYTHON or SPARK_HOME, or is the python3 that has pyspark.
 */
import { oneLine, shortestInterval } from './batches.mjs';
import { doubling, memory } from './growth.mjs';
import { sparkPython } from './programs.mjs';
import { recording } from './recording.mjs';
import { startUp } from './start-up.mjs';
import { inverseWindow, state } from './state.mjs';
import { throughput } from './throughput.mjs';

const benches = new Map([
  ['one-line', oneLine],
  ['interval', shortestInterval],
  ['throughput', throughput],
  ['recording', recording],
  ['start-up', startUp],
  ['state', state],
  ['window', inverseWindow],
  ['doubling', doubling],
  ['memory', () => memory(Number(process.env.BENCH_MEMORY_SECONDS ?? 60))],
]);

const named = process.argv.slice(2).filter((name) => name !== 'all');
const unknown = named.filter((name) => !benches.has(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are: all, ${[...benches.keys()].join(', ')}.`);
  process.exit(2);
}
if (!sparkPython) console.error('No Spark found (SPARK_PYTHON, SPARK_HOME, python3 with pyspark): comparisons with it are left out.');

console.log('| What | Target | Measured | |\n|---|---|---|---|');
let failed = false;
for (const name of named.length > 0 ? named : benches.keys()) {
  try {
    for (const { what, target, measured, met } of await benches.get(name)()) {
      console.log(`| ${what} | ${target} | ${measured} | ${met === null ? '–' : met ? 'met' : 'missed'} |`);
    }
  } catch (error) {
    failed = true;
    console.log(`| ${name} | | failed: ${String(error.message).replaceAll(/[\n|]/g, ' ').slice(0, 300)} | |`);
  }
}
process.exitCode = failed ? 1 : 0;
