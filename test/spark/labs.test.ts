import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
  it.concurrent.for(all)('$name', async (lab, { expect: own }) => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-'));
    try {
      const { status, stdout, stderr } = await run(lab, folder);
      const recorded = readFileSync(join(labs, `${lab.name}.expected.txt`), 'utf8');
      own({ ...compareOutput(recorded, stdout, { limit: lab.lines ?? null }), stderr: stderr.slice(-2000) }).toMatchObject({ same: true });
      own(status).toBe(lab.status ?? 0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has thirty of them', () => expect(all.length).toBeGreaterThanOrEqual(30));
});
