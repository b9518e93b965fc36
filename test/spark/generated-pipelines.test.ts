import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from '../engine/cli/submit';
import { hasSpark, printedBySpark } from './real-spark';

const fixtures = join(projectRoot(), 'test/fixtures/generated');
const script = join(fixtures, 'pipelines.py');

/** What some pipelines printed in one context, by their seeds; batches are known by their order, not their time. */
function groups(stdout: string): Map<string, string[]> {
  const found = stdout.replaceAll(/^Time: .*$/gm, 'Time').matchAll(/^={20} begin (.*)\n([\s\S]*?)^={20} end \1$/gm);
  return new Map([...found].map(([, seeds, printed]) => [seeds!, printed!.split('\n')]));
}

async function ours(from: number, to: number): Promise<Map<string, string[]>> {
  const { status, stdout, stderr } = await submit(['--master', 'local[2]', script, String(from), String(to)], tmpdir());
  expect([status, stderr.includes('Traceback')]).toEqual([0, false]);
  return groups(stdout);
}

/** A real Spark takes most of a minute for 25. All of them: SPARK_PIPELINES=200. */
const LIVE = Number(process.env.SPARK_PIPELINES ?? 50);

describe('generated pipelines print batch by batch, with partitions and order,', () => {
  // What Spark 4.3.0 printed (PyPI, Java 17, Python 3.11, PYTHONHASHSEED=0).
  it('what a real Spark printed for 75 of them', { timeout: 120_000 }, async () => {
    for (const [seeds, printed] of groups(readFileSync(join(fixtures, 'pipelines.txt'), 'utf8'))) {
      const [from, to] = seeds.split(' to ').map(Number);
      expect((await ours(from!, to!)).get(seeds)).toEqual(printed);
    }
  });

  it.skipIf(!hasSpark)(`what the Spark that is here prints for ${LIVE} of them`, { timeout: 1_800_000 }, async () => {
    const [given, sparks] = await Promise.all([ours(1, LIVE), printedBySpark(script, ['1', String(LIVE)], tmpdir()).then(groups)]);
    expect(sparks.size).toBe(LIVE / 25);
    for (const [seeds, printed] of sparks) expect([seeds, given.get(seeds)]).toEqual([seeds, printed]);
  });
});
