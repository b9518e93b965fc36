import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from '../engine/cli/submit';
import { hasSpark, printedBySpark } from './real-spark';

const script = join(projectRoot(), 'test/fixtures/sql/expressions.py');
/** Those that Spark computes without a job; what it printed for all sections is recorded, and always compared. */
const SECTIONS = ['arithmetic', 'checks', 'casts', 'intervals', 'higher', 'json'];

describe.skipIf(!hasSpark)('expressions of SQL', { timeout: 400_000 }, () => {
  it('have on a real Spark, now, the values, types and errors that they have here', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'expressions-'));
    try {
      const { status, stdout } = await submit(['--master', 'local[2]', script, ...SECTIONS], folder);
      expect(status).toBe(0);
      expect(stdout.match(/^# /gm)!.length).toBeGreaterThan(150);
      expect(stdout).toBe(await printedBySpark(script, SECTIONS, folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
