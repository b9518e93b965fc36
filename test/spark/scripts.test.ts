import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from '../engine/cli/submit';

const scripts = join(projectRoot(), 'test/fixtures/scripts');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scripts-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Spark 4.3.0 printed for these scripts' first three batches (PyPI, Java 17, Python 3.11), by file. */
const recorded = new Map(
  readFileSync(join(scripts, 'spark_output.txt'), 'utf8')
    .split(/^# /m)
    .slice(1)
    .map((part) => {
      const [name, ...lines] = part.trimEnd().split('\n');
      return [name!, lines] as const;
    }),
);

// All ten take a minute; three show that a pipeline with code runs as its script.
describe('a script that became a pipeline', () => {
  it.each([...recorded].slice(0, 3))('%s prints what its script printed on Spark', { timeout: 90_000 }, async (name, lines) => {
    const pipeline = name.replace('.py', '.dstream');
    expect(await submit(['convert', join(scripts, name), pipeline], folder)).toMatchObject({ status: 0 });
    const { stdout } = await submit([pipeline], folder);
    expect(stdout.trimEnd().split('\n').slice(0, 3)).toEqual(lines);
  });
});
