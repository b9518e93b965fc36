import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { compareOutput } from '#engine/spark';
import { submit } from '../engine/cli/submit';

const labs = join(projectRoot(), 'test/fixtures/labs');

/** A script in the style of a course's labs, and how it is run; `NAME.expected.txt` is what Spark 4.3.0 printed for it. */
interface Lab {
  readonly name: string;
  readonly args: readonly string[];
  /** Paragraphs for its socket, one a batch. */
  readonly input?: string;
  /** Scripts that sleep or watch files need real time. */
  readonly clock?: 'system';
  /** Lines to compare, where a stream's output goes on for as long as it runs. */
  readonly lines?: number;
  readonly status?: number;
}

const expected = (name: string): string => join(labs, `${name}.expected.txt`);
const PORT = 9999;
const BATCHES = 12;
const all = JSON.parse(readFileSync(join(labs, 'labs.json'), 'utf8')) as Lab[];

async function run({ name, args, input, clock }: Lab, folder: string): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  const own = args.map((arg) => arg.replace('{out}', folder).replace('{port}', String(PORT)).replace('{labs}', labs));
  const manual = clock === 'system' ? [] : ['--clock', 'manual', '--batches', String(BATCHES)];
  const fed = input === undefined ? [] : ['--input', `${PORT}=${join(labs, input)}`];
  return submit(['--master', 'local[2]', ...manual, ...fed, join(labs, `${name}.py`), ...own], folder);
}

describe('a lab script prints what it printed on Spark', { timeout: 60_000 }, () => {
  it.for(all.filter(({ name }) => existsSync(expected(name))))('%o', async (lab, { expect: own }) => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-'));
    try {
      const { status, stdout, stderr } = await run(lab, folder);
      const recorded = readFileSync(expected(lab.name), 'utf8');
      const found = compareOutput(recorded, stdout, { limit: lab.lines ?? null });
      own({ ...found, status, told: found.same ? '' : stderr.slice(-2000) }).toEqual({ same: true, lines: expect.any(Number) as number, status: lab.status ?? 0, told: '' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
