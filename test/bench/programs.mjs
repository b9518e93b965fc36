/** Runs a script on dstream-submit or on a real Spark, and watches its batches. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
const scripts = join(import.meta.dirname, 'scripts');
const submitter = join(root, 'out/engine/dstream-submit.js');

/** Programs under way: they end with this one, however that ends. */
const running = new Set();
process.on('exit', () => {
  for (const end of running) end();
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** A Python that has pyspark; null: no Spark to compare with. */
export const sparkPython = findSpark();

function findSpark() {
  const { SPARK_PYTHON, SPARK_HOME } = process.env;
  const candidates = SPARK_PYTHON ? [SPARK_PYTHON] : ['python3', 'python'];
  const environment = SPARK_HOME ? { ...process.env, PYTHONPATH: `${SPARK_HOME}/python:${process.env.PYTHONPATH ?? ''}` } : process.env;
  return candidates.find((python) => spawnSync(python, ['-c', 'import pyspark'], { env: environment }).status === 0) ?? null;
}

function sparkSubmit() {
  const { SPARK_HOME } = process.env;
  const beside = join(dirname(sparkPython), 'spark-submit');
  const home = SPARK_HOME && join(SPARK_HOME, 'bin/spark-submit');
  return [home, beside].find((path) => path && existsSync(path)) ?? 'spark-submit';
}

/**
 * A running program.
 * @param {'ours' | 'spark'} system
 * @param {string | ((folder: string) => string)} script file in scripts/, or a path; or makes one in the program's folder
 * @param {(folder: string, metrics: string) => readonly string[]} args of the script; `metrics` is where Spark's script writes
 */
export function start(system, script, args, { master = 'local[2]', conf = [], history = null } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'dstream-bench-'));
  const metrics = join(folder, 'metrics.jsonl');
  const path = typeof script === 'function' ? script(folder) : isAbsolute(script) ? script : join(scripts, script);
  const options = ['--master', master, ...conf.flatMap((setting) => ['--conf', setting])];
  const [program, before] =
    system === 'ours'
      ? [process.execPath, [submitter, ...options, ...(history ? ['--history', history(folder)] : []), '--quiet', '--metrics', metrics, path]]
      : [sparkSubmit(), [...options, '--conf', 'spark.ui.enabled=false', path]];
  const environment = system === 'ours' ? process.env : { ...process.env, PYSPARK_PYTHON: sparkPython, PYTHONHASHSEED: '0', SPARK_LOCAL_IP: '127.0.0.1' };
  const begin = performance.now();
  const child = spawn(program, [...before, ...args(folder, system === 'ours' ? '-' : metrics)], { env: environment, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let [stdout, stderr, ended] = ['', '', false];
  child.stdout.on('data', (data) => (stdout = (stdout + data).slice(-20_000)));
  child.stderr.on('data', (data) => (stderr = (stderr + data).slice(-5_000)));
  // Spark's Java process is a child of the shell script: the whole group goes.
  const end = () => {
    running.delete(end);
    if (!ended) process.kill(-child.pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  running.add(end);
  const exit = new Promise((resolve) => child.on('close', () => resolve((ended = true))));
  return {
    pid: child.pid,
    get stdout() {
      return stdout;
    },
    /** ms since it was started */
    get age() {
      return performance.now() - begin;
    },
    batches: () => (existsSync(metrics) ? readFileSync(metrics, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)) : []),
    /** Waits until `condition` holds. @throws Error where the program ends first or it takes longer than `limit` ms */
    async until(condition, limit) {
      for (;;) {
        const found = condition();
        if (found) return found;
        if (ended) throw new Error(`${system} ended early: ${stderr}`);
        if (performance.now() - begin > limit) throw new Error(`${system} took longer than ${limit} ms: ${stderr}`);
        await sleep(5);
      }
    },
    async stop() {
      end();
      await exit;
    },
  };
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.length === 0 ? NaN : (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Of times that are told in whole ms the mean of many is more exact than their median. */
export const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** What memory the process and its children hold now, bytes; Linux only. */
export function residentBytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1024;
}
