import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from '../engine/cli/submit';
import { argumentsOf, type Example, examples, hasExamples, linesOf, outputOf, plain, printedForFiles, scriptOf, sparkSource } from './example';

const PORT = 9999;
const BATCHES = 6;

async function printed(example: Example, out: string): Promise<string> {
  const command = ['--master', 'local[2]', scriptOf(example), ...argumentsOf(example, out, PORT)];
  if (example.input === 'files') return printedForFiles([process.execPath, join(projectRoot(), 'out/engine/dstream-submit.js'), ...command], process.env, out);
  const fed = example.input === null ? [] : ['--clock', 'manual', '--batches', String(BATCHES), '--input', `${PORT}=${linesOf(example)}`];
  const { status, stdout, stderr } = await submit([...fed, ...command], example.inSource ? sparkSource : out);
  expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
  return stdout;
}

describe.skipIf(!hasExamples)("Spark's own Python streaming examples, unmodified, print what they print on Spark:", { timeout: 60_000 }, () => {
  it.concurrent.for([...examples])('$name', async (example, { expect: own }) => {
    const out = mkdtempSync(join(tmpdir(), 'example-'));
    try {
      own(plain(await printed(example, out), out)).toBe(readFileSync(outputOf(example), 'utf8'));
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });
});
