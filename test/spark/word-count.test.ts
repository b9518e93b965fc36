import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { printedForOneBatch } from './timed-run';

const root = projectRoot();
const fixture = (name: string): string => readFileSync(join(root, 'test/fixtures', name), 'utf8');
const script = join(root, 'test/fixtures/word_count_all.py');
const ours = (port: number): string[] => [process.execPath, join(root, 'out/engine/dstream-submit.js'), '--master', 'local[2]', script, 'localhost', String(port)];

/** A Python in which `import pyspark` works: SPARK_PYTHON, or the one on the path. */
const python = process.env.SPARK_PYTHON ?? 'python3';
const hasSpark = spawnSync(python, ['-c', 'import pyspark'], { cwd: '/' }).status === 0 && spawnSync('java', ['-version']).status === 0;

describe('the word count', () => {
  it('prints what a real Spark printed for the same input, byte for byte', async () => {
    expect(await printedForOneBatch(ours, fixture('word-count-input.txt'))).toBe(fixture('word-count-spark-output.txt'));
  });

  it.skipIf(!hasSpark)('prints what the Spark that is here prints', { timeout: 120_000 }, async () => {
    const environment = { ...process.env, PYSPARK_PYTHON: python, PYTHONHASHSEED: '0', SPARK_LOCAL_IP: '127.0.0.1' };
    const spark = (port: number): string[] => [python, '-c', RUN_WITH_SPARK, script, 'localhost', String(port)];
    const input = fixture('word-count-input.txt');
    expect(await printedForOneBatch(ours, input)).toBe(await printedForOneBatch(spark, input, environment));
  });
});

/** What spark-submit does, where only the Python package is there. */
const RUN_WITH_SPARK = `
import os, sys, runpy
os.environ["PYSPARK_SUBMIT_ARGS"] = "--master local[2] pyspark-shell"
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
`;
