import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { hasSpark, sparkCommand, sparkEnvironment } from './real-spark';
import { printedForOneBatch } from './timed-run';

const root = projectRoot();
const fixture = (name: string): string => readFileSync(join(root, 'test/fixtures', name), 'utf8');
const script = join(root, 'test/fixtures/word_count_all.py');
const ours = (port: number): string[] => [process.execPath, join(root, 'out/engine/dstream-submit.js'), '--master', 'local[2]', script, 'localhost', String(port)];

describe('the word count', () => {
  it('prints what a real Spark printed for the same input, byte for byte', async () => {
    expect(await printedForOneBatch(ours, fixture('word-count-input.txt'))).toBe(fixture('word-count-spark-output.txt'));
  });

  it.skipIf(!hasSpark)('prints what the Spark that is here prints', { timeout: 120_000 }, async () => {
    const spark = (port: number): string[] => sparkCommand(script, ['localhost', String(port)]);
    const input = fixture('word-count-input.txt');
    expect(await printedForOneBatch(ours, input)).toBe(await printedForOneBatch(spark, input, sparkEnvironment));
  });
});
