import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from '../cli/submit';

const fixtures = join(projectRoot(), 'test/fixtures/sql');
const scripts = readdirSync(fixtures).filter((name) => name.endsWith('.py'));

// The .txt files are what Spark 4.3.0 printed for these very scripts (PyPI, Java 17, Python 3.11, local[2], UTC).
describe('a script with DataFrames and SQL', { timeout: 120_000 }, () => {
  it.concurrent.each(scripts)('prints what Spark printed, byte for byte: %s', async (name) => {
    const { stdout, stderr, status } = await submit(['--master', 'local[2]', join(fixtures, name)], fixtures);
    expect([status, stderr.includes('Traceback') ? stderr : '']).toEqual([0, '']);
    expect(stdout).toBe(readFileSync(join(fixtures, `${basename(name, '.py')}.txt`), 'utf8'));
  });
});
