import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { submit } from '../engine/cli/submit';

/** A Spark source tree, of which python/pyspark/streaming and python/pyspark/testing are enough. */
const python = join(process.env.SPARK_SOURCE ?? '/', 'python');
const tests = join(python, 'pyspark/streaming/tests');

describe.skipIf(!process.env.SPARK_SOURCE || !existsSync(tests))("Spark's own tests of its Python streaming API, unmodified,", () => {
  // The two of test_kinesis.py need AWS.
  it.each([
    ['test_context.py', 11],
    ['test_dstream.py', 35],
    ['test_listener.py', 1],
  ])('pass: %s', { timeout: 300_000 }, async (file, count) => {
    const { status, stderr } = await submit(['--py-files', python, join(tests, file)], tmpdir());
    expect(stderr).toMatch(new RegExp(`Ran ${count} tests? in`));
    expect(stderr.trimEnd().split('\n').at(-1)).toBe('OK');
    expect(status).toBe(0);
  });

  it('can be chosen by name', { timeout: 60_000 }, async () => {
    const { status, stderr } = await submit(['--py-files', python, join(tests, 'test_dstream.py'), 'BasicOperationTests.test_map', 'WindowFunctionTests.test_reduce_by_invalid_window'], tmpdir());
    expect(stderr).toMatch(/Ran 2 tests in .*\n\nOK/);
    expect(status).toBe(0);
  });
});
