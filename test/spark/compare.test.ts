import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from '../engine/cli/submit';
import { hasSpark } from './real-spark';

const root = projectRoot();
const script = (name: string): string => join(root, 'test/fixtures/compare', name);
const input = join(root, 'test/fixtures/labs/lines.txt');

describe.skipIf(!hasSpark)('dstream-submit --compare-with-spark', { timeout: 120_000 }, () => {
  it('tells that output, files and exit status are the same', async () => {
    const { status, stdout, stderr } = await submit(['--compare-with-spark', '--master', 'local[2]', '--input', `19990=${input}`, script('same.py'), '19990', '{out}', '15'], tmpdir());
    expect([status, stderr]).toEqual([0, 'Running spark …\nRunning here …\n']);
    expect(stdout).toMatch(/^Same: \d\d lines of output, 1 files, exit status 3\.\n$/);
  });

  it('shows the first line that differs, and ends with 1', async () => {
    expect(await submit(['--compare-with-spark', '--master', 'local[2]', script('differs.py')], tmpdir())).toMatchObject({
      status: 1,
      stdout: 'Standard output differs at line 2 (headers of batches and empty batches left out).\n  Spark: linux\n  here:  emscripten\n',
    });
  });
});
